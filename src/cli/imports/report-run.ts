import { FatalError } from '../../domain/fatal-error.js';
import type { ItemOutcome } from '../../domain/outcome.js';
import { Tallier } from '../../domain/tally.js';
import { commandText, printable } from '../../domain/text.js';
import type { EndedRun } from '../../enroll/run.js';
import type { Typed } from '../../operations/host.js';
import {
  duplicatesOf,
  type ImportRequest,
  inputFacts,
  tableCheckOf,
} from '../../operations/imports/import-run.js';
import { type StoredLayout, writeRunReport } from '../../operations/imports/run-report.js';
import { shownPath } from '../../operations/shown-path.js';
import { outcomeEvent, summaryEvent } from '../../render/events.js';
import { nothingToDoLine } from '../../render/noticed.js';
import { outcomeLine } from '../../render/outcome-line.js';
import { type RunSummary, summaryText, toldOf } from '../../render/summary.js';
import { tableWarning } from '../../render/table-check.js';
import type { Store } from '../../store/store.js';
import { EXIT } from '../exit-codes.js';
import { signalCode } from '../interrupt.js';
import type { Io } from '../io.js';
import { LineWriter } from '../line-writer.js';
import { stdoutStyle } from '../style.js';
import type { SharedOptions } from './options.js';
import { retryCommand } from './retry-command.js';

/** So many failures and flags of each code are told in the summary; --verbose and --json have them all. */
const EXAMPLES_OF_A_CODE = 5;

/** What is reported of a run, and where. */
interface Reporting {
  readonly request: Pick<ImportRequest, 'command' | 'pack' | 'options'>;
  readonly shared: SharedOptions;
  readonly typed: Typed;
  readonly store: Store;
  readonly ended: EndedRun;
  readonly layout: StoredLayout;
  readonly signal: 'SIGINT' | 'SIGTERM' | undefined;
  readonly seconds: number;
}

/** Reports how a run ended, and notes it in the book of runs, also when the report cannot be written. */
export async function reportRun(io: Io, reporting: Reporting): Promise<RunSummary> {
  const { store, ended, shared } = reporting;
  try {
    const summary = await report(reporting, io);
    if (ended.completed) store.closeRun(ended.store, summary);
    else store.breakOffRun(ended.store, 'interrupted', summary);
    return summary;
  } catch (error) {
    if (!ended.completed) store.breakOffRun(ended.store, 'failed');
    else {
      store.closeRun(ended.store);
      if (!shared.dryRun && error instanceof FatalError) throw toReport(error, reporting);
    }
    throw error;
  }
}

/** The error of a report that cannot be written; the run has finished all the same. */
function toReport({ message }: FatalError, { typed, ended }: Reporting): FatalError {
  const write = commandText([
    'runs',
    'report',
    ended.store.runId,
    'users.errors.csv',
    ...typed.database,
  ]);
  return new FatalError(
    `${message}. What could be enrolled is enrolled; to write its error report elsewhere: ${printable(write)}`,
  );
}

/** Writes the error report, tells every outcome where it was asked for, prints the summary. */
async function report(reporting: Reporting, io: Io): Promise<RunSummary> {
  const { request, shared, ended } = reporting;
  const { work, runId } = ended.store;
  const tallier = new Tallier();
  const examples: ItemOutcome[] = [];
  for (const item of work.outcomes()) {
    tallier.add(item);
    const told = toldOf(item.outcome);
    if (told && tallier.failedOrFlagged(told.code) <= EXAMPLES_OF_A_CODE) examples.push(item);
  }
  const tally = tallier.result();
  // Before the outcomes: whoever reads those may stop.
  const errorReport = writeErrorReport(reporting);
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
    seconds: Math.round(reporting.seconds * 1000) / 1000,
    errorReport: shown,
    retry: ended.completed ? shown && retryCommand(shown, { ...reporting, io }) : null,
    resume: ended.completed || shared.dryRun ? null : resumeCommand(reporting),
    exitCode: ended.completed
      ? exitCode(tally.failed.total, input.nothingToDo)
      : signalCode(reporting.signal),
  };
  if (shared.json) io.stdout.write(`${summaryEvent(summary)}\n`);
  else if (!shared.quiet) io.stdout.write(summaryText(summary, examples, stdoutStyle(io)));
  else if (summary.nothingToDo) {
    io.stderr.write(`${nothingToDoLine(summary.nothingToDo)}\n`);
  }
  warnOfTable(summary.tableCheck, shared, io);
  return summary;
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

function writeErrorReport({ shared, store, layout, ended }: Reporting): string | null {
  if (shared.dryRun) return null;
  const { runId } = ended.store;
  return writeRunReport(store, { runId, layout, completed: ended.completed });
}

/** What an interrupted run can be gone on with by, beside its own command. */
function resumeCommand({ typed }: Reporting): string {
  return commandText(['runs', 'resume', ...typed.database]);
}

function exitCode(failures: number, nothingToDo: string | null): number {
  if (failures > 0) return EXIT.someFailed;
  return nothingToDo === null ? EXIT.done : EXIT.nothingToDo;
}
