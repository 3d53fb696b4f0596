import type { ChalkInstance } from 'chalk';
import type { ItemOutcome } from '../domain/outcome.js';
import { count, printable } from '../domain/text.js';
import type { Count, Tally } from './tally.js';

/** How a run ended. */
export interface RunSummary extends Tally {
  readonly runId: string | null;
  readonly dryRun: boolean;
  readonly interrupted: boolean;
  readonly usersCreated: number;
  readonly usersUpdated: number;
  /** Hidden and system files, or blank rows. */
  readonly skipped: number;
  readonly seconds: number;
  /** Path of the error report, if one was written. */
  readonly errorReport: string | null;
  /** The command that tries the failed ones again. */
  readonly retry: string | null;
  readonly exitCode: number;
}

const LABELS: Readonly<Record<string, string>> = {
  NEW_TEMPLATE_CREATED: 'first template of the user',
  TEMPLATE_UPDATED: 'one more template of the user',
  TEMPLATE_REPLACED: 'template replaced',
  FACE_PRESERVED: 'the user has a face already',
  SAME_PHOTO: 'the same photo as before',
  USER_PRESERVED: 'the user exists already',
  SAME_DATA: 'the same data as before',
  USER_CREATED: 'user created',
  USER_UPDATED: 'user updated',
};

/** The summary for people. `examples` are the first failures, one line each. */
export function summaryText(
  summary: RunSummary,
  examples: readonly ItemOutcome[],
  style: ChalkInstance,
): string {
  const { enrolled, unchanged, imported, failed, skipped } = summary;
  const items = enrolled.total + unchanged.total + imported.total + failed.total;
  const lines = [
    summary.dryRun ? style.bold('Dry run: nothing was changed.') : '',
    ...section(style.green('Enrolled '), enrolled),
    ...section('Unchanged', unchanged),
    ...(imported.total > 0 ? section('No photo ', imported) : []),
    ...section(failed.total > 0 ? style.red('Failed   ') : 'Failed   ', failed),
    ...failureLines(examples, failed.total, summary, style),
    '',
    `${count(items, 'item')} in ${duration(summary.seconds)}${usersText(summary)}${skippedText(skipped)}`,
  ];
  if (summary.interrupted) {
    lines.push('Interrupted: what was extracted is kept. Run the same command again to go on.');
  }
  if (summary.errorReport) {
    lines.push(`Error report: ${printable(summary.errorReport)}`);
    lines.push(`Correct its rows, then: ${printable(summary.retry ?? '')}`);
  } else if (failed.total > 0 && summary.dryRun) {
    lines.push('A dry run writes no error report; --json lists every outcome.');
  }
  return `${lines.filter((line, i) => line !== '' || i > 0).join('\n')}\n`;
}

function section(label: string, counted: Count): string[] {
  const details = Object.entries(counted.by).map(
    ([key, n]) => `${n.toLocaleString('en-US')} ${LABELS[key] ?? key}`,
  );
  const total = counted.total.toLocaleString('en-US').padStart(7);
  return [`${label} ${total}${details.length > 0 ? `   ${details.join(', ')}` : ''}`];
}

function failureLines(
  examples: readonly ItemOutcome[],
  total: number,
  summary: RunSummary,
  style: ChalkInstance,
): string[] {
  const lines = examples.flatMap((item) =>
    item.outcome.kind === 'failed'
      ? [
          `  ${subject(item)}: ${style.red(item.outcome.failure.code)} ${printable(item.outcome.failure.message)}`,
        ]
      : [],
  );
  const more = total - lines.length;
  if (more > 0 && lines.length > 0) {
    const where = summary.errorReport ? 'all are in the error report' : '--verbose lists all';
    lines.push(style.dim(`  and ${count(more, 'more failure')}; ${where}`));
  }
  return lines;
}

/** What an outcome is about, for a line on the screen. */
export function subject({ row, file, userId }: ItemOutcome): string {
  const name = printable(file || userId);
  return row === undefined ? name : `row ${row}${name ? `, ${name}` : ''}`;
}

function usersText({ usersCreated, usersUpdated }: RunSummary): string {
  const created = usersCreated > 0 ? `; ${count(usersCreated, 'user')} created` : '';
  const updated = usersUpdated > 0 ? `; ${count(usersUpdated, 'user')} updated` : '';
  return created + updated;
}

function skippedText(skipped: number): string {
  return skipped > 0 ? `; ${skipped.toLocaleString('en-US')} skipped (hidden or empty)` : '';
}

/** "0.4 s", "58 s", "12 min 5 s". */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
