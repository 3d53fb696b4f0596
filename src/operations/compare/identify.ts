import type { MatchThreshold } from '../../domain/identification.js';
import { autoEnroll } from '../../enroll/apply-auto-enroll.js';
import type { UserGallery } from '../../enroll/gallery.js';
import { UserSearch } from '../../enroll/user-search.js';
import type { Identification } from '../../render/identification.js';
import { wrapped } from '../../render/wrapped.js';
import type { CollectionStore } from '../../store/store.js';
import { type Context, changesOf } from '../context.js';
import type { Host } from '../host.js';
import { packFor } from '../pack-for.js';
import { loadGallery } from './enrolled.js';
import { type ExtractedPhoto, extractPhotos } from './extract-photos.js';
import type { IdentifySettings } from './options.js';
import { sureSimilarity } from './sure-similarity.js';
import { askedThreshold, thresholdFor } from './threshold-for.js';

/** Photos that are searched for in a collection. */
export interface Identifications {
  /** How many are searched, and of how many users. */
  readonly templates: number;
  readonly users: number;
  readonly threshold: MatchThreshold;
  /** In the order of the photos, each as soon as it is known. */
  readonly results: AsyncIterable<Identification>;
}

type Input = IdentifySettings & { readonly photo: readonly string[] };

/** Extracts the photos that are to be identified. */
export function lookAtPhotos(host: Host, { photo, ...options }: Input) {
  const pack = packFor(host, options.models);
  const thumbnail = Boolean(options.autoEnroll) && options.storeThumbnails === 'aligned';
  return extractPhotos(host, photo, pack, options, () => ({ thumbnail }));
}

/**
 * Tells who is in photos; with `autoEnroll` sure matches become templates.
 *
 * @throws {FatalError} when nobody is enrolled, or no threshold follows from a rate.
 */
export async function identifyPhotos(context: Context, options: Input): Promise<Identifications> {
  const { top, fpir, similarity } = options;
  const pack = packFor(context.host, options.models);
  const photos = context.host.seen ?? lookAtPhotos(context.host, options);
  const store = changesOf(context, pack.encoder);
  const gallery = await loadGallery(store, pack, context, (advice) =>
    context.host.tell(wrapped(advice).join('\n')),
  );
  const { size: templates } = gallery;
  const threshold = thresholdFor(askedThreshold(similarity, fpir), pack, store, templates);
  const sure = options.autoEnroll
    ? sureSimilarity(options, threshold, pack, store, templates)
    : undefined;
  const { users } = gallery;
  const results = identified(photos, gallery, { threshold, sure, store, top });
  return { templates, users, threshold, results };
}

interface Rules {
  readonly threshold: MatchThreshold;
  /** The similarity from which on a match is enrolled, when that was asked for. */
  readonly sure: number | undefined;
  readonly store: CollectionStore;
  readonly top: number;
}

async function* identified(
  photos: AsyncIterable<ExtractedPhoto> | Iterable<ExtractedPhoto>,
  gallery: UserGallery,
  rules: Rules,
): AsyncGenerator<Identification> {
  const search = new UserSearch(gallery);
  try {
    for await (const one of photos) yield await identifyOne(one, search, rules);
  } finally {
    await gallery.release();
  }
}

async function identifyOne(
  { file, extraction }: ExtractedPhoto,
  search: UserSearch,
  { threshold, sure, store, top }: Rules,
): Promise<Identification> {
  if (extraction.kind === 'failed') return { file, matches: [], failure: extraction.failure };
  const { sample } = extraction;
  // Two at least: whether there is a second one tells whether the first is beyond doubt.
  const most = { top: Math.max(top, 2), least: threshold.similarity };
  const found = await search.search(sample.embedding, most);
  const matches = found.slice(0, top);
  const [first, ...others] = found;
  if (!first || sure === undefined) return { file, matches };
  const done = autoEnroll({ file, sample }, [first, ...others], sure, store);
  // The photos after this one are compared with what is enrolled then, as in a call of their own.
  if (done.outcome === 'enrolled') search.add(done, sample.embedding, done.replaces);
  return { file, matches, autoEnroll: done };
}
