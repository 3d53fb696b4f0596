import type { Source } from '../domain/entry.js';
import type { RunStart } from '../store/runs.js';
import type { RunStore, Store } from '../store/store.js';
import { decideAndApply } from './decide-and-apply.js';
import { extractAll, extractRefused } from './extract.js';
import { checkIdentity } from './identity/check.js';
import { Witnesses } from './identity/witnesses.js';
import { leaversInFailedRows } from './leavers.js';
import { matchAll } from './match-all.js';
import { read } from './read.js';
import type { EndedRun, RunContext } from './run-context.js';

import { Timeline } from './timeline.js';

export type { EndedRun, RunContext } from './run-context.js';

/**
 * One batch, from its input to its outcomes, which are then read from the work list: read, match,
 * extract, check identity, decide and apply (see the picture in src/README.md). If the signal is
 * aborted, it returns early and has changed nobody: everything is applied in one transaction, which
 * is rolled back.
 */
export async function run(
  source: Source,
  start: Omit<RunStart, 'collection'>,
  context: RunContext,
): Promise<EndedRun> {
  const store = context.store.runLife.start(
    { ...start, collection: context.options.collection },
    { ...context, ignoreCase: context.options.ignoreCase },
    now(),
  );
  if (source.names) store.work.leavesOut((userId) => source.names?.(userId) ?? false);
  const timeline = new Timeline((phases) => context.store.runLife.setTimeline(store, phases));
  let extracted: EndedRun['extracted'] = { done: 0, total: 0 };
  try {
    const gallery = store.audit.position();
    context.store.letOthersIn();
    timeline.begin('read');
    await read(source, store, context, timeline);
    timeline.begin('match');
    await matchAll(store, context);
    timeline.setDone(store.work.size);
    timeline.begin('extract');
    await store.inTurn(() => timeline.keep(), context.signal);
    const witnesses = await witnessesOf(store, context);
    extracted = await extract(store, context, witnesses, timeline);
    // The workers are finished: frees their memory before faces are compared.
    await context.pool.close();
    timeline.end();
    context.signal.throwIfAborted();
    const { signal, onWait = () => {} } = context;
    await context.store.takeAgain({ signal, onWait });
    if (store.audit.position() !== gallery) {
      context.recheck?.();
      // Another run may have enrolled the same users meanwhile.
      store.users.forget();
      timeline.begin('match');
      await matchAll(store, context);
      timeline.setDone(store.work.size);
    }
    timeline.begin('compare');
    const checked = await checkIdentity(store, context.options, context.encoderFacts, {
      leavers: context.leavers ?? new Set(),
      witnesses: witnesses?.all ?? [],
      place: context.place ?? [],
      signal: context.signal,
      onCompare: (total) => context.onProgress({ phase: 'compare', done: 0, total, failed: 0 }),
    });
    timeline.setDone(checked.photos);
    const misspelled = leaversInFailedRows(store, context.leavers ?? new Set(), checked.failures);
    const found = { ...checked, recognized: [...new Set([...checked.recognized, ...misspelled])] };
    const { threshold, photos, recognized } = found;
    const identity = { ...(threshold && { threshold }), photos, recognized };
    const before = { extracted, ...readOf(source, store), identity };
    const facts = await decideAndApply(store, context, found, before, timeline);
    return { store, completed: true, ...facts, timeline: timeline.phases() };
  } catch (error) {
    if (context.signal.aborted && error === context.signal.reason) {
      await context.store.runLife.onceWritable(() => timeline.keep());
      // Of an input that was not read to its end nobody knows whether it is empty.
      const { emptiness: _, ...input } = readOf(source, store);
      const users = { usersCreated: 0, usersUpdated: 0 };
      return {
        store,
        completed: false,
        extracted,
        ...input,
        ...users,
        timeline: timeline.phases(),
      };
    }
    endFailedRun(context.store, store, timeline);
    throw error;
  }
}

/** What is reported of the input in addition to its entries. */
function readOf(
  { skipped, restored = 0, noticed, emptiness }: Source,
  { work }: RunStore,
): Pick<EndedRun, 'skipped' | 'restored' | 'noticed' | 'emptiness'> {
  return {
    ...{ skipped, restored },
    ...(noticed && { noticed }),
    ...(work.size === 0 && emptiness !== undefined && { emptiness }),
  };
}

/** Records in the journal of runs that the run failed, if the database can still be written. */
function endFailedRun(database: Store, store: RunStore, timeline: Timeline): void {
  try {
    database.once(() => timeline.keep());
    database.runLife.breakOff(store, 'failed');
  } catch {
    // The error that ended the run says more than this one, its consequence.
  }
}

/** Undefined if nobody would be deleted. */
async function witnessesOf(store: RunStore, context: RunContext): Promise<Witnesses | undefined> {
  const { leavers, options, signal } = context;
  if (!leavers?.size || signal.aborted) return undefined;
  const witnesses = await Witnesses.begin(store, options.ignoreCase, signal);
  if (witnesses.photos.length > 0) context.pool.start();
  return witnesses;
}

async function extract(
  store: RunStore,
  context: RunContext,
  witnesses: Witnesses | undefined,
  timeline: Timeline,
): Promise<EndedRun['extracted']> {
  const total = store.work.items.countToExtract() + (witnesses?.photos.length ?? 0);
  let [done, failed, kept] = [0, 0, 0];
  const report = (): void => context.onProgress({ phase: 'extract', done, total, failed, kept });
  report();
  const advance = (): void => {
    done += 1;
    timeline.setDone(done);
    report();
  };
  const hooks = {
    signal: context.signal,
    ...(context.photosWithin !== undefined && { within: context.photosWithin }),
    onDone: (isFailed: boolean) => {
      if (isFailed) failed += 1;
      advance();
    },
    onKept: () => {
      kept += 1;
      advance();
    },
    onRecord: () => timeline.keepSeldom(),
    witnesses,
  };
  // A sample lost in a power cut is extracted again; waiting for the disk after each photo would
  // delay the workers.
  await store.repeatable(() => extractAll(store, context.pool, context.options, hooks));
  if (witnesses)
    await extractRefused(store, context.pool, context.options, { ...hooks, witnesses });
  return { done, total };
}

function now(): string {
  return new Date().toISOString();
}
