import { refuseOtherEncoder } from '../operations/compare/other-encoder.js';
import {
  goOnOrRun,
  type ImportRequest,
  inputFacts,
  runContext,
  startOf,
  tableCheckOf,
} from '../operations/imports/import-run.js';
import { reportBook, writeRunReport } from '../operations/imports/run-report.js';
import { PHOTO_OPTIONS } from '../operations/options/photo.js';
import { withDefaults } from '../operations/options/row.js';
import { Tallier } from '../render/tally.js';
import type { Store } from '../store/store.js';
import { ExtractionPool } from '../workers/pool.js';
import { openedOf, withStore } from './opened.js';
import type { Gallery, ImportCallOptions, ImportResult } from './types.js';

/** Who calls a library has no screen: an earlier run's end is in the book of runs. */
export const UNHEARD = { again: () => {}, finished: () => {}, shownFrom: '' };

/** Runs an import in a gallery for a caller, and says nothing to anybody else. */
export async function runForCaller(
  gallery: Gallery,
  options: ImportCallOptions & { readonly allowEmpty?: boolean },
  request: ImportRequest,
): Promise<ImportResult> {
  const dryRun = Boolean(options.dryRun);
  return withStore(gallery, dryRun, async (store) => {
    const { collection } = request.options;
    const part = store.collection(collection, request.pack.encoder);
    refuseOtherEncoder(part, request.pack, options.models !== undefined);
    const { reference } = openedOf(gallery);
    const start = startOf(
      request,
      { ...options, ...withDefaults(PHOTO_OPTIONS, options), reference, db: gallery.database },
      process.cwd(),
    );
    const { workers: threads, maxMemory } = options;
    const pool = new ExtractionPool(request.pack.models, { threads, maxMemory });
    const signal = options.signal ?? new AbortController().signal;
    const drop = (): void => pool.drop(signal.reason);
    signal.addEventListener('abort', drop);
    const onProgress = options.onProgress ?? (() => {});
    const context = runContext(request, { store, pool, dryRun, signal, onProgress });
    try {
      const { ended, noted } = await goOnOrRun(request, start, context, UNHEARD);
      return await told({ store, request, ended, noted, options, layout: start.reportLayout });
    } finally {
      signal.removeEventListener('abort', drop);
      await pool.close();
    }
  });
}

interface Telling {
  readonly store: Store;
  readonly request: ImportRequest;
  readonly ended: Awaited<ReturnType<typeof goOnOrRun>>['ended'];
  readonly noted: string | null;
  readonly options: ImportCallOptions & { readonly allowEmpty?: boolean };
  readonly layout: ReturnType<typeof startOf>['reportLayout'];
}

/** Hands every outcome over and ends the run; when the caller throws, the same call tells it again. */
async function told(telling: Telling): Promise<ImportResult> {
  const { store, ended } = telling;
  const canContinue = !ended.completed;
  try {
    const result = await handOver(telling);
    const status = canContinue ? 'interrupted' : 'finished';
    const { errorReport } = result;
    const reported = errorReport === null ? undefined : telling.layout;
    store.endRun(ended.store, { status, canContinue, counts: result, errorReport, reported });
    return result;
  } catch (error) {
    store.endRun(ended.store, { status: 'failed', canContinue, untold: ended.completed });
    throw error;
  }
}

async function handOver({
  store,
  request,
  ended,
  noted,
  options,
  layout,
}: Telling): Promise<ImportResult> {
  const { work, runId } = ended.store;
  const { completed, usersCreated, usersUpdated, extracted } = ended;
  const dryRun = Boolean(options.dryRun);
  const tallier = new Tallier();
  for (const item of work.outcomes()) {
    tallier.add(item);
    await options.onOutcome?.(item);
  }
  const tally = tallier.result();
  const wanted = options.errors !== undefined && !dryRun;
  const errorReport = wanted
    ? writeRunReport({
        ...{ work, layout, failed: tally.failed, completed, noted },
        ...reportBook(store, runId),
      })
    : null;
  return {
    ...{ runId: dryRun ? null : runId, dryRun, interrupted: !completed },
    ...tally,
    ...inputFacts(ended, Boolean(options.allowEmpty)),
    tableCheck: await tableCheckOf(request, ended, tally.enrolled, dryRun),
    ...{ usersCreated, usersUpdated, extracted, errorReport },
  };
}
