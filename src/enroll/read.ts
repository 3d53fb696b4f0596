import type { Entry, Source } from '../domain/entry.js';
import type { RunStore } from '../store/store.js';
import type { RunContext } from './run-context.js';
import type { Timeline } from './timeline.js';

/** Rows written in one transaction. */
const BATCH = 500;

/** Adds every entry of the input to the work list. */
export async function read(
  source: Source,
  store: RunStore,
  context: RunContext,
  timeline: Timeline,
): Promise<void> {
  let done = 0;
  let batch: Entry[] = [];
  let photos = 0;
  const write = async (): Promise<void> => {
    const entries = batch;
    batch = [];
    photos = 0;
    done += entries.length;
    timeline.setDone(done);
    await store.inTurn(() => {
      for (const entry of entries) add(entry, store);
      timeline.keep();
    }, context.signal);
    context.onProgress({ phase: 'read', done, total: undefined, failed: 0 });
  };
  for await (const entry of source.entries()) {
    if (context.signal.aborted) return;
    // The threads take a moment to start, during which the rest is read and matched.
    if (entry.photos.some(({ path }) => path !== undefined)) context.pool.start();
    batch.push(entry);
    photos += entry.photos.length;
    if (batch.length === BATCH || photos >= BATCH) await write();
  }
  await write();
}

function add(entry: Entry, store: RunStore): void {
  const first = store.work.add(entry);
  for (const [i, { moved, sample }] of entry.photos.entries()) {
    if (!moved || !sample) continue;
    // No path of any photo. No two templates of a file have the same face ID, but two files may.
    const file = { path: `${store.runId} ${moved.faceId}`, size: 0, modifiedMs: 0 };
    store.work.items.setExtracted(first + i, store.samples.keep(file, sample()));
  }
}
