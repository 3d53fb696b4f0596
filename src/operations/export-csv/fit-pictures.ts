import { realpathSync } from 'node:fs';
import pMap from 'p-map';
import { FatalError } from '../../domain/fatal-error.js';
import type { MadeFrom } from '../../domain/fitted.js';
import type { Fitting, FittingJob } from '../../domain/fitting.js';
import type { GalleryFilter } from '../../domain/gallery.js';
import type { PhotoProfile } from '../../domain/photo-profile.js';
import { systemProblem } from '../../domain/system-problem.js';
import { quotedPath } from '../../domain/text.js';
import { type PhotoPlace as PhotoFolder, resolvePhoto } from '../../source/photo-path.js';
import type { ExportedPhoto } from '../../store/gallery-export.js';
import type { CollectionStore, GalleryStore } from '../../store/store.js';
import type { ExtractionPool } from '../../workers/pool.js';
import type { Host } from '../host.js';
import { FittedPictures, type PhotoPlace } from './fitted-pictures.js';
import { withdrawn } from './pictures.js';
import { type StoredPicture, storedPictures } from './stored-pictures.js';

/** Time for one photo, in milliseconds: that of an import. */
const TIMEOUT_MS = 60_000;

/** Where photos come from. */
export interface PhotoSources {
  readonly gallery: GalleryStore;
  readonly changes: CollectionStore;
  readonly filter: GalleryFilter;
  /** The folder with the photos as they were imported. */
  readonly originals: PhotoFolder | undefined;
}

/**
 * The folder of the originals, as photos in it are looked up.
 *
 * @throws {FatalError} when it is not there.
 */
export function originalsIn(folder: string): PhotoFolder {
  try {
    return { folder: realpathSync(folder), given: folder };
  } catch (error) {
    throw new FatalError(`${quotedPath(folder)} cannot be read: ${systemProblem(error)}`);
  }
}

/** A photo, as much of it as there is. */
interface Source extends PhotoPlace {
  readonly original: ExportedPhoto | undefined;
  readonly stored: StoredPicture | undefined;
}

/**
 * Makes the photos of all users fit, and writes them. Of a photo the original is used where it is
 * there and is still the same, else the picture that is stored.
 *
 * @throws the reason of the host's signal when it was aborted.
 */
export async function fitPictures(
  { gallery, changes, filter, originals }: PhotoSources,
  profile: PhotoProfile,
  pool: Pick<ExtractionPool, 'capacity' | 'fit'>,
  { folder, signal, progress }: Pick<Host, 'progress' | 'signal'> & { readonly folder: string },
): Promise<FittedPictures> {
  const pictures = new FittedPictures(gallery, profile, folder);
  const users = gallery.users.find(filter);
  for (const userId of idsOf(users.all())) {
    const slots = gallery.exports.photosOf(userId, filter.encoder).map(({ slot }) => slot);
    for (const place of placesOf(userId, slots)) pictures.expect(place);
  }
  let done = 0;
  const fitUser = async (userId: string): Promise<void> => {
    signal.throwIfAborted();
    for (const source of sourcesOf(userId, { gallery, changes, filter })) {
      await fitOne(source, { originals, profile, pool, pictures });
    }
    done += 1;
    const { length: failed } = pictures.unfit;
    progress({ kind: 'batch', at: { phase: 'extract', done, total: users.total, failed } });
  };
  try {
    await pMap(idsOf(users.all()), fitUser, { concurrency: pool.capacity });
    return pictures;
  } catch (error) {
    throw withdrawn(error, pictures, folder);
  }
}

function* idsOf(users: Iterable<{ readonly userId: string }>): Generator<string> {
  for (const { userId } of users) yield userId;
}

function* sourcesOf(
  userId: string,
  { gallery, changes, filter }: Omit<PhotoSources, 'originals'>,
): Generator<Source> {
  const photos = gallery.exports.photosOf(userId, filter.encoder);
  const stored = new Map(
    [...storedPictures(userId, photos, gallery, changes)].map((one) => [one.slot, one]),
  );
  const slots = new Set([...photos.map(({ slot }) => slot), ...stored.keys()]);
  for (const place of placesOf(userId, [...slots])) {
    const { slot } = place;
    const original = photos.find((photo) => photo.slot === slot);
    yield { ...place, original, stored: stored.get(slot) };
  }
}

function placesOf(userId: string, slots: readonly number[]): readonly PhotoPlace[] {
  const ordered = slots.toSorted((p, q) => p - q);
  return ordered.map((slot, i) => ({ userId, slot, isFirst: i === 0 }));
}

interface Fitter {
  readonly originals: PhotoFolder | undefined;
  readonly profile: PhotoProfile;
  readonly pool: Pick<ExtractionPool, 'fit'>;
  readonly pictures: FittedPictures;
}

async function fitOne(
  source: Source,
  { originals, profile, pool, pictures }: Fitter,
): Promise<void> {
  const fitted = (photo: FittingJob['photo']): Promise<Fitting> =>
    pool.fit({ profile, photo, timeoutMs: TIMEOUT_MS });
  const { original, stored } = source;
  const path = originals && original && (await resolvePhoto(originals, original.fileName)).path;
  if (originals && original && path !== undefined) {
    const within = originals.folder;
    const fitting = await fitted({ path, within, digest: original.photoDigest });
    if (!isElsewhere(fitting)) return note(source, 'original', fitting, pictures);
  }
  const lost = originals && original ? { ...source, note: NO_ORIGINAL } : source;
  if (stored) return note(lost, stored.kind, await fitted({ bytes: stored.jpeg }), pictures);
  const message = 'no picture of it is stored (imports keep one with --profile-image)';
  pictures.refuse(lost, null, 'NO_PICTURE', message);
}

const NO_ORIGINAL = 'the photo is not among the originals, or has changed there';

/** Whether what lies there is not the photo that was imported. */
function isElsewhere(fitting: Fitting): boolean {
  if (fitting.kind === 'changed') return true;
  return fitting.kind === 'failed' && fitting.failure.code.startsWith('FILE_');
}

function note(
  source: Source,
  madeFrom: MadeFrom,
  fitting: Fitting,
  pictures: FittedPictures,
): void {
  if (fitting.kind === 'fitted') {
    pictures.add(source, madeFrom, fitting.photo);
  } else if (fitting.kind === 'unfit') {
    const lacks = fitting.lacks.map(({ text }) => text).join('; ');
    const message = fitting.of === 'photo' ? lacks : `of the best crop, ${lacks}`;
    pictures.refuse(source, madeFrom, 'PHOTO_DOES_NOT_FIT', message);
  } else if (fitting.kind === 'failed') {
    pictures.refuse(source, madeFrom, fitting.failure.code, fitting.failure.message);
  }
}
