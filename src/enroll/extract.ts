import { stat } from 'node:fs/promises';
import pMap from 'p-map';
import type { Outcome } from '../domain/outcome.js';
import type { Extraction } from '../domain/sample.js';
import type { PhotoFile } from '../store/samples.js';
import type { RunStore } from '../store/store.js';
import type { ExtractionPool } from '../workers/pool.js';
import type { ImportOptions } from './options.js';

/** Photos on their way for each thread: one being worked on, one waiting at its door. */
const PHOTOS_PER_THREAD = 2;

/**
 * Extracts every photo that match let through, in worker threads, and keeps each sample
 * as soon as it is there. Photos that a killed run extracted already are not opened
 * again. Returns early, in-flight photos finished, when `signal` is aborted.
 */
export async function extractAll(
  store: RunStore,
  pool: ExtractionPool,
  options: ImportOptions,
  hooks: { readonly signal: AbortSignal; readonly onDone: (failed: boolean) => void },
): Promise<void> {
  const leftOver = store.samples.any();
  await pMap(
    store.work.toExtract(),
    async (item) => {
      if (hooks.signal.aborted) return;
      const file = await statPhoto(item.path as string);
      const kept = leftOver ? store.samples.find(file) : undefined;
      if (kept !== undefined) {
        store.work.items.setExtracted(item.item, kept);
        hooks.onDone(false);
        return;
      }
      const [userId = item.userId] = store.users.find(item.userId, options.ignoreCase);
      const extraction = await pool.extract({
        path: file.path,
        file: item.file,
        knownDigests: store.templates.ofUser(userId).map((face) => face.digest),
        profileImage: options.profileImage && item.slot === 1,
      });
      if (extraction.kind === 'sample') {
        store.work.items.setExtracted(item.item, store.samples.keep(file, extraction.sample));
      } else {
        store.work.items.setOutcome(item.item, userId, outcomeOf(extraction));
      }
      hooks.onDone(extraction.kind === 'failed');
    },
    { concurrency: pool.threads * PHOTOS_PER_THREAD },
  );
}

function outcomeOf(extraction: Exclude<Extraction, { kind: 'sample' }>): Outcome {
  if (extraction.kind === 'known') return { kind: 'unchanged', reason: 'SAME_PHOTO' };
  return { kind: 'failed', failure: extraction.failure };
}

/** The file's size and time before it is read; one that is gone by now fails when it is opened. */
async function statPhoto(path: string): Promise<PhotoFile> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { path, size, modifiedMs: mtimeMs };
  } catch {
    return { path, size: 0, modifiedMs: 0 };
  }
}
