import { Tallier } from '../domain/tally.js';
import { type EndedRun, run } from '../enroll/run.js';
import { refuseOtherEncoder } from '../operations/compare/other-encoder.js';
import {
  type ImportRequest,
  inputFacts,
  runContext,
  startOf,
  tableCheckOf,
} from '../operations/imports/import-run.js';
import { writeRunReport } from '../operations/imports/run-report.js';
import { PHOTO_OPTIONS } from '../operations/options/photo.js';
import { withDefaults } from '../operations/options/row.js';
import type { Store } from '../store/store.js';
import { ExtractionPool } from '../workers/pool.js';
import { openedOf, withStore } from './opened.js';
import type { Gallery, ImportCallOptions, ImportResult } from './types.js';

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
      const ended = await run(request.source, start, context);
      return await reported({ store, request, ended, options, layout: start.reportLayout });
    } finally {
      signal.removeEventListener('abort', drop);
      await pool.close();
    }
  });
}

interface Reporting {
  readonly store: Store;
  readonly request: ImportRequest;
  readonly ended: EndedRun;
  readonly options: ImportCallOptions & { readonly allowEmpty?: boolean };
  readonly layout: ReturnType<typeof startOf>['reportLayout'];
}

/** Hands every outcome over and ends the run; what is enrolled stays, also when the caller throws. */
async function reported(reporting: Reporting): Promise<ImportResult> {
  const { store, ended } = reporting;
  try {
    const result = await handOver(reporting);
    if (ended.completed) store.closeRun(ended.store, result);
    else store.breakOffRun(ended.store, 'interrupted', result);
    return result;
  } catch (error) {
    if (ended.completed) store.closeRun(ended.store);
    else store.breakOffRun(ended.store, 'failed');
    throw error;
  }
}

async function handOver({
  store,
  request,
  ended,
  options,
  layout,
}: Reporting): Promise<ImportResult> {
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
  const errorReport = wanted ? writeRunReport(store, { runId, layout, completed }) : null;
  return {
    ...{ runId: dryRun ? null : runId, dryRun, interrupted: !completed },
    ...tally,
    ...inputFacts(ended, Boolean(options.allowEmpty)),
    tableCheck: await tableCheckOf(request, ended, tally.enrolled, dryRun),
    ...{ usersCreated, usersUpdated, extracted, errorReport },
  };
}
