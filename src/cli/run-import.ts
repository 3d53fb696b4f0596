import { Chalk, type ChalkInstance } from 'chalk';
import type { Source } from '../domain/entry.js';
import { FatalError } from '../domain/fatal-error.js';
import type { ItemOutcome } from '../domain/outcome.js';
import { PIPELINE_VERSION } from '../domain/sample.js';
import { printable } from '../domain/text.js';
import type { ImportOptions } from '../enroll/options.js';
import { type EndedRun, type RunContext, run } from '../enroll/run.js';
import type { ModelPack } from '../models/packs.js';
import type { ReportLayout } from '../report/error-report.js';
import { outcomeEvent, summaryEvent } from '../report/events.js';
import { type RunSummary, subject, summaryText, toldOf } from '../report/summary.js';
import { Tallier, type Tally } from '../report/tally.js';
import type { RunStart } from '../store/runs.js';
import type { Store } from '../store/store.js';
import { ExtractionPool } from '../workers/pool.js';
import { commandText, type TypedCommand } from './command-line.js';
import { EXIT } from './exit-codes.js';
import { onInterrupt } from './interrupt.js';
import { LineWriter } from './line-writer.js';
import { DEFAULT_DATABASE, type SharedOptions } from './options.js';
import { progressView } from './progress.js';
import { wantedReport } from './report-file.js';
import { type StoredLayout, shownPath, writeRunReport } from './run-report.js';
import { endedOf, finishUntold, isUntoldRun } from './untold.js';

/** One import, as its command describes it. */
export interface ImportRequest {
  readonly command: 'import-faces' | 'import-csv' | 'sync';
  /** Absolute path of the folder or the CSV. */
  readonly input: string;
  readonly source: Source;
  /** The same input, to be read once more. */
  readonly reopen: () => Promise<Source>;
  /** The command line, for the book of runs. */
  readonly typed: TypedCommand;
  readonly layout: ReportLayout;
  readonly options: ImportOptions;
  readonly pack: ModelPack;
  /** Real path of the folder that no photo may lie outside of. */
  readonly photosWithin?: string;
  /** What a retry of the error report needs to know, beside the options. */
  readonly remembered: Readonly<Record<string, unknown>>;
}

/** So many failures of each code are told on the screen; the report has them all. */
const EXAMPLES_OF_A_CODE = 5;

/** Runs an import in an open store, tells how it ended, and returns the exit code. */
export async function runImport(
  request: ImportRequest,
  shared: SharedOptions,
  store: Store,
): Promise<number> {
  return (await runAndTell(request, shared, store)).exitCode;
}

/** The same, for who has more to do when it has ended. */
export async function runAndTell(
  request: ImportRequest,
  shared: SharedOptions,
  store: Store,
): Promise<RunSummary> {
  const started = performance.now();
  const { pack } = request;
  const pool = new ExtractionPool(pack.models, shared.workers, shared.maxMemory);
  const plain = !process.stderr.isTTY || Boolean(process.env.NO_COLOR);
  const progress = progressView(process.stderr, {
    quiet: Boolean(shared.quiet),
    plain,
  });
  const interrupt = onInterrupt((message) => {
    progress.stop();
    process.stderr.write(`${message}\n`);
  });
  const context: RunContext = {
    store,
    pool,
    options: request.options,
    dryRun: Boolean(shared.dryRun),
    encoder: pack.encoder,
    encoderFacts: factsOf(pack),
    extractor: extractorOf(pack.encoder, request.options),
    ...(request.photosWithin !== undefined && { photosWithin: request.photosWithin }),
    signal: interrupt.signal,
    onProgress: (step) => progress.update(step),
  };
  const drop = (): void => pool.drop(interrupt.signal.reason);
  interrupt.signal.addEventListener('abort', drop);
  const start = {
    command: request.command,
    input: request.input,
    reference: shared.reference,
    options: { ...request.options, ...photoFlags(shared), ...request.remembered },
    commandLine: request.typed.words,
    workingFolder: request.typed.folder,
    reportLayout: layoutOf(request, shared),
  };
  try {
    const { ended, noted } = await goOnOrRun(request, start, context, Boolean(shared.quiet));
    progress.stop();
    if (!shared.quiet) warnOfUnknownSimilarities(ended, pack);
    return await tell({
      ...{ request, shared, store, ended, layout: start.reportLayout, noted },
      signal: interrupt.received(),
      seconds: (performance.now() - started) / 1000,
    });
  } finally {
    progress.stop();
    interrupt.dispose();
    await pool.close();
  }
}

/** Without a table of thresholds nothing is refused for whose face it is, which must not go unseen. */
function warnOfUnknownSimilarities({ identity }: EndedRun, { encoder }: ModelPack): void {
  if (!identity || identity.photos === 0 || identity.threshold) return;
  process.stderr.write(
    `Duplicates, swapped photos and photos that disagree were not looked for: nobody has measured what the similarities of the encoder ${printable(encoder)} mean. Measure it with "faceenroll calibrate --store".\n`,
  );
}

/** The run, or what is left of the one before: to tell how it ended, where that is all. */
async function goOnOrRun(
  request: ImportRequest,
  start: Omit<RunStart, 'collection'>,
  context: RunContext,
  quiet: boolean,
): Promise<{ readonly ended: EndedRun; readonly noted: string | null }> {
  const { store, options } = context;
  const untold = context.dryRun ? undefined : store.untold();
  if (untold) {
    const wanted = { ...start, collection: options.collection };
    if (await isUntoldRun(untold, wanted, request.reopen, store)) {
      const since = `The run of ${untold.startedAt} was stopped when all was done, before it had told so.`;
      if (!quiet) process.stderr.write(`${since} This is how it ended:\n`);
      return { ended: endedOf(untold, store), noted: untold.errorReport };
    }
    finishUntold(untold, store);
  }
  return { ended: await run(request.source, start, context), noted: null };
}

