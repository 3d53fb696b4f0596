import type { CalibratedThreshold } from '../domain/calibration.js';
import { few, rate } from '../domain/figures.js';
import { count, number, printable } from '../domain/text.js';
import { type FmrTable, isExtrapolated, measuredTo, similarityAt } from '../domain/thresholds.js';
import { type Bar, bars } from './bars.js';
import type { CalibrationReport } from './calibration-report.js';
import { conclusion, falseAlarms } from './conclusion.js';
import { wrapped } from './wrapped.js';

/** A bar of at most 34 characters keeps lines within 80. */
const BAR = 34;
/** As many lines as fit a quick look. */
const LINES = 20;

/** What no table can correct. */
const CHILDREN = 'If these are children: no pack is fit to tell them apart.';

/** The report for a person; lines of at most 80 columns, except for long names. */
export function calibrationText(report: CalibrationReport): readonly string[] {
  const { calibration, similarities } = report;
  return [
    ...facts(report),
    '',
    `${'similarity'.padStart(12)} ${'pairs'.padStart(13)} ${'one user'.padStart(10)}   logarithmic`,
    ...bars(similarities, LINES).map((bar, _, all) =>
      histogramLine(bar, all, calibration.threshold),
    ),
    '',
    `${'FMR'.padStart(12)} ${'similarity'.padStart(13)} ${'pack'.padStart(10)}`,
    ...calibration.table.map((row) => tableLine(row, report.packTable)),
    ...packLines(report),
    '',
    thresholdLine(report),
    ...alarmLines(report),
    '',
    ...wrapped(conclusion(report)),
    CHILDREN,
    ...(report.stored
      ? ['', 'Stored: from now on searches in this collection use this table.']
      : []),
  ];
}

function facts(report: CalibrationReport): readonly string[] {
  const { pairs, allPairs, sampled, seed, exceptions, genuinePairs } = report;
  const part = sampled
    ? `${number(pairs)} of ${number(allPairs)} of different users (--seed ${seed})`
    : `${number(pairs)} of different users`;
  return [
    `Collection  ${printable(report.collection)}`,
    `Encoder     ${printable(report.encoder)} (pack ${printable(report.pack)})`,
    `Users       ${number(report.users)} with ${count(report.templates, 'template')}`,
    `Pairs       ${part}, ${number(genuinePairs)} of one user`,
    ...(exceptions > 0
      ? [`            ${count(exceptions, 'pair')} of users left out as recorded exceptions`]
      : []),
  ];
}

function histogramLine(bar: Bar, all: readonly Bar[], { similarity }: CalibratedThreshold): string {
  const most = Math.max(...all.map(({ different }) => different));
  const length =
    bar.different === 0
      ? 0
      : 1 + Math.round(((BAR - 1) * Math.log(bar.different)) / Math.log(Math.max(most, 2)));
  const here = bar.from <= similarity && similarity < bar.to;
  const line = [
    bar.from.toFixed(3).padStart(12),
    number(bar.different).padStart(13),
    number(bar.same).padStart(10),
    ` ${'█'.repeat(length)}${here ? ' <- threshold' : ''}`,
  ];
  return line.join(' ').trimEnd();
}

function tableLine(
  { fmr, similarity, basis }: CalibratedThreshold,
  pack: FmrTable | undefined,
): string {
  const theirs = pack ? similarityAt(pack, fmr).toFixed(4) : '-';
  const mark = pack && isExtrapolated(pack, fmr) ? '*' : ' ';
  return `${rate(fmr).padStart(12)} ${similarity.toFixed(4).padStart(13)} ${theirs.padStart(10)}${mark}  ${basis}`;
}

/** On whom the pack's own column was measured. */
function packLines({ calibration, packTable }: CalibrationReport): readonly string[] {
  if (!packTable) return [];
  const beyond = calibration.table.some(({ fmr }) => isExtrapolated(packTable, fmr));
  return wrapped(
    `The pack's column was measured on ${printable(packTable.measuredOn)}${beyond ? '; * extrapolated' : ''}.`,
  );
}

function thresholdLine({ calibration, fpir, templates, packTable }: CalibrationReport): string {
  const { fmr, similarity, basis } = calibration.threshold;
  const theirs = packTable
    ? `; by the pack's table ${similarityAt(packTable, fmr).toFixed(4)}`
    : '';
  return `Threshold   ${similarity.toFixed(4)} (${basis}${theirs})\n            for --fpir ${fpir} among ${count(templates, 'template')}: FMR ${rate(fmr)}`;
}

function alarmLines(report: CalibrationReport): readonly string[] {
  const { perThousand, inScan } = falseAlarms(report);
  return [
    `Alarms      ${few(perThousand)} false among 1,000 new people, ${few(inScan)} in a scan of all pairs`,
  ];
}

/** One JSON object; its members are documented in the help topic "thresholds". */
export function calibrationEvent(report: CalibrationReport): object {
  const { similarities, calibration, suspicion, packTable, packStrength: _, ...rest } = report;
  const { tail, table, threshold, tmr } = calibration;
  const { perThousand, inScan } = falseAlarms(report);
  return {
    event: 'calibration',
    ...rest,
    seed: report.sampled ? report.seed : null,
    table,
    packTable: packTable ?? null,
    tail: { model: 'generalized Pareto', ...tail },
    threshold,
    falseAlarms: { per1000: perThousand, scan: inScan },
    tmr: tmr ?? null,
    conclusion: conclusion(report),
    suspicion: suspicion ?? null,
    histogram: bars(similarities, LINES),
  };
}

/** A warning about pairs that are far out in the tail; undefined if there are none. */
export function suspicionText(report: CalibrationReport): string | undefined {
  const { suspicion, suspects } = report;
  if (!suspicion) return undefined;
  const { pairs, similarity, expected } = suspicion;
  // Rounded down, so that the scan finds all of them.
  const least = (Math.floor(similarity * 1e4) / 1e4).toFixed(4);
  const names = suspects.map(
    ({ userId, otherUserId, similarity }) =>
      `  ${printable(userId)} and ${printable(otherUserId)}: ${similarity.toFixed(4)}`,
  );
  return [
    ...wrapped(
      `${count(pairs, 'pair')} of templates of different users ${pairs === 1 ? 'stands' : 'stand'} off from all others: ${pairs === 1 ? 'it has' : 'they have'} a similarity of ${least} or more, where chance gives ${few(expected)} here. Probably one person under two user IDs, which distorts the table. Most similar:`,
    ),
    ...names,
    ...wrapped(
      `"faceenroll duplicates scan --similarity ${least}" lists them all. Delete the user ID that is one too many, or keep two people who only look alike with "faceenroll duplicates allow <user-a> <user-b> --reason <text>"; then calibrate again.`,
    ),
  ].join('\n');
}

/** A warning about a stored table that was measured less far than the pack's; else undefined. */
export function shallowText({
  stored,
  calibration,
  packTable,
}: CalibrationReport): string | undefined {
  if (!stored || !packTable) return undefined;
  const own = measuredTo({ measuredOn: '', table: calibration.table });
  const theirs = measuredTo(packTable);
  if (own <= theirs) return undefined;
  return wrapped(
    `The stored table was measured down to an FMR of ${rate(own)}, the pack's own down to ${rate(theirs)}. Rarer ones are extrapolated: calibrate again when there are more users, or go back to the pack's table with "faceenroll calibrate --forget".`,
  ).join('\n');
}
