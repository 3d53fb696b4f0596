import { finishedCode } from '../../domain/exit-codes.js';
import { FatalError } from '../../domain/fatal-error.js';
import { Tallier } from '../../domain/tally.js';
import { commandText, count, printable } from '../../domain/text.js';
import type { Progress } from '../../enroll/progress.js';
import { type EndedRun, run } from '../../enroll/run.js';
import { FirstPhotos } from '../../source/first-photos.js';
import type { Store } from '../../store/store.js';
import type { PhotoPool } from '../../workers/pool.js';
import { keepYoungGenerationSmall } from '../../workers/small-heap.js';
import { BatchTelling } from '../batch-telling.js';
import { refuseOtherEncoder } from '../compare/other-encoder.js';
import type { MadeContext } from '../context.js';
import { tellUnlessEncrypted } from '../database/open-store.js';
import { noteWait } from '../database/when-free.js';
import type { Host } from '../host.js';
import { keyWords } from '../key-words.js';
import { requireWorkingKey } from '../keys/working-key.js';
import type { ImportSettings } from '../options/import.js';
import type { QueueSettings } from '../options/queue.js';
import { photoPool } from '../worker-pool.js';
import { nameDueReports } from './due-reports.js';
import { type MadeImport, refuseHtmlOver, withHtmlReport } from './html-report.js';
import type { ImportResult } from './import-result.js';
import {
  duplicatesOf,
  type ImportRequest,
  inputFacts,
  runContext,
  startOf,
  tableCheckOf,
} from './import-run.js';
import { type StoredLayout, writeRunReport } from './run-report.js';

/** How a request is run. */
export interface RunSettings extends ImportSettings, QueueSettings {
  readonly allowEmpty?: boolean;
  /** Photos to take at most. */
  readonly limit?: number;
}

/**
 * Runs an import in an open store: enrolls, writes the error report, hands over the outcomes, writes
 * the HTML report if one is wanted.
 *
 * @throws {FatalError} when the run cannot go on, or its error report cannot be written.
 */
export async function runImport(
  context: MadeContext,
  store: Store,
  request: ImportRequest,
  settings: RunSettings,
): Promise<ImportResult> {
  const made = await enrollAll(context, store, request, settings);
  return withHtmlReport(context, store, made, settings);
}

/** The same without the HTML report, which reads what was made: others wait for the database meanwhile. */
export async function enrollAll(
  context: MadeContext,
  store: Store,
  request: ImportRequest,
  settings: RunSettings,
): Promise<MadeImport> {
  const started = performance.now();
  const startedAt = new Date().toISOString();
  const { host, db, reference, keyId, keyFile } = context;
  const { pack } = request;
  const recheck = (): void => {
    requireWorkingKey(store, keyId);
    const part = store.collection(request.options.collection, pack.encoder);
    refuseOtherEncoder(part, pack, context.isGiven('models'));
  };
  recheck();
  const { typed, signal } = host;
  // The process of a caller is the caller's own.
  if (typed) keepYoungGenerationSmall();
  refuseHtmlOver(settings.html, { context, request });
  const start = {
    ...startOf(request, { ...settings, db, reference, keyId }, host.cwd),
    ...(typed && { commandLine: typed.words, workingFolder: typed.folder }),
  };
  const dryRun = Boolean(settings.dryRun);
  const pool = await importPool(host, request, settings);
  const progress = new BatchTelling(host, pool);
  const drop = (): void => pool.drop(signal.reason);
  signal.addEventListener('abort', drop);
  const advice = typed && [...typed.database, ...typed.collection, ...keyWords(keyFile, host)];
  const around = {
    ...runContext(request, {
      ...{ store, pool, dryRun, signal },
      onProgress: (at: Progress) => progress.tell(at),
      ...(advice && { place: advice }),
    }),
    onWait: (holder: string) => noteWait(host, holder),
    recheck,
  };
  try {
    if (!dryRun) nameDueReports(store, request, host);
    const { limit } = settings;
    const first = limit === undefined ? undefined : new FirstPhotos(request.source, limit);
    const ended = await run(first ?? request.source, start, around);
    progress.end();
    if (first?.hasMore)
      host.note(`Stopped after ${count(first.limit, 'photo')} (--limit): the rest was not read`);
    tellUnlessEncrypted(store, dryRun, host);
    const result = await reported({
      ...{ context, store, request, settings, ended, started },
      layout: start.reportLayout,
    });
    return { result, ended, start, pack, startedAt };
  } finally {
    progress.end();
    signal.removeEventListener('abort', drop);
    await pool.close();
  }
}