/** All that the error report takes beside the outcomes. */
function layoutOf({ layout, input }: ImportRequest, shared: SharedOptions): StoredLayout {
  const { headings, delimiter, byteOrderMark, fields } = layout;
  const look = { headings, delimiter, byteOrderMark, fields };
  return { ...look, path: wantedReport(input, shared.errors) };
}

/** What checking identity needs to know of a pack's encoder. */
function factsOf({ models, thresholds }: ModelPack): RunContext['encoderFacts'] {
  const { dimensions } = models.encoder.format;
  return thresholds ? { dimensions, thresholds } : { dimensions };
}

/** What the operator asked of photos, under the names of the flags: a retry takes it over. */
function photoFlags(options: SharedOptions): object {
  const { models, multipleFaces, quality, minQuality, checkLiveness, minLiveness, timeout } =
    options;
  return { models, multipleFaces, quality, minQuality, checkLiveness, minLiveness, timeout };
}

/** Names all that shapes a sample, and whether there is one: samples of a killed run that differ in it are not used. */
function extractorOf(encoder: string, { profileImage, policy }: ImportOptions): string {
  const { timeoutMs: _, ...shaping } = policy;
  return JSON.stringify({ encoder, version: PIPELINE_VERSION, profileImage, ...shaping });
}

/** What is told of a run, and where. */
interface Telling {
  readonly request: ImportRequest;
  readonly shared: SharedOptions;
  readonly store: Store;
  readonly ended: EndedRun;
  readonly layout: StoredLayout;
  /** Where another process has put the error report already. */
  readonly noted?: string | null;
  readonly signal: 'SIGINT' | 'SIGTERM' | undefined;
  readonly seconds: number;
}

/** Reports how a run ended, and notes it in the book of runs, also when the report cannot be written. */
async function tell(telling: Telling): Promise<RunSummary> {
  const { store, ended, shared } = telling;
  const canContinue = !ended.completed;
  try {
    const { summary, errorReport } = await report(telling);
    const status = canContinue ? 'interrupted' : 'finished';
    store.endRun(ended.store, { status, canContinue, counts: summary, errorReport });
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
  await tellOutcomes(work, shared);
  const shown = errorReport && shownPath(errorReport);
  const summary: RunSummary = {
    runId: shared.dryRun ? null : runId,
    reference: shared.reference ?? null,
    dryRun: Boolean(shared.dryRun),
    interrupted: !ended.completed,
    ...tally,
    usersCreated: ended.usersCreated,
    usersUpdated: ended.usersUpdated,
    extracted: ended.extracted,
    skipped: ended.skipped,
    duplicates: duplicatesOf(request.options, ended),
    seconds: Math.round(telling.seconds * 1000) / 1000,
    errorReport: shown,
    retry: ended.completed ? shown && retryCommand(shown, shared) : null,
    resume: ended.completed || shared.dryRun ? null : resumeCommand(shared),
    exitCode: ended.completed ? exitCode(tally.failed.total) : signalCode(telling.signal),
  };
  if (shared.json) process.stdout.write(`${summaryEvent(summary)}\n`);
  else if (!shared.quiet) process.stdout.write(summaryText(summary, examples, style()));
  return { summary, errorReport };
}

async function tellOutcomes(work: EndedRun['store']['work'], shared: SharedOptions): Promise<void> {
  if (!shared.json && !shared.verbose) return;
  const [events, lines] = [new LineWriter(process.stdout), new LineWriter(process.stderr)];
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
  const note = (path: string): void => store.runs.setErrorReport(runId, path);
  return writeRunReport({ work, layout, failed, completed, note, ...(noted && { noted }) });
}

/** The database remembers the options of the run that wrote a report; only where it lies must be told. */
function retryCommand(errorReport: string, { db }: SharedOptions): string {
  // A name that begins with a hyphen would be taken for an option.
  const path = errorReport.startsWith('-') ? `./${errorReport}` : errorReport;
  return commandText(['import-csv', path, ...databaseWords(db)]);
}

/** What an interrupted run can be gone on with by, beside its own command. */
function resumeCommand({ db }: SharedOptions): string {
  return commandText(['runs', 'resume', ...databaseWords(db)]);
}

function databaseWords(db: string): readonly string[] {
  return db === DEFAULT_DATABASE ? [] : ['--db', db];
}

function outcomeLine(item: ItemOutcome): string {
  const { outcome } = item;
  switch (outcome.kind) {
    case 'failed':
      return `${subject(item)}: ${outcome.failure.code} ${printable(outcome.failure.message)}`;
    case 'unchanged':
      return `${subject(item)}: unchanged, ${outcome.reason}`;
    default:
      return `${subject(item)}: ${outcome.action}`;
  }
}

function exitCode(failures: number): number {
  return failures > 0 ? EXIT.someFailed : EXIT.done;
}

function signalCode(signal: Telling['signal']): number {
  return signal === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
}

/** How duplicates were looked for, for the summary. */
function duplicatesOf(
  { duplicates, duplicateFpir }: ImportOptions,
  { identity }: EndedRun,
): RunSummary['duplicates'] {
  if (!identity || identity.photos === 0 || duplicates === 'off') return null;
  const { threshold, photos } = identity;
  if (!threshold) return { checked: false };
  return {
    ...{ checked: true, ...threshold, fpir: duplicateFpir, photos },
    expectedFalseAlarms: Math.round(duplicateFpir * photos * 1000) / 1000,
  };
}

/** Colours for a terminal that wants them. */
function style(): ChalkInstance {
  return new Chalk({
    level: process.stdout.isTTY && !process.env.NO_COLOR ? 1 : 0,
  });
}
