import { EXIT, finishedCode } from '../../domain/exit-codes.js';
import type { ItemOutcome } from '../../domain/outcome.js';
import { commandText } from '../../domain/text.js';
import type { MadeContext } from '../../operations/context.js';
import type { ImportResult } from '../../operations/imports/import-result.js';
import type { ValuesOf } from '../../operations/options/row.js';
import { shownPath } from '../../operations/shown-path.js';
import { outcomeEvent, summaryEvent } from '../../render/events.js';
import { nothingToDoLine } from '../../render/noticed.js';
import { outcomeLine } from '../../render/outcome-line.js';
import { problemsOf, type RunSummary, summaryText } from '../../render/summary.js';
import { tableWarning } from '../../render/table-check.js';
import type { Show } from '../command-of.js';
import { folded } from '../folded.js';
import { abortedCode } from '../interrupt.js';
import type { Io } from '../io.js';
import { LineWriter } from '../line-writer.js';
import type { IMPORT_OUTPUT } from '../options/output.js';
import { stdoutStyle } from '../style.js';
import { retryCommand } from './retry-command.js';

/** So many failures and flags of each code are told in the summary; --verbose and --json have them all. */
const EXAMPLES_OF_A_CODE = 5;

type Shown = ValuesOf<typeof IMPORT_OUTPUT>;

/** Prints the outcomes of an import as they come, then its summary; returns the exit code. */
export function importPrinter(): Show<ImportResult, typeof IMPORT_OUTPUT, MadeContext> {
  const outcomes = new Outcomes();
  const show = async (
    result: ImportResult,
    shown: Shown,
    io: Io,
    context: MadeContext,
  ): Promise<number> => {
    await outcomes.flush();
    const summary = summaryOf(result, context);
    printSummary(summary, outcomes.examples, shown, io);
    tellHtmlProblem(result, io);
    return summary.exitCode;
  };
  return Object.assign(show, {
    outcome: (item: ItemOutcome, shown: Shown, io: Io) => outcomes.print(item, shown, io),
  });
}

/** The outcomes of a run: printed where that was asked for, and a few kept for the summary. */
export class Outcomes {
  readonly examples: ItemOutcome[] = [];
  readonly #counts = new Map<string, number>();
  readonly #writers = new Map<'stdout' | 'stderr', LineWriter>();

  async print(item: ItemOutcome, { json, verbose }: Shown, io: Io): Promise<void> {
    this.#keep(item);
    if (json) await this.#writer('stdout', io).write(outcomeEvent(item));
    if (verbose) await this.#writer('stderr', io).write(outcomeLine(item));
  }

  async flush(): Promise<void> {
    for (const writer of this.#writers.values()) await writer.flush();
  }

  #keep(item: ItemOutcome): void {
    const counts = problemsOf(item.outcome).map(({ code }) => this.#count(code));
    if (counts.some((count) => count <= EXAMPLES_OF_A_CODE)) this.examples.push(item);
  }

  #count(code: string): number {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    return count;
  }

  #writer(stream: 'stdout' | 'stderr', io: Io): LineWriter {
    const writer = this.#writers.get(stream) ?? new LineWriter(io[stream]);
    this.#writers.set(stream, writer);
    return writer;
  }
}

/** What is printed of a result. */
export function summaryOf(result: ImportResult, context: MadeContext): RunSummary {
  const { host, reference } = context;
  const {
    recognized: _,
    canBeRetried,
    errorReport,
    htmlReport,
    htmlProblem: __,
    ...facts
  } = result;
  const { interrupted, dryRun } = result;
  const shown = errorReport && shownPath(errorReport, host.shownFrom);
  const place = host.typed?.database ?? [];
  return {
    ...{ runId: result.runId, reference: reference ?? null },
    ...facts,
    errorReport: shown,
    htmlReport: htmlReport && shownPath(htmlReport, host.shownFrom),
    retry: shown && canBeRetried && !interrupted ? retryCommand(shown, context) : null,
    // What an interrupted run can be gone on with by, besides its own command.
    resume: interrupted && !dryRun ? commandText(['runs', 'resume', ...place]) : null,
    exitCode: exitCodeOf(result, host.signal),
  };
}

/** What is wanted and cannot be written is told by the exit code, as with an error report. */
function exitCodeOf(
  { interrupted, failed, nothingToDo, htmlProblem }: ImportResult,
  signal: AbortSignal,
): number {
  if (interrupted || (htmlProblem !== null && signal.aborted)) return abortedCode(signal);
  return htmlProblem === null ? finishedCode(failed.total, nothingToDo) : EXIT.stopped;
}

/** Says why there is no HTML report. */
export function tellHtmlProblem({ htmlProblem }: ImportResult, { stderr }: Io): void {
  if (htmlProblem !== null) stderr.write(`faceenroll: ${htmlProblem}\n`);
}

/** Prints the summary of a run. */
export function printSummary(
  summary: RunSummary,
  examples: readonly ItemOutcome[],
  { json, quiet }: Shown,
  io: Io,
): void {
  if (json) io.stdout.write(`${summaryEvent(summary)}\n`);
  else if (!quiet) io.stdout.write(folded(summaryText(summary, examples, stdoutStyle(io)), io));
  else if (summary.nothingToDo) {
    io.stderr.write(`${nothingToDoLine(summary.nothingToDo)}\n`);
  }
  warnOfTable(summary.tableCheck, quiet, io);
}

/** Who wants to read of errors only is told once, and again when the gallery has doubled. */
function warnOfTable(
  check: RunSummary['tableCheck'],
  quiet: boolean | undefined,
  { stderr }: Io,
): void {
  const warning = tableWarning(check);
  if (warning === undefined || (quiet && !check?.isNews)) return;
  stderr.write(`${quiet ? '' : '\n'}${warning}\n`);
}