/** Whatever extracts the photos: threads here, or workers on other machines. */
async function importPool(
  host: Host,
  { pack, photosWithin, input }: ImportRequest,
  settings: RunSettings,
): Promise<PhotoPool> {
  if (settings.queue !== undefined) {
    // Its libraries are large.
    const { queuePool } = await import('../queue/queue-pool.js');
    return queuePool(host, pack, settings, { folder: photosWithin ?? input });
  }
  const { workers: threads, maxMemory } = settings;
  // Whoever asked for a batch comes back for it.
  return photoPool(host, pack.models, { threads, maxMemory }, { waits: true });
}

interface Ending {
  readonly context: MadeContext;
  readonly store: Store;
  readonly request: ImportRequest;
  readonly settings: RunSettings;
  readonly ended: EndedRun;
  readonly layout: StoredLayout;
  /** By `performance.now()`. */
  readonly started: number;
}

/** Reports a run and notes so in the journal; what is enrolled stays, also when that fails. */
async function reported(ending: Ending): Promise<ImportResult> {
  const { store, ended, settings } = ending;
  try {
    const result = await resultOf(ending);
    const { recognized: _, canBeRetried: __, htmlProblem: ___, ...counts } = result;
    const exitCode = finishedCode(result.failed.total, result.nothingToDo);
    if (ended.completed) store.runLife.close(ended.store, { ...counts, exitCode });
    else store.runLife.breakOff(ended.store, 'interrupted', counts);
    return result;
  } catch (error) {
    if (!ended.completed) store.runLife.breakOff(ended.store, 'failed');
    else {
      store.runLife.close(ended.store);
      if (!settings.dryRun && error instanceof FatalError) throw finishedAllTheSame(error, ending);
    }
    throw error;
  }
}

/** The error of a report that cannot be written; the run has finished. */
function finishedAllTheSame({ message }: FatalError, { context, ended }: Ending): FatalError {
  const { runId } = ended.store;
  const place = context.host.typed?.database ?? [];
  const write = commandText(['runs', 'report', runId, 'users.errors.csv', ...place]);
  return new FatalError(
    `${message}. What could be enrolled is enrolled; to write its error report elsewhere: ${printable(write)}`,
  );
}

async function resultOf(ending: Ending): Promise<ImportResult> {
  const { context, store, request, settings, ended, layout } = ending;
  const { completed, usersCreated, usersUpdated, extracted, identity } = ended;
  const { runId, work } = ended.store;
  const dryRun = Boolean(settings.dryRun);
  const { host } = context;
  // A command writes one unasked, a caller of the library has the outcomes.
  const isWanted = !dryRun && (host.typed !== undefined || settings.errors !== undefined);
  // Before the outcomes: whoever hears those may stop.
  const errorReport = isWanted ? writeRunReport(store, { runId, layout, completed }) : null;
  const tallier = new Tallier();
  for (const item of work.outcomes()) {
    tallier.add(item);
    await host.outcome?.(item);
  }
  const tally = tallier.result();
  return {
    ...{ runId: dryRun ? null : runId, dryRun, interrupted: !completed },
    ...tally,
    ...{ usersCreated, usersUpdated, extracted },
    ...inputFacts(ended, Boolean(settings.allowEmpty)),
    duplicates: duplicatesOf(request.options, ended),
    tableCheck: await tableCheckOf(request, ended, tally.enrolled, dryRun),
    recognized: identity?.recognized ?? [],
    seconds: Math.round(performance.now() - ending.started) / 1000,
    ...{ errorReport, htmlReport: null, htmlProblem: null },
    canBeRetried: layout.fields.includes('user_id'),
  };
}
