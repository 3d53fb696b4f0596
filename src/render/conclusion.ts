import { LEAST_GENUINE } from '../domain/calibration.js';
import { WEAK } from '../domain/rated-pack.js';
import { foundAt } from '../domain/strength.js';
import { count, printable } from '../domain/text.js';
import { fmrAt } from '../domain/thresholds.js';
import type { CalibrationReport } from './calibration-report.js';
import { foundOf100 } from './strength.js';

/** A pack that finds nine of ten true duplicates is called strong enough. */
const STRONG = 0.9;

/** The expected number of false alarms at the threshold. */
export function falseAlarms({ fpir, calibration, allPairs }: CalibrationReport): {
  readonly perThousand: number;
  readonly inScan: number;
} {
  return { perThousand: 1000 * fpir, inScan: calibration.threshold.fmr * allPairs };
}

/** Whether the pack is strong enough for a gallery of this size, in one sentence. */
export function conclusion(report: CalibrationReport): string {
  const { calibration, templates, pack, genuinePairs } = report;
  const { tmr, threshold } = calibration;
  const what = `The pack ${pack}`;
  const where = `for a gallery of ${count(templates, 'template')}`;
  if (threshold.similarity >= 1) {
    return `${what} is too weak ${where}: no similarity keeps false alarms so rare.`;
  }
  if (tmr !== undefined) {
    const found = `about ${(100 * tmr).toFixed(0)}% of true duplicates would be found (measured on ${count(genuinePairs, 'pair')} of one user).`;
    return verdict(what, where, tmr, found);
  }
  return `${byPack(report, what, where)} (Fewer than ${LEAST_GENUINE} pairs of one user: with a second photo of some users it could be measured.)`;
}

function verdict(what: string, where: string, tmr: number, found: string): string {
  if (tmr >= STRONG) return `${what} is strong enough ${where}: ${found}`;
  if (tmr < WEAK) return `${what} is weak ${where}: only ${found}`;
  return `${what} finds most of the duplicates, not all, ${where}: ${found}`;
}

/** For a gallery with too few pairs of one user: what was found with other people. */
function byPack(
  { calibration, packTable, packStrength }: CalibrationReport,
  what: string,
  where: string,
): string {
  if (!packTable || !packStrength) {
    return `Whether ${what.replace(/^T/, 't')} is strong enough ${where} is unknown.`;
  }
  const { similarity } = calibration.threshold;
  const found = foundAt(packStrength, fmrAt(packTable, similarity));
  const text = `${foundOf100(found)} of 100 second photos would be found, as on ${printable(packStrength.measuredOn)}.`;
  return verdict(what, where, found.tmr, text);
}
