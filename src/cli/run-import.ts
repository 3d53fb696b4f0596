import type { Source } from '../domain/entry.js';
import { PIPELINE_VERSION } from '../domain/sample.js';
import type { ImportOptions } from '../enroll/options.js';
import { type EndedRun, type RunContext, run } from '../enroll/run.js';
import type { ModelPack } from '../models/packs.js';
import type { ReportLayout } from '../report/error-report.js';
import type { RunSummary } from '../report/summary.js';
import type { RunStart } from '../store/runs.js';
import type { Store } from '../store/store.js';
import { ExtractionPool } from '../workers/pool.js';
import type { TypedCommand } from './command-line.js';
import { onInterrupt } from './interrupt.js';
import { tellUnlessEncrypted } from './open-store.js';
import type { SharedOptions } from './options.js';
import { progressView } from './progress.js';
import { wantedReport } from './report-file.js';
import type { StoredLayout } from './run-report.js';
import { keepYoungGenerationSmall } from './small-heap.js';
import { tellRun } from './tell-run.js';
import { endedOf, finishUntold, isUntoldRun } from './untold.js';

/** One import, as its command describes it. */
export interface ImportRequest {
  readonly command: 'import-faces' | 'import-csv' | 'sync' | 'enroll';
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
  /** What tells this run from another of the same input, beside the options; a retry of the error report takes some of it over. */
  readonly remembered: Readonly<Record<string, unknown>>;
}

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
  keepYoungGenerationSmall();
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
    tellUnlessEncrypted(store, shared);
    return await tellRun({
      ...{ options: request.options, shared, store, ended, layout: start.reportLayout, noted },
      typed: request.typed,
      signal: interrupt.received(),
      seconds: (performance.now() - started) / 1000,
    });
  } finally {
    progress.stop();
    interrupt.dispose();
    await pool.close();
  }
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
function extractorOf(encoder: string, options: ImportOptions): string {
  const { profileImage, storeThumbnails, policy } = options;
  const { timeoutMs: _, ...shaping } = policy;
  const extras = { profileImage, storeThumbnails };
  return JSON.stringify({ encoder, version: PIPELINE_VERSION, ...extras, ...shaping });
}
