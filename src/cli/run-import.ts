import { relative } from 'node:path';
import { Chalk, type ChalkInstance } from 'chalk';
import type { Source } from '../domain/entry.js';
import type { ItemOutcome } from '../domain/outcome.js';
import { PIPELINE_VERSION } from '../domain/sample.js';
import { printable } from '../domain/text.js';
import type { ImportOptions } from '../enroll/options.js';
import { type EndedRun, type RunContext, run } from '../enroll/run.js';
import type { ModelPack } from '../models/packs.js';
import { type ReportLayout, reportHead, reportLine } from '../report/error-report.js';
import { outcomeEvent, summaryEvent } from '../report/events.js';
import { type RunSummary, subject, summaryText, toldOf } from '../report/summary.js';
import { Tallier, type Tally } from '../report/tally.js';
import type { Store } from '../store/store.js';
import { ExtractionPool } from '../workers/pool.js';
import { EXIT } from './exit-codes.js';
import { onInterrupt } from './interrupt.js';
import { LineWriter } from './line-writer.js';
import { DEFAULT_DATABASE, type SharedOptions } from './options.js';
import { progressView } from './progress.js';
import { reportPath, writeReport } from './report-file.js';

/** One import, as its command describes it. */
export interface ImportRequest {
  readonly command: 'import-faces' | 'import-csv';
  /** Absolute path of the folder or the CSV. */
  readonly input: string;
  readonly source: Source;
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
  const start = {
    command: request.command,
    input: request.input,
    options: { ...request.options, ...photoFlags(shared), ...request.remembered },
  };
  try {
    const ended = await run(request.source, start, context);
    progress.stop();
    if (!shared.quiet) warnOfUnknownSimilarities(ended, pack);
    const summary = await tell(request, shared, store, ended, {
      signal: interrupt.received(),
      seconds: (performance.now() - started) / 1000,
    });
    return summary.exitCode;
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

/** Reports how a run ended, and notes it in the book of runs, also when the report cannot be written. */
async function tell(
  request: ImportRequest,
  shared: SharedOptions,
  store: Store,
  ended: EndedRun,
  end: RunEnd,
): Promise<RunSummary> {
  const canContinue = !ended.completed;
  try {
    const summary = await report(request, shared, ended, end);
    const status = canContinue ? 'interrupted' : 'finished';
    const { errorReport } = summary;
    store.endRun(ended.store, { status, canContinue, counts: summary, errorReport });
    return summary;
  } catch (error) {
    store.endRun(ended.store, { status: 'failed', canContinue });
    throw error;
  }
}

interface RunEnd {
  readonly signal: 'SIGINT' | 'SIGTERM' | undefined;
  readonly seconds: number;
}

/** Tells every outcome where it was asked for, writes the error report, prints the summary. */
async function report(
  request: ImportRequest,
  shared: SharedOptions,
  ended: EndedRun,
  end: {
    readonly signal: 'SIGINT' | 'SIGTERM' | undefined;
    readonly seconds: number;
  },
): Promise<RunSummary> {
  const { work, runId } = ended.store;
  const [events, lines] = [new LineWriter(process.stdout), new LineWriter(process.stderr)];
  const tallier = new Tallier();
  const examples: ItemOutcome[] = [];
  for (const item of work.outcomes()) {
    tallier.add(item);
    if (shared.json) await events.write(outcomeEvent(item));
    if (shared.verbose) await lines.write(outcomeLine(item));
    const told = toldOf(item.outcome);
    if (told && tallier.told(told.code) <= EXAMPLES_OF_A_CODE) examples.push(item);
  }
  await events.flush();
  await lines.flush();
  const tally = tallier.result();
  const errorReport = writeErrorReport(request, shared, ended, tally.failed);
  const summary: RunSummary = {
    runId: shared.dryRun ? null : runId,
    dryRun: Boolean(shared.dryRun),
    interrupted: !ended.completed,
    ...tally,
    usersCreated: ended.usersCreated,
    usersUpdated: ended.usersUpdated,
    extracted: ended.extracted,
    skipped: request.source.skipped,
    duplicates: duplicatesOf(request.options, ended),
    seconds: Math.round(end.seconds * 1000) / 1000,
    errorReport,
    retry: errorReport && retryCommand(errorReport, shared),
    exitCode: ended.completed ? exitCode(tally.failed.total) : signalCode(end.signal),
  };
  if (shared.json) process.stdout.write(`${summaryEvent(summary)}\n`);
  else if (!shared.quiet) process.stdout.write(summaryText(summary, examples, style()));
  return summary;
}

function writeErrorReport(
  { input, layout }: ImportRequest,
  shared: SharedOptions,
  { store, completed }: EndedRun,
  failed: Tally['failed'],
): string | null {
  // Of an interrupted run the report would be a part; the run that goes on writes the whole.
  if (failed.total === 0 || shared.dryRun || !completed) return null;
  const path = reportPath(input, shared.errors);
  const codes: readonly string[] = Object.keys(failed.by);
  const asksForDuplicates = codes.some((code) => code.startsWith('DUPLICATE_'));
  writeReport(path, reportLines(store.work, { ...layout, asksForDuplicates }));
  return relative('.', path).startsWith('..') ? path : relative('.', path);
}

function* reportLines(work: EndedRun['store']['work'], layout: ReportLayout): Generator<string> {
  yield reportHead(layout);
  for (const { entry, outcomes } of work.failedEntries()) {
    yield reportLine(entry, outcomes, layout);
  }
}

/** The database remembers the options of the run that wrote a report; only where it lies must be told. */
function retryCommand(errorReport: string, { db }: SharedOptions): string {
  const database = db === DEFAULT_DATABASE ? '' : ` --db ${shellQuoted(db)}`;
  return `faceenroll import-csv ${shellQuoted(errorReport)}${database}`;
}

function shellQuoted(text: string): string {
  // A name that begins with a hyphen would be taken for an option.
  const path = text.startsWith('-') ? `./${text}` : text;
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
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

function signalCode(signal: RunEnd['signal']): number {
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
