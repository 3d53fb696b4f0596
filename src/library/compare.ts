import { pMapIterable } from 'p-map';
import { DEFAULT_FPIR } from '../domain/limits.js';
import type { Extraction } from '../domain/sample.js';
import { similarityOf } from '../domain/similarity.js';
import { UserSearch } from '../enroll/user-search.js';
import { findPack, type ModelPack } from '../models/packs.js';
import { loadGallery, readUser } from '../operations/compare/enrolled.js';
import { askedThreshold, thresholdFor } from '../operations/compare/threshold-for.js';
import { photoPolicy } from '../operations/imports/import-options.js';
import { PHOTO_OPTIONS } from '../operations/options/photo.js';
import { withDefaults } from '../operations/options/row.js';
import type { CollectionStore } from '../store/store.js';
import { ExtractionPool } from '../workers/pool.js';
import { checked } from './arguments/checked.js';
import { list } from './arguments/objects.js';
import { identifyOptions, verifyOptions } from './arguments/options.js';
import { path, text } from './arguments/values.js';
import { galleryGiven, openedOf } from './opened.js';
import type { Gallery, Identified, IdentifyOptions, Verified, VerifyOptions } from './types.js';

/** Users to tell for a photo at most. */
const DEFAULT_TOP = 5;

/**
 * Tells which enrolled users are in photos, in their order, each as soon as it is known. As
 * `faceenroll identify`, which alone can auto-enroll.
 *
 * @throws {FatalError} when an argument is none, at once; with the first photo when nobody is
 *   enrolled, or no threshold follows from the rate.
 */
export function identify(
  gallery: Gallery,
  photos: readonly string[],
  given: IdentifyOptions = {},
): AsyncGenerator<Identified> {
  const { files, options } = checked('identify', (place) => {
    galleryGiven(gallery, place.member('gallery'));
    const files = list(path)(photos, place.member('photos'));
    return { files, options: identifyOptions(given, place) };
  });
  return identified(gallery, files, options);
}

async function* identified(
  gallery: Gallery,
  photos: readonly string[],
  options: IdentifyOptions,
): AsyncGenerator<Identified> {
  const { top = DEFAULT_TOP, fpir = DEFAULT_FPIR, similarity } = options;
  const { pack, store } = lookedUp(gallery, options);
  const enrolled = loadGallery(store, pack, placeOf(gallery));
  const threshold = thresholdFor(askedThreshold(similarity, fpir), pack, store, enrolled.size);
  const search = new UserSearch(enrolled);
  try {
    for await (const { file, extraction } of extracted(photos, pack, options)) {
      if (extraction.kind === 'sample') {
        const most = { top, least: threshold.similarity };
        yield { file, matches: await search.search(extraction.sample.embedding, most), threshold };
      } else if (extraction.kind === 'failed') {
        yield { file, matches: [], threshold, failure: extraction.failure };
      }
    }
  } finally {
    await enrolled.release();
  }
}

/**
 * Tells whether photos show a user, in their order, each as soon as it is known. As
 * `faceenroll verify`.
 *
 * @throws {FatalError} when an argument is none, at once; with the first photo when there is no
 *   such user or no template, or no threshold follows from the rate.
 */
export function verify(
  gallery: Gallery,
  userId: string,
  photos: readonly string[],
  given: VerifyOptions = {},
): AsyncGenerator<Verified> {
  const { wanted, files, options } = checked('verify', (place) => {
    galleryGiven(gallery, place.member('gallery'));
    const wanted = text(userId, place.member('userId'));
    const files = list(path)(photos, place.member('photos'));
    return { wanted, files, options: verifyOptions(given, place) };
  });
  return verified(gallery, wanted, files, options);
}

async function* verified(
  gallery: Gallery,
  wanted: string,
  photos: readonly string[],
  options: VerifyOptions,
): AsyncGenerator<Verified> {
  const { fmr = DEFAULT_FPIR, similarity: asked } = options;
  const { pack, store } = lookedUp(gallery, options);
  const place = { ...placeOf(gallery), asked: askedThreshold(asked, fmr) };
  const { userId, embeddings, threshold } = readUser(wanted, store, pack, place);
  for await (const { file, extraction } of extracted(photos, pack, options)) {
    if (extraction.kind === 'sample') {
      const { embedding } = extraction.sample;
      const similarity = Math.max(...embeddings.map((own) => similarityOf(own, embedding)));
      const match = similarity >= threshold.similarity;
      yield { file, userId, match, similarity, threshold };
    } else if (extraction.kind === 'failed') {
      yield { file, userId, match: false, threshold, failure: extraction.failure };
    }
  }
}

function lookedUp(
  gallery: Gallery,
  options: IdentifyOptions,
): { readonly pack: ModelPack; readonly store: CollectionStore } {
  const pack = findPack(withDefaults(PHOTO_OPTIONS, options).models);
  return { pack, store: openedOf(gallery).store.collection(gallery.collection, pack.encoder) };
}

function placeOf({ database, collection }: Gallery): {
  readonly db: string;
  readonly collection: string;
} {
  return { db: database, collection };
}

interface Extracted {
  readonly file: string;
  readonly extraction: Extraction;
}

/** What the worker process makes of photos, in their order, however long each takes. */
async function* extracted(
  photos: readonly string[],
  { models }: ModelPack,
  options: IdentifyOptions,
): AsyncGenerator<Extracted> {
  const { signal, workers } = options;
  signal?.throwIfAborted();
  const policy = photoPolicy(withDefaults(PHOTO_OPTIONS, options), models.liveness !== undefined);
  const pool = new ExtractionPool(models, { threads: workers });
  const drop = (): void => pool.drop(signal?.reason);
  signal?.addEventListener('abort', drop);
  const extract = async (file: string): Promise<Extracted> => {
    const job = { path: file, knownDigests: [], profileImage: false, policy };
    return { file, extraction: await pool.extract(job) };
  };
  try {
    yield* pMapIterable(photos, extract, { concurrency: pool.capacity });
  } finally {
    signal?.removeEventListener('abort', drop);
    await pool.close();
  }
}
