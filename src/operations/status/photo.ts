import type { MatchThreshold } from '../../domain/identification.js';
import { DEFAULT_FPIR } from '../../domain/limits.js';
import type { UserGallery } from '../../enroll/gallery.js';
import { UserSearch } from '../../enroll/user-search.js';
import type { PhotoStatus } from '../../render/photo-status.js';
import { loadGallery } from '../compare/enrolled.js';
import { type ExtractedPhoto, extractPhotos } from '../compare/extract-photos.js';
import { thresholdFor } from '../compare/threshold-for.js';
import { type Context, changesOf, galleryOf } from '../context.js';
import type { PhotoSettings } from '../options/photo.js';
import { packFor } from '../pack-for.js';
import { userStatus } from '../users/user-status.js';

/** More users than these for one face are no answer. */
const MOST_USERS = 100;

export interface SearchedPhoto {
  readonly kind: 'photo';
  /** The encoder that templates should be of. */
  readonly encoder: string;
  readonly threshold: MatchThreshold;
  readonly found: PhotoStatus;
}

/**
 * Whether the person in a photo is enrolled.
 *
 * @throws {FatalError} when nobody is enrolled, or nobody has measured what similarities mean.
 */
export async function photoStatus(
  context: Context,
  file: string,
  settings: PhotoSettings,
): Promise<SearchedPhoto> {
  const pack = packFor(context.host, settings.models);
  const { encoder } = pack;
  const photos = extractPhotos(context.host, [file], pack, { ...settings, workers: 1 });
  const part = changesOf(context, encoder);
  const enrolled = await loadGallery(part, pack, context);
  try {
    const otherwise = 'measure it with "faceenroll calibrate --store"';
    const asked = { rate: DEFAULT_FPIR };
    const threshold = thresholdFor(asked, pack, part, enrolled.size, otherwise);
    const search = { context, enrolled, encoder, threshold };
    for await (const photo of photos) {
      return { kind: 'photo', encoder, threshold, found: await foundIn(photo, search) };
    }
    throw new Error('no photo was extracted');
  } finally {
    await enrolled.release();
  }
}

interface Search {
  readonly context: Context;
  readonly enrolled: UserGallery;
  readonly encoder: string;
  readonly threshold: MatchThreshold;
}

async function foundIn(
  { file, extraction }: ExtractedPhoto,
  { context, enrolled, encoder, threshold }: Search,
): Promise<PhotoStatus> {
  if (extraction.kind === 'failed') return { file, users: [], failure: extraction.failure };
  const most = { top: MOST_USERS, least: threshold.similarity };
  const matches = await new UserSearch(enrolled).search(extraction.sample.embedding, most);
  const statuses = galleryOf(context).statuses(encoder);
  const users = matches.flatMap(({ userId, faceId, similarity }) => {
    const status = statuses.of(userId);
    // Who is found by a template of the pack has one.
    return status ? [{ ...userStatus(status, undefined), faceId, similarity }] : [];
  });
  return { file, users };
}
