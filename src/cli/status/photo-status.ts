import { EXIT } from '../../domain/exit-codes.js';
import { DEFAULT_FPIR } from '../../domain/limits.js';
import { UserSearch } from '../../enroll/user-search.js';
import { loadGallery } from '../../operations/compare/enrolled.js';
import { type ExtractedPhoto, extractPhotos } from '../../operations/compare/extract-photos.js';
import { thresholdFor } from '../../operations/compare/threshold-for.js';
import { userStatus } from '../../operations/users/user-status.js';
import { type PhotoStatus, photoStatusEvent, photoStatusText } from '../../render/photo-status.js';
import { hostOf, type Io } from '../io.js';
import { type OpenGallery, withGallery } from '../open-gallery.js';
import type { StatusOptions } from '../options/status.js';
import { stdoutStyle } from '../style.js';
import { usePack } from '../use-pack.js';

/** More users than these for one face are no answer. */
const MOST_USERS = 100;

/**
 * `faceenroll status --photo`: whether the person in a photo is enrolled. Returns the exit
 * code: 3 when the photo failed or nobody is.
 */
export function tellPhotoStatus(file: string, options: StatusOptions, io: Io): Promise<number> {
  const pack = usePack(options.models, io);
  const host = { ...hostOf(io), processes: io.processes };
  const photos = extractPhotos(host, [file], pack, { ...options, workers: 1 });

  const tell = async ({ store, gallery }: OpenGallery): Promise<number> => {
    const collection = store.collection(options.collection, pack.encoder);
    const enrolled = loadGallery(collection, pack, options);
    const asked = { rate: DEFAULT_FPIR };
    const otherwise = 'measure it with "faceenroll calibrate --store"';
    const threshold = thresholdFor(asked, pack, collection, enrolled.size, otherwise);
    const statuses = gallery.statuses(pack.encoder);

    const look = async (): Promise<PhotoStatus> => {
      const extraction = await theOnly(photos);
      if (extraction.kind === 'failed') return { file, users: [], failure: extraction.failure };
      const most = { top: MOST_USERS, least: threshold.similarity };
      const matches = await new UserSearch(enrolled).search(extraction.sample.embedding, most);
      const users = matches.flatMap(({ userId, faceId, similarity }) => {
        const status = statuses.of(userId);
        // Who is found by a template of the pack has one.
        return status ? [{ ...userStatus(status, undefined), faceId, similarity }] : [];
      });
      return { file, users };
    };

    const found = await look().finally(() => enrolled.release());
    const text = options.json
      ? photoStatusEvent(found, threshold, pack.encoder)
      : photoStatusText(found, threshold, stdoutStyle(io));
    io.stdout.write(`${text}\n`);
    return found.users.length > 0 ? EXIT.done : EXIT.someFailed;
  };
  // With the key: templates are compared.
  return withGallery(io, options, 'read', tell, options);
}

async function theOnly(
  photos: AsyncIterable<ExtractedPhoto>,
): Promise<ExtractedPhoto['extraction']> {
  for await (const { extraction } of photos) return extraction;
  throw new Error('no photo was named');
}
