import { resolve } from 'node:path';
import { FatalError } from '../domain/fatal-error.js';
import type { ReportedRun } from '../domain/reported.js';
import { quoted } from '../domain/text.js';
import { findPack, type ModelPack } from '../models/packs.js';
import { openList, rememberedOf } from '../operations/imports/csv-list.js';
import { importOptions } from '../operations/imports/import-options.js';
import type { ImportRequest } from '../operations/imports/import-run.js';
import { recall, remembered } from '../operations/imports/recall.js';
import { IMPORT_OPTIONS } from '../operations/options/import.js';
import { withDefaults } from '../operations/options/row.js';
import { FOLDER_HEADINGS } from '../render/error-report.js';
import { FolderSource } from '../source/folder.js';
import { NamedPhotos } from '../source/named-photos.js';
import { peekReport } from '../source/peek-report.js';
import { checked } from './arguments/checked.js';
import { list } from './arguments/objects.js';
import { enrollOptions, importCsvOptions, importFacesOptions } from './arguments/options.js';
import { path, type Read, text } from './arguments/values.js';
import { galleryGiven, withStore } from './opened.js';
import { runForCaller } from './run-for-caller.js';
import type {
  EnrollOptions,
  Gallery,
  ImportCallOptions,
  ImportCsvOptions,
  ImportFacesOptions,
  ImportResult,
} from './types.js';

type UsersPolicy = Pick<ImportRequest['options'], 'ifUserExists' | 'missingUsers'>;

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
  const { input, options } = checked('importFaces', (place) => {
    galleryGiven(gallery, place.member('gallery'));
    const input = resolve(path(folder, place.member('folder')));
    return { input, options: importFacesOptions(given, place) };
  });
  const { recursive, idPattern, createMissing, allowOddIds } = options;
  const source = await FolderSource.open({
    folder: input,
    recursive: Boolean(recursive),
    allowOddIds: Boolean(allowOddIds),
    database: resolve(gallery.database),
    ...(idPattern && { idPattern }),
  });
  return runForCaller(gallery, options, {
    ...prepared(gallery, options, users(createMissing)),
    ...{ command: 'import-faces', input, source },
    layout: { ...PLAIN, headings: FOLDER_HEADINGS, fields: FOLDER_HEADINGS },
    remembered: {
      ...{ images: input, recursive: Boolean(recursive), idPattern: idPattern?.source },
      ...{ allowOddIds },
    },
  });
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
  const { input, options } = checked('importCsv', (place) => {
    galleryGiven(gallery, place.member('gallery'));
    const input = resolve(path(file, place.member('file')));
    return { input, options: importCsvOptions(given, place) };
  });
  const claim = options.asList ? undefined : await peekReport(input, options);
  if (!claim) return importList(gallery, input, options);
  const recalled = await withStore(gallery, Boolean(options.dryRun), async (store) =>
    recall(store, claim, { file: input, db: gallery.database }),
  );
  const past = remembered(recalled, (name) => Object.hasOwn(options, name));
  if (past.collection !== gallery.collection) {
    throw new FatalError(
      `${quoted(file)} is of the collection ${quoted(String(past.collection))}: open a gallery of that one`,
    );
  }
  return importList(gallery, input, { ...past, ...options }, recalled.reported);
}

async function importList(
  gallery: Gallery,
  input: string,
  options: ImportCsvOptions,
  reported?: ReportedRun,
): Promise<ImportResult> {
  const { ifUserExists = 'preserve', missingUsers = 'create' } = options;
  const source = await openList(input, options, { reported });
  return runForCaller(gallery, options, {
    ...prepared(gallery, options, { ifUserExists, missingUsers }),
    ...{ command: 'import-csv', input, source, layout: source },
    ...(source.photosWithin !== undefined && { photosWithin: source.photosWithin }),
    remembered: rememberedOf(source, options),
  });
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
  const named = checked('enroll', (place) => {
    galleryGiven(gallery, place.member('gallery'));
    return {
      userId: text(userId, place.member('userId')),
      photos: photosOfUser(photos, place.member('photos')),
      options: enrollOptions(given, place),
    };
  });
  return enrollNamed(gallery, named.userId, named.photos, named.options);
}

/** A user is enrolled from a photo at least. */
const photosOfUser: Read<readonly string[]> = (value, place) => {
  const photos = list(path)(value, place);
  if (photos.length > 0) return photos;
  throw place.error('is empty: name a photo');
};

async function enrollNamed(
  gallery: Gallery,
  userId: string,
  photos: readonly string[],
  options: EnrollOptions,
): Promise<ImportResult> {
  const { allowOddIds } = options;
  const source = new NamedPhotos(userId, photos, '.', allowOddIds);
  const headings = ['user_id', ...photos.map((_, i) => `face_image_file${i + 1}`)];
  return runForCaller(gallery, options, {
    ...prepared(gallery, options, users(options.createMissing)),
    ...{ command: 'enroll', input: source.folder, source },
    layout: { ...PLAIN, headings, fields: headings },
    // Many people's photos lie in one folder: these tell one run from another.
    remembered: { images: source.folder, userId, photos, allowOddIds },
  });
}

const PLAIN = { delimiter: ',' };

function users(createMissing: boolean | undefined): UsersPolicy {
  return { ifUserExists: 'preserve', missingUsers: createMissing ? 'create' : 'refuse' };
}

/** The pack, and what the options say, with what the commands do where they are silent. */
function prepared(
  { collection }: Gallery,
  options: ImportCallOptions,
  policy: UsersPolicy,
): { readonly pack: ModelPack; readonly options: ImportRequest['options'] } {
  const settings = { ...withDefaults(IMPORT_OPTIONS, options), collection };
  const pack = findPack(settings.models);
  return { pack, options: importOptions(settings, policy, pack.models.liveness !== undefined) };
}
