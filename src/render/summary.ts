import type { ChalkInstance } from 'chalk';
import type { Failure } from '../domain/failures.js';
import type { ImportFacts } from '../domain/import-facts.js';
import type { ItemOutcome } from '../domain/outcome.js';
import type { Count } from '../domain/tally.js';
import { count, excerpt, number, printable } from '../domain/text.js';
import { duplicateLines } from './duplicate-summary.js';
import { htmlReportLine } from './html-report.js';
import { noticedLines } from './noticed.js';
import { tableLines } from './table-check.js';

/** How a run ended, and what to do then. */
export interface RunSummary extends ImportFacts {
  /** The operator's own reference. */
  readonly reference: string | null;
  /** The command that retries the failed ones. */
  readonly retry: string | null;
  /** The command that resumes an interrupted run. */
  readonly resume: string | null;
  readonly exitCode: number;
}

const LABELS: Readonly<Record<string, string>> = {
  NEW_TEMPLATE_CREATED: 'new',
  TEMPLATE_UPDATED: 'added to a face',
  TEMPLATE_REPLACED: 'replaced',
  FACE_PRESERVED: 'with a face already',
  SAME_PHOTO: 'the same photo',
  USER_PRESERVED: 'user exists already',
  SAME_DATA: 'the same data',
};

const USER_LABELS: Readonly<Record<string, string>> = {
  USER_CREATED: 'created',
  USER_UPDATED: 'updated',
};

/** The summary for people, with a few failures of each code as `examples`. */
export function summaryText(
  summary: RunSummary,
  examples: readonly ItemOutcome[],
  style: ChalkInstance,
): string {
  const { enrolled, unchanged, imported, failed } = summary;
  const blocks = [
    summary.dryRun ? [style.bold('Dry run: nothing was changed.')] : [],
    [
      section(style.green('Enrolled '), enrolled),
      section('Unchanged', unchanged),
      ...(imported.total > 0 ? [section('No photo ', imported)] : []),
      section(failed.total > 0 ? style.red('Failed   ') : 'Failed   ', { ...failed, by: {} }),
      ...codeLines(failed, examples, style.red, whereListed(summary)),
    ],
    warnedLines(summary, examples, style),
    [
      ...flaggedLines(summary, examples, style),
      ...duplicateLines(summary.duplicates),
      ...tableLines(summary.tableCheck),
    ],
    [runLine(summary), ...noticedLines(summary), ...nextSteps(summary)],
  ];
  const filled = blocks.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function section(label: string, { total, by }: Count): string {
  const details = Object.entries(by).map(([key, n]) => {
    const done = USER_LABELS[key];
    return done === undefined
      ? `${number(n)} ${LABELS[key] ?? key}`
      : `${count(n, 'user')} ${done}`;
  });
  return `${label} ${number(total).padStart(7)}   ${details.join(', ')}`.trimEnd();
}

/** Where all failures are listed if the screen shows only the first ones. */
function whereListed({ errorReport }: RunSummary): string {
  return errorReport === null ? 'listed by --verbose or --json' : 'in the error report';
}

/** Each code with its number and first failures; `elsewhere` says where the others are listed. */
function codeLines(
  { by }: Count,
  examples: readonly ItemOutcome[],
  style: ChalkInstance,
  elsewhere: string,
  kind: ItemOutcome['outcome']['kind'] = 'failed',
): string[] {
  return Object.entries(by).flatMap(([code, n]) => {
    const shown = examples.flatMap((item) => {
      const problem = problemsOf(item.outcome).find((one) => one.code === code);
      if (item.outcome.kind !== kind || !problem) return [];
      return [`    ${subject(item)}: ${printable(problem.message)}`];
    });
    const more =
      n > shown.length ? [`    and ${number(n - shown.length)} more (${elsewhere})`] : [];
    return [`  ${style(code)} ${number(n)}`, ...shown, ...more];
  });
}

/** What is reported of an outcome: why it failed, or what to look at. */
export function problemsOf(
  outcome: ItemOutcome['outcome'],
): readonly Pick<Failure, 'code' | 'message'>[] {
  if (outcome.kind === 'failed') return [outcome.failure];
  if (outcome.kind !== 'enrolled') return [];
  return [outcome.flag, outcome.warning].filter((problem) => problem !== undefined);
}

/** Possible duplicates that were enrolled. No report lists them, since they did not fail. */
function flaggedLines(
  { flagged, dryRun }: RunSummary,
  examples: readonly ItemOutcome[],
  style: ChalkInstance,
): string[] {
  if (flagged.total === 0) return [];
  const elsewhere = `listed by --verbose or --json${dryRun ? '' : ', and now by "duplicates scan"'}`;
  return [
    `${style.yellow('Flagged  ')} ${number(flagged.total).padStart(7)}   enrolled, but look at them`,
    ...codeLines(flagged, examples, style.yellow, elsewhere, 'enrolled'),
  ];
}

/** Photos that were enrolled and do not fit the device or service that was named. */
function warnedLines(
  { warned }: RunSummary,
  examples: readonly ItemOutcome[],
  style: ChalkInstance,
): string[] {
  if (warned.total === 0) return [];
  return [
    `${style.yellow('Warned   ')} ${number(warned.total).padStart(7)}   enrolled, but they do not fit the profile`,
    ...codeLines(warned, examples, style.yellow, 'listed by --verbose or --json', 'enrolled'),
  ];
}

function runLine({
  seconds,
  usersCreated,
  usersUpdated,
  skipped,
  restored,
  ...tally
}: RunSummary): string {
  const total = [tally.enrolled, tally.unchanged, tally.imported, tally.failed].reduce(
    (sum, { total }) => sum + total,
    0,
  );
  return [
    `${count(total, 'item')} in ${duration(seconds)}`,
    usersCreated > 0 ? `${count(usersCreated, 'user')} created` : '',
    usersUpdated > 0 ? `${count(usersUpdated, 'user')} updated` : '',
    skipped > 0 ? `${number(skipped)} skipped (hidden or empty)` : '',
    restored > 0 ? `${count(restored, 'cell')} restored that a spreadsheet had altered` : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function nextSteps(summary: RunSummary): string[] {
  const { interrupted, extracted, dryRun, failed, errorReport, retry, resume } = summary;
  const done = `${number(extracted.done)} of ${count(extracted.total, 'photo')}`;
  return [
    ...(interrupted ? [`Interrupted after ${done}; nobody is enrolled yet.`] : []),
    ...(interrupted && errorReport ? [`Failures known so far: ${printable(errorReport)}`] : []),
    ...(interrupted && resume
      ? [`Run the same command again to go on from there, or: ${printable(resume)}`]
      : []),
    ...(errorReport && !interrupted ? [`Error report: ${printable(errorReport)}`] : []),
    ...(errorReport && retry
      ? [`Correct its rows or their photos, then: ${printable(retry)}`]
      : []),
    ...(summary.htmlReport ? [htmlReportLine(summary.htmlReport)] : []),
    ...(dryRun && failed.total > 0 ? ['A dry run writes no error report.'] : []),
  ];
}

/** The subject of an outcome, for a line on the screen. */
export function subject({ row, file, userId }: ItemOutcome): string {
  const name = excerpt(file || userId);
  return row === undefined ? name : `row ${row}${name ? `, ${name}` : ''}`;
}

/** "0.4 s", "58 s", "12 min 5 s". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
