import pMap from 'p-map';
import type { Outcome } from '../domain/outcome.js';
import type { Extraction, ExtractionJob } from '../domain/sample.js';
import type { Item } from '../store/run-items.js';
import { type PhotoFile, seenOf } from '../store/samples.js';
import type { RunStore } from '../store/store.js';
import type { StoredFace } from '../store/templates.js';
import type { PhotoPool } from '../workers/pool.js';
import type { Witnesses } from './identity/witnesses.js';
import type { ImportOptions } from './options.js';
import { photoStats } from './photo-stats.js';

/**
 * Extracts every photo that passed matching, in worker threads, and keeps each sample as soon as it
 * is complete. Photos that a killed run extracted are not opened again. Returns early if `signal`
 * is aborted: photos at work are finished, or left out if the pool drops them because of the
 * signal.
 */
export async function extractAll(
  store: RunStore,
  pool: PhotoPool,
  options: ImportOptions,
  hooks: {
    readonly signal: AbortSignal;
    readonly onDone: (failed: boolean) => void;
    /** Called for a photo that a killed run had extracted. */
    readonly onKept: () => void;
    /** Called in the transaction that records a photo. */
    readonly onRecord: () => void;
    /** The folder that photos must lie in when they are opened. */
    readonly within?: string;
    /** Collects the faces of refused photos, if they matter. */
    readonly witnesses: Witnesses | undefined;
  },
): Promise<void> {
  const leftOver = store.samples.any();
  await pMap(
    store.work.toExtract(),
    async (item) => {
      if (hooks.signal.aborted) return;
      const file = await statPhoto(item.path as string);
      const isKept = leftOver && store.samples.find(file) !== undefined;
      if (
        isKept &&
        (await unlessDropped(takeKept(item, file, store, hooks.signal), hooks.signal))
      ) {
        hooks.onKept();
        return;
      }
      const [userId = item.userId] = store.users.find(item.userId, options.ignoreCase);
      const job = {
        path: file.path,
        ...(hooks.within !== undefined && { within: hooks.within }),
        knownDigests: knownDigests(item, store.templates.ofUser(userId), options),
        ...wantedOf(options),
        compare: hooks.witnesses !== undefined,
      };
      const extraction = await unlessDropped(pool.extract(job), hooks.signal);
      if (!extraction) return;
      const record = (): void => {
        hooks.onRecord();
        if (extraction.kind === 'sample') {
          store.work.items.setExtracted(item.item, store.samples.keep(file, extraction.sample));
        } else {
          const seen = extraction.kind === 'failed' ? seenOf(file, extraction.measures) : {};
          store.work.items.setOutcome(item.item, userId, outcomeOf(extraction), seen);
        }
      };
      const isRecorded = store.inTurn(record, hooks.signal).then(() => true);
      if (!(await unlessDropped(isRecorded, hooks.signal))) return;
      if (extraction.kind === 'failed') hooks.witnesses?.add(item, extraction.faces ?? []);
      hooks.onDone(extraction.kind === 'failed');
    },
    { concurrency: pool.capacity },
  );
}

/** Looks for faces in photos of rows that were refused earlier; ignores unreadable photos. */
export async function extractRefused(
  store: RunStore,
  pool: PhotoPool,
  { policy }: Pick<ImportOptions, 'policy'>,
  hooks: {
    readonly signal: AbortSignal;
    readonly onDone: (failed: boolean) => void;
    readonly within?: string;
    readonly witnesses: Witnesses;
  },
): Promise<void> {
  const { witnesses, within, signal, onDone } = hooks;
  await pMap(
    witnesses.photos,
    async (photo) => {
      if (signal.aborted) return;
      const job = {
        path: photo.path,
        ...(within !== undefined && { within }),
        knownDigests: store.templates.ofUser(photo.userId).map(({ digest }) => digest),
        ...{ profileImage: false, policy, compare: true },
      };
      const extraction = await unlessDropped(pool.extract(job), signal);
      if (!extraction) return;
      if (extraction.kind === 'sample') witnesses.add(photo, [extraction.sample.embedding]);
      if (extraction.kind === 'failed') witnesses.add(photo, extraction.faces ?? []);
      onDone(false);
    },
    { concurrency: pool.capacity },
  );
}

/**
 * Uses the sample that a killed run left; returns whether it still exists: another run of the
 * collection may have just ended.
 */
function takeKept(
  { item }: Item,
  file: PhotoFile,
  store: RunStore,
  signal: AbortSignal,
): Promise<boolean> {
  return store.inTurn(() => {
    const kept = store.samples.find(file);
    if (kept !== undefined) store.work.items.setExtracted(item, kept);
    return kept !== undefined;
  }, signal);
}

/** Undefined for a photo dropped because of the signal, by the pool or before it was recorded. */
async function unlessDropped<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted && error === signal.reason) return undefined;
    throw error;
  }
}

/**
 * Photos that need no other template, whatever else the row contains. If faces are overwritten, one
 * in another slot may be about to be removed, so only the slot's own counts.
 */
export function knownDigests(
  { slot }: Pick<Item, 'slot'>,
  faces: readonly StoredFace[],
  { ifFaceExists }: ImportOptions,
): readonly string[] {
  const lasting = faces.filter((face) => ifFaceExists !== 'overwrite' || face.slot === slot);
  return lasting.map((face) => face.digest);
}

/** What an import wants of each photo. */
export function wantedOf({
  profileImage,
  storeThumbnails,
  policy,
}: ImportOptions): Pick<ExtractionJob, 'profileImage' | 'thumbnail' | 'policy'> {
  return { profileImage, thumbnail: storeThumbnails === 'aligned', policy };
}

/** How a photo ends that gives no sample. */
export function outcomeOf(extraction: Exclude<Extraction, { kind: 'sample' }>): Outcome {
  if (extraction.kind === 'known') return { kind: 'unchanged', reason: 'SAME_PHOTO' };
  return { kind: 'failed', failure: extraction.failure };
}

/** The file's size and time before it is read; a missing file fails when it is opened. */
async function statPhoto(path: string): Promise<PhotoFile> {
  const { size, mtimeMs } = (await photoStats(path)) ?? { size: 0, mtimeMs: 0 };
  return { path, size, modifiedMs: mtimeMs };
}
