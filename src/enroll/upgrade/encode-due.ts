import pMap from 'p-map';
import type { Encoding } from '../../domain/encoding.js';
import { type Failure, fail } from '../../domain/failures.js';
import type { Thumbnail } from '../../domain/sample.js';
import type { DueFace } from '../../domain/upgrade.js';
import { KeyError } from '../../store/secrets/vault.js';
import type { CollectionStore } from '../../store/store.js';
import type { EncodingPool } from '../../workers/pool.js';
import type { EncodingProgress } from '../progress.js';

/** Faces that could not be encoded, by face ID. */
export type EncodingFailures = ReadonlyMap<string, Failure>;

/** Embeddings staged at a time: a transaction takes as long as five of them. */
const BATCH = 10;

/**
 * Encodes faces from their thumbnails, and stages each embedding at once, so
 * that a killed upgrade can be resumed. Skips faces that are staged, or have no thumbnail. Returns
 * early if `signal` is aborted: faces at work are still staged, or left out if the pool drops them
 * because of the signal.
 */
export async function encodeDue(
  faces: Iterable<DueFace>,
  store: CollectionStore,
  pool: EncodingPool,
  {
    total,
    signal,
    onProgress,
  }: {
    readonly total: number;
    readonly signal: AbortSignal;
    readonly onProgress: (progress: EncodingProgress) => void;
  },
): Promise<EncodingFailures> {
  const failures = new Map<string, Failure>();
  let done = 0;
  const report = (): void => onProgress({ phase: 'encode', done, total, failed: failures.size });
  report();
  let encoded: [face: DueFace, embedding: Float32Array][] = [];
  const stageEncoded = (): void => {
    store.transaction(() => {
      for (const [face, embedding] of encoded) store.staged.stage(face, embedding);
    });
    encoded = [];
  };
  const encodeAndStage = async (face: DueFace): Promise<void> => {
    if (signal.aborted) return;
    const encoding = await unlessDropped(encodeOne(face, store, pool), signal);
    if (!encoding) return;
    if (encoding.kind === 'encoded') {
      encoded.push([face, encoding.embedding]);
      if (encoded.length === BATCH) stageEncoded();
    } else {
      failures.set(face.faceId, encoding.failure);
    }
    done += 1;
    report();
  };
  // What a power cut loses is encoded again.
  await store.repeatable(async () => {
    try {
      await pMap(toEncode(faces), encodeAndStage, { concurrency: pool.capacity });
    } finally {
      stageEncoded();
    }
  });
  return failures;
}

function* toEncode(faces: Iterable<DueFace>): Generator<DueFace> {
  for (const face of faces) if (face.hasThumbnail && !face.isStaged) yield face;
}

async function encodeOne(
  { faceId }: DueFace,
  store: CollectionStore,
  pool: EncodingPool,
): Promise<Encoding> {
  let thumbnail: Thumbnail | undefined;
  try {
    thumbnail = store.thumbnails.of(faceId);
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
  }
  // A face whose key is gone must not end the upgrade of all others, and a picture damaged on the
  // disk must not become a template.
  if (!thumbnail) return failed('its thumbnail does not open');
  if (!store.thumbnails.isAsStored(faceId)) return failed('its thumbnail is damaged');
  return pool.encode(thumbnail);
}

function failed(problem: string): Encoding {
  return { kind: 'failed', failure: fail('IMAGE_CORRUPT', { problem }) };
}

/** Undefined for a face that the pool dropped because of the signal. */
async function unlessDropped(
  encoding: Promise<Encoding>,
  signal: AbortSignal,
): Promise<Encoding | undefined> {
  try {
    return await encoding;
  } catch (error) {
    if (signal.aborted && error === signal.reason) return undefined;
    throw error;
  }
}
