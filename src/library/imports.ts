import { enrollPhotos } from '../operations/imports/enroll.js';
import { importList } from '../operations/imports/import-csv.js';
import { importFolder } from '../operations/imports/import-faces.js';
import type { ImportResult } from '../operations/imports/import-result.js';
import {
  ENROLL_OPTIONS,
  IMPORT_CSV_OPTIONS,
  IMPORT_FACES_OPTIONS,
} from '../operations/options/import.js';
import { withDefaults } from '../operations/options/row.js';
import { checked } from './arguments/checked.js';
import { list } from './arguments/objects.js';
import { enrollOptions, importCsvOptions, importFacesOptions } from './arguments/options.js';
import { withQueue } from './arguments/queue.js';
import { path, type Read, text } from './arguments/values.js';
import { galleryContext } from './caller.js';
import { galleryGiven } from './opened.js';
import type { EnrollOptions, Gallery, ImportCsvOptions, ImportFacesOptions } from './types.js';

/**
 * Enrolls the photos of a folder; the file name is the user ID. As `faceenroll import-faces`.
 *
 * @throws {FatalError} when the run cannot go on. What is wrong with a photo is an outcome.
 */
export async function importFaces(
  gallery: Gallery,
  folder: string,
  given: ImportFacesOptions = {},
): Promise<ImportResult> {
  const { options, ...named } = checked('importFaces', (place) => {
    galleryGiven(gallery, place.member('gallery'));
    const named = path(folder, place.member('folder'));
    return { folder: named, options: withQueue(importFacesOptions(given, place), place) };
  });
  const input = { ...withDefaults(IMPORT_FACES_OPTIONS, options), ...named };
  return importFolder(galleryContext(gallery, options), input);
}

/**
 * Imports users and their photos from a CSV. As `faceenroll import-csv`: an error report is
 * imported with the options of the run that wrote it, but for those that this call names.
 *
 * @throws {FatalError} when the run cannot go on. What is wrong with a row is an outcome.
 */
export async function importCsv(
  gallery: Gallery,
  file: string,
  given: ImportCsvOptions = {},
): Promise<ImportResult> {
  const { options, ...named } = checked('importCsv', (place) => {
    galleryGiven(gallery, place.member('gallery'));
    const named = path(file, place.member('file'));
    return { file: named, options: withQueue(importCsvOptions(given, place), place) };
  });
  const { links } = options;
  const input = {
    ...withDefaults(IMPORT_CSV_OPTIONS, options),
    ...named,
    ...(links !== undefined && { links }),
  };
  return importList(galleryContext(gallery, options), input);
}

/**
 * Enrolls one user from one or more photos. As `faceenroll enroll`.
 *
 * @throws {FatalError} when the run cannot go on. What is wrong with a photo is an outcome.
 */
export async function enroll(
  gallery: Gallery,
  userId: string,
  photos: readonly string[],
  given: EnrollOptions = {},
): Promise<ImportResult> {
  const { options, ...named } = checked('enroll', (place) => {
    galleryGiven(gallery, place.member('gallery'));
    return {
      userId: text(userId, place.member('userId')),
      photo: photosOfUser(photos, place.member('photos')),
      options: enrollOptions(given, place),
    };
  });
  const input = { ...withDefaults(ENROLL_OPTIONS, options), ...named };
  return enrollPhotos(galleryContext(gallery, options), input);
}

/** A user is enrolled from a photo at least. */
const photosOfUser: Read<readonly string[]> = (value, place) => {
  const photos = list(path)(value, place);
  if (photos.length > 0) return photos;
  throw place.error('is empty: name a photo');
};
