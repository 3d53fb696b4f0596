import { LEAST_GENUINE } from '../domain/calibration.js';
import { count } from '../domain/text.js';
import type { CalibrationReport } from './calibration-report.js';
import { rate } from './figures.js';

/** Where it finds nine of ten true duplicates a pack is called strong enough. */
const STRONG = 0.9;

/** False alarms to expect at the threshold. */
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
    return tmr >= STRONG
      ? `${what} is strong enough ${where}: ${found}`
      : `${what} is weak ${where}: only ${found}`;
  }
  return `${byTable(report, what, where)} (Fewer than ${LEAST_GENUINE} pairs of one user: with a second photo of some users it could be measured.)`;
}

/** What the pack's own table says where the gallery has too few pairs of one user. */
function byTable(
  { calibration, packTable }: CalibrationReport,
  what: string,
  where: string,
): string {
  const last = packTable?.table.at(-1);
  const { similarity } = calibration.threshold;
  if (!last) return `Whether ${what.replace(/^T/, 't')} is strong enough ${where} cannot be told.`;
  const reaches = `its own table ends at ${last.similarity.toFixed(4)} (FMR ${rate(last.fmr)})`;
  return similarity <= last.similarity
    ? `${what} is probably strong enough ${where}: ${reaches}, and the threshold is not above it.`
    : `${what} is probably weak ${where}: ${reaches}, and the threshold is above it.`;
}
