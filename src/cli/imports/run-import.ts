import { run } from '../../enroll/run.js';
import { refuseOtherEncoder } from '../../operations/compare/other-encoder.js';
import { tellUnlessEncrypted } from '../../operations/database/open-store.js';
import type { Typed } from '../../operations/host.js';
import { type ImportRequest, runContext, startOf } from '../../operations/imports/import-run.js';
import { keyWords, namesPack } from '../../operations/typed.js';
import type { RunSummary } from '../../render/summary.js';
import type { Store } from '../../store/store.js';
import { ExtractionPool } from '../../workers/pool.js';
import { keepYoungGenerationSmall } from '../../workers/small-heap.js';

import { onInterrupt } from '../interrupt.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { progressView } from '../progress.js';
import { nameDueReports } from './due-reports.js';
import type { SharedOptions } from './options.js';
import { reportRun } from './report-run.js';

/** One import, as its command describes it. */
export interface TypedImport extends ImportRequest {
  /** The command line, for the book of runs. */
  readonly typed: Typed;
}

/** Runs an import in an open store, reports how it ended, and returns the exit code. */
export async function runImport(
  request: TypedImport,
  shared: SharedOptions,
  store: Store,
  io: Io,
): Promise<number> {
  return (await runAndReport(request, shared, store, io)).summary.exitCode;
}

/** The same, for who has more to do when it has ended; `recognized` are leavers whose face came under another ID. */
export async function runAndReport(
  request: TypedImport,
  shared: SharedOptions,
  store: Store,
  io: Io,
): Promise<{ readonly summary: RunSummary; readonly recognized: readonly string[] }> {
  const started = performance.now();
  keepYoungGenerationSmall();
  const { pack, typed } = request;
  refuseOtherEncoder(
    store.collection(request.options.collection, pack.encoder),
    pack,
    namesPack(typed),
  );
  const start = {
    ...startOf(request, shared, io.cwd),
    commandLine: typed.words,
    workingFolder: typed.folder,
  };
  const pool = new ExtractionPool(pack.models, {
    threads: shared.workers,
    maxMemory: shared.maxMemory,
    processes: io.processes,
  });
  const plain = !io.stderr.isTTY || Boolean(io.env.NO_COLOR);
  const progress = progressView(io.stderr, {
    quiet: Boolean(shared.quiet),
    plain,
  });
  const interrupt = onInterrupt(io, (message) => {
    progress.stop();
    io.stderr.write(`${message}\n`);
  });
  const context = runContext(request, {
    ...{ store, pool, dryRun: Boolean(shared.dryRun), signal: interrupt.signal },
    onProgress: (step) => progress.update(step),
    place: [...typed.database, ...typed.collection, ...keyWords(shared.keyFile, io)],
  });
  const drop = (): void => pool.drop(interrupt.signal.reason);
  interrupt.signal.addEventListener('abort', drop);
  try {
    if (!shared.dryRun) nameDueReports(store, request, io);
    const ended = await run(request.source, start, context);
    progress.stop();
    tellUnlessEncrypted(store, shared, hostOf(io));
    const summary = await reportRun(io, {
      ...{ request, shared, store, ended, layout: start.reportLayout },
      typed: request.typed,
      signal: interrupt.received(),
      seconds: (performance.now() - started) / 1000,
    });
    return { summary, recognized: ended.identity?.recognized ?? [] };
  } finally {
    progress.stop();
    interrupt.dispose();
    await pool.close();
  }
}
