import { FatalError } from '../../domain/fatal-error.js';
import type { ItemOutcome } from '../../domain/outcome.js';
import { commandText } from '../../domain/text.js';
import type { EndedRun } from '../../enroll/run.js';
import {
  duplicatesOf,
  type ImportRequest,
  inputFacts,
  tableCheckOf,
} from '../../operations/imports/import-run.js';
import {
  reportBook,
  type StoredLayout,
  writeRunReport,
} from '../../operations/imports/run-report.js';
import { shownPath } from '../../operations/shown-path.js';
import { outcomeEvent, summaryEvent } from '../../render/events.js';
import { nothingToDoLine } from '../../render/noticed.js';
import { outcomeLine } from '../../render/outcome-line.js';
import { type RunSummary, summaryText, toldOf } from '../../render/summary.js';
import { tableWarning } from '../../render/table-check.js';
import { Tallier, type Tally } from '../../render/tally.js';
import type { Store } from '../../store/store.js';
import { keyWords, type TypedCommand } from '../command-line.js';
import { EXIT } from '../exit-codes.js';
import { signalCode } from '../interrupt.js';
import type { Io } from '../io.js';
import { LineWriter } from '../line-writer.js';
import { stdoutStyle } from '../style.js';
import type { SharedOptions } from './options.js';

/** So many failures and flags of each code are told in the summary; --verbose and --json have them all. */
const EXAMPLES_OF_A_CODE = 5;

/** What is told of a run, and where. */
interface Telling {
  readonly request: Pick<ImportRequest, 'command' | 'pack' | 'options'>;
  readonly shared: SharedOptions;
  readonly typed: TypedCommand;
  readonly store: Store;
  readonly ended: EndedRun;
  readonly layout: StoredLayout;
  /** Where another process has put the error report already. */
  readonly noted?: string | null;
  readonly signal: 'SIGINT' | 'SIGTERM' | undefined;
  readonly seconds: number;
}

/** Reports how a run ended, and notes it in the book of runs, also when the report cannot be written. */
export async function tellRun(io: Io, telling: Telling): Promise<RunSummary> {
  const { store, ended, shared } = telling;
  const canContinue = !ended.completed;
  try {
    const { summary, errorReport } = await report(telling, io);
    const status = canContinue ? 'interrupted' : 'finished';
    const reported = errorReport === null ? undefined : telling.layout;
    store.endRun(ended.store, { status, canContinue, counts: summary, errorReport, reported });
    return summary;
  } catch (error) {
    // What is applied stays; the same command tells it again.
    store.endRun(ended.store, { status: 'failed', canContinue, untold: ended.completed });
    if (ended.completed && !shared.dryRun && error instanceof FatalError) {
      throw new FatalError(`${error.message}. ${UNTOLD}`);
    }
    throw error;
  }
}

const UNTOLD =
  'What could be enrolled is enrolled; run the same command again to be told how it ended';

/** Writes the error report, tells every outcome where it was asked for, prints the summary. */
async function report(
  telling: Telling,
  io: Io,
): Promise<{ readonly summary: RunSummary; readonly errorReport: string | null }> {
  const { request, shared, ended } = telling;
  const { work, runId } = ended.store;
  const tallier = new Tallier();
  const examples: ItemOutcome[] = [];
  for (const item of work.outcomes()) {
    tallier.add(item);
    const told = toldOf(item.outcome);
    if (told && tallier.told(told.code) <= EXAMPLES_OF_A_CODE) examples.push(item);
  }
  const tally = tallier.result();
  // Before the outcomes: whoever reads those may stop.
  const errorReport = writeErrorReport(telling, tally.failed);
  await tellOutcomes(work, shared, io);
  const shown = errorReport && shownPath(errorReport, io.shownFrom);
  const input = inputFacts(ended, Boolean(shared.allowEmpty));
  const summary: RunSummary = {
    runId: shared.dryRun ? null : runId,
    reference: shared.reference ?? null,
    dryRun: Boolean(shared.dryRun),
    interrupted: !ended.completed,
    ...tally,
    usersCreated: ended.usersCreated,
    usersUpdated: ended.usersUpdated,
    extracted: ended.extracted,
    ...input,
    duplicates: duplicatesOf(request.options, ended),
    tableCheck: await tableCheckOf(request, ended, tally.enrolled, Boolean(shared.dryRun)),
    seconds: Math.round(telling.seconds * 1000) / 1000,
    errorReport: shown,
    retry: ended.completed ? shown && retryCommand(shown, telling, io) : null,
    resume: ended.completed || shared.dryRun ? null : resumeCommand(telling),
    exitCode: ended.completed
      ? exitCode(tally.failed.total, input.nothingToDo)
      : signalCode(telling.signal),
  };
  if (shared.json) io.stdout.write(`${summaryEvent(summary)}\n`);
  else if (!shared.quiet) io.stdout.write(summaryText(summary, examples, stdoutStyle(io)));
  else if (summary.nothingToDo) {
    io.stderr.write(`${nothingToDoLine(summary.nothingToDo)}\n`);
  }
  warnOfTable(summary.tableCheck, shared, io);
  return { summary, errorReport };
}

/** Who wants to read of errors only is told once, and again when the gallery has doubled. */
function warnOfTable(check: RunSummary['tableCheck'], { quiet }: SharedOptions, io: Io): void {
  const warning = tableWarning(check);
  if (warning === undefined || (quiet && !check?.isNews)) return;
  io.stderr.write(`${quiet ? '' : '\n'}${warning}\n`);
}

async function tellOutcomes(
  work: EndedRun['store']['work'],
  shared: SharedOptions,
  io: Io,
): Promise<void> {
  if (!shared.json && !shared.verbose) return;
  const [events, lines] = [new LineWriter(io.stdout), new LineWriter(io.stderr)];
  for (const item of work.outcomes()) {
    if (shared.json) await events.write(outcomeEvent(item));
    if (shared.verbose) await lines.write(outcomeLine(item));
  }
  await events.flush();
  await lines.flush();
}

function writeErrorReport(telling: Telling, failed: Tally['failed']): string | null {
  const { shared, store, layout, noted, ended } = telling;
  if (shared.dryRun) return null;
  const { completed } = ended;
  const { work, runId } = ended.store;
  return writeRunReport({
    ...{ work, layout, failed, completed, ...(noted && { noted }) },
    ...reportBook(store, runId),
  });
}

/**
 * The database remembers the options of the run that wrote a report; only where it lies, and
 * its key, must be told. A report that is no list of users and photos cannot be imported.
 */
function retryCommand(
  errorReport: string,
  { typed, shared: { keyFile }, layout }: Telling,
  io: Io,
): string | null {
  if (!layout.fields.includes('user_id')) return null;
  // A name that begins with a hyphen would be taken for an option.
  const path = errorReport.startsWith('-') ? `./${errorReport}` : errorReport;
  return commandText(['import-csv', path, ...typed.database, ...keyWords({ keyFile }, io)]);
}

/** What an interrupted run can be gone on with by, beside its own command. */
function resumeCommand({ typed }: Telling): string {
  return commandText(['runs', 'resume', ...typed.database]);
}

function exitCode(failures: number, nothingToDo: string | null): number {
  if (failures > 0) return EXIT.someFailed;
  return nothingToDo === null ? EXIT.done : EXIT.nothingToDo;
}
