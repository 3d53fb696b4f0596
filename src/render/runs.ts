import { type JournalRun, SHORT_RUN_ID, shortRunId } from '../domain/journal-run.js';
import { isServiceCommand } from '../domain/service-commands.js';
import type { Count } from '../domain/tally.js';
import { count, number, printable } from '../domain/text.js';
import { duration } from './summary.js';

export interface ShownRun extends Omit<JournalRun, 'commandLine'> {
  /** Number of failed items by code, the most frequent first. */
  readonly failures: Readonly<Record<string, number>>;
  /** Whether the error report still exists; null if none was written. */
  readonly errorReportExists: boolean | null;
  /** Failed rows that can no longer be written to its error report. */
  readonly rowsLost: number;
  /** What was typed, ready to be copied into a shell. */
  readonly commandText: string | null;
  /** Whether all its changes were made. */
  readonly applied: boolean;
}

/** Widths of the list's columns: run, started, status, failed, what. */
const COLUMNS = [SHORT_RUN_ID, 16, 11, 6] as const;

/** One line of `--json`. */
export function runEvent(run: ShownRun): object {
  return { event: 'run', ...run };
}

/** The list of runs, line by line. */
export function* runsText(runs: readonly ShownRun[]): Generator<string> {
  yield listLine(['run', 'started (UTC)', 'status', 'failed'], 'command');
  for (const run of runs) {
    const failed = sum(run.failures);
    const cells = [shortRunId(run.runId), minute(run.startedAt), run.status];
    yield listLine([...cells, number(failed)], `${run.command} ${printable(subjectOf(run))}`);
  }
}

/** The subject of a run, in short: the user of a run for one person, else the file or folder. */
function subjectOf({ input, options }: ShownRun): string {
  if (typeof options.userId === 'string') return options.userId;
  return input.split(/[\\/]/).filter(Boolean).at(-1) ?? input;
}

function listLine(
  [id = '', started = '', status = '', failed = '']: string[],
  what: string,
): string {
  const [a, b, c, d] = COLUMNS;
  const cells = [id.padEnd(a), started.padEnd(b), status.padEnd(c), failed.padStart(d), what];
  return cells.join('  ');
}

/** Commands about one run, ready to be copied into a shell. */
interface RunCommands {
  readonly resume: string;
  readonly report: string;
}

/** Everything about one run, line by line. */
export function* runText(run: ShownRun, { resume, report }: RunCommands): Generator<string> {
  const who = `${printable(run.osUser)} on ${printable(run.host)}, process ${run.processId}`;
  yield line('Run', run.runId);
  if (run.commandText !== null) yield line('Command', printable(run.commandText));
  if (run.workingFolder !== null) yield line('typed in', printable(run.workingFolder));
  yield line('Input', printable(run.input));
  yield line('Collection', printable(run.collection));
  if (run.reference !== null) yield line('Reference', printable(run.reference));
  yield line('Started', `${second(run.startedAt)} by ${who}`);
  yield* statusLines(run, resume);
  yield* countLines(run);
  yield* optionLines(run.options);
  yield* reportLines(run, report);
}

function* statusLines(run: ShownRun, resume: string): Generator<string> {
  const { status, startedAt, endedAt, finishedBy } = run;
  const took = endedAt ? `, ${duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1000)}` : '';
  switch (status) {
    case 'running':
      yield line('Status', 'running');
      return;
    case 'finished':
      yield line('Status', `finished ${second(endedAt)}${took}`);
      return;
    default:
      if (finishedBy) {
        yield line('Status', `${status}; finished by the run ${shortRunId(finishedBy)}`);
        return;
      }
      if (isServiceCommand(run.command)) {
        yield line('Status', `${status}; what was enrolled stays`);
        return;
      }
      yield line('Status', `${status}, nobody was changed`);
      yield line('to go on', printable(resume));
  }
}

const COUNTS = ['enrolled', 'unchanged', 'imported'] as const;

function* countLines({ counts, failures }: ShownRun): Generator<string> {
  for (const kind of COUNTS) {
    const ended = counts[kind] as Count | undefined;
    if (ended && ended.total > 0)
      yield line(
        kind.replace(/^./, (c) => c.toUpperCase()),
        byText(ended.by),
      );
  }
  const failed = Object.keys(failures).length > 0 ? byText(failures) : 'none';
  yield line('Failed', failed);
}

/** "12: IMAGE_CORRUPT 10, FACE_NOT_FOUND 2". */
function byText(by: Readonly<Record<string, number>>): string {
  const parts = Object.entries(by).map(([key, n]) => `${key} ${number(n)}`);
  return `${number(sum(by))}: ${parts.join(', ')}`;
}

/** Each on its own line; omits unset options, and those shown above. */
function* optionLines(options: Readonly<Record<string, unknown>>): Generator<string> {
  const shown = Object.entries(options).filter(
    ([name, value]) => name !== 'collection' && name !== 'policy' && isSet(value),
  );
  for (const [i, [name, value]] of shown.entries()) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    yield line(i === 0 ? 'Options' : '', printable(`${name}: ${text}`));
  }
}

function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function* reportLines(run: ShownRun, report: string): Generator<string> {
  const { errorReport, errorReportExists, failures, rowsLost, status } = run;
  const isLacking = sum(failures) > 0 && !errorReportExists && status !== 'running';
  if (errorReport === null) yield line('Error report', isLacking ? 'not written' : 'none');
  else {
    const gone = errorReportExists ? '' : ' (no longer there)';
    yield line('Error report', `${printable(errorReport)}${gone}`);
  }
  if (rowsLost > 0) yield line('', rowsLostText(rowsLost));
  else if (isLacking) yield line('to write it', printable(report));
}

/** What an error report lacks if it is written now. */
export function rowsLostText(rows: number): string {
  return `${count(rows, 'row')} that failed ${rows === 1 ? 'is' : 'are'} not kept: an earlier version ran it, or a backup was taken meanwhile`;
}

/** Wide enough for "Error report". */
function line(label: string, text: string): string {
  return `${label.padEnd(14)}${text}`;
}

function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

/** "2026-11-21 02:00:09 UTC". */
export function second(time: string | null): string {
  return `${(time ?? '').slice(0, 19).replace('T', ' ')} UTC`;
}

function sum(by: Readonly<Record<string, number>>): number {
  return Object.values(by).reduce((total, n) => total + n, 0);
}

/** The text of an empty list of runs. */
export function noRuns(database: string): string {
  return `Nothing has run on ${printable(database)} yet.`;
}
