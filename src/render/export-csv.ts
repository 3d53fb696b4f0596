import type { UserField } from '../domain/entry.js';
import type { FittedSummary } from '../domain/fitted.js';
import type { UserRecord } from '../domain/gallery.js';
import { ALLOW_DUPLICATE_OF, METADATA, MISSING_COLUMNS, TAGS } from '../domain/report-columns.js';
import { TAG_SEPARATOR } from '../domain/tag.js';
import { count } from '../domain/text.js';
import { fittedNotes } from './fitted-pictures.js';

export interface ExportLayout {
  readonly fields: readonly UserField[];
  /** The customer's columns, with the headings for them. */
  readonly extra: readonly { readonly name: string; readonly heading: string }[];
  readonly slots: readonly number[];
  readonly hasTags: boolean;
  readonly hasMetadata: boolean;
  readonly hasExceptions: boolean;
}

/** What an export contains about a user in addition to the fields. */
export interface ExportedUser {
  readonly user: UserRecord;
  /** Slot to file name. */
  readonly photos: ReadonlyMap<number, string>;
  /** JSON, or '' for none. */
  readonly metadata: string;
  readonly mayLookLike: readonly string[];
}

/** The headings of an export. */
export function exportHead(layout: ExportLayout): readonly string[] {
  return [
    'user_id',
    ...layout.fields,
    ...layout.extra.map(({ heading }) => heading),
    ...layout.slots.map((slot) => `face_image_file${slot}`),
    ...(layout.hasTags ? [TAGS] : []),
    ...(layout.hasMetadata ? [METADATA] : []),
    ...(layout.hasExceptions ? [ALLOW_DUPLICATE_OF] : []),
    MISSING_COLUMNS,
  ];
}

/** The cells of one user. An empty cell is an empty text, unless the last cell lists its column. */
export function exportRow(
  { user, photos, metadata, mayLookLike }: ExportedUser,
  layout: ExportLayout,
): readonly string[] {
  const { known, extra } = user;
  const missing = [
    ...layout.fields.filter((field) => known[field] === null),
    ...layout.extra.filter(({ name }) => !Object.hasOwn(extra, name)).map((one) => one.heading),
  ];
  return [
    user.userId,
    ...layout.fields.map((field) => known[field] ?? ''),
    ...layout.extra.map(({ name }) => (Object.hasOwn(extra, name) ? String(extra[name]) : '')),
    ...layout.slots.map((slot) => photos.get(slot) ?? ''),
    ...(layout.hasTags ? [user.tags.join(TAG_SEPARATOR)] : []),
    ...(layout.hasMetadata ? [metadata] : []),
    ...(layout.hasExceptions ? [mayLookLike.join(';')] : []),
    missing.length > 0 ? JSON.stringify(missing) : '',
  ];
}

/** The number of pictures by kind. */
export interface PictureCounts {
  readonly profileImages: number;
  readonly thumbnails: number;
  readonly withoutPicture: number;
}

export interface ExportSummary extends PictureCounts {
  readonly users: number;
  /** The folder of the pictures, as it was named; null if none were requested. */
  readonly photos: string | null;
  /** Users whose metadata are omitted, since their faces have different ones. */
  readonly mixedMetadata: number;
  /** Exceptions that no cell can name. */
  readonly exceptionsLeftOut: number;
  /** Only of pictures that had to fit a profile. */
  readonly fitted?: FittedSummary;
}

/** What the operator should know about an export. */
export function* exportNotes(
  { users, photos, mixedMetadata, exceptionsLeftOut, fitted, ...pictures }: ExportSummary,
  file: string | undefined,
): Generator<string> {
  yield `${count(users, 'user')} exported${file === undefined ? '' : ` to ${file}`}.`;
  if (photos !== null && fitted) yield* fittedNotes(fitted, photos);
  else if (photos !== null) yield* pictureNotes(pictures, photos);
  if (mixedMetadata > 0) {
    yield `${count(mixedMetadata, 'user')} with faces of different metadata: left out, a row has one metadata for all its photos.`;
  }
  if (exceptionsLeftOut > 0) {
    yield `${count(exceptionsLeftOut, 'exception')} left out: both user IDs have a semicolon, which separates IDs in allow_duplicate_of.`;
  }
}

function* pictureNotes(
  { profileImages, thumbnails, withoutPicture }: PictureCounts,
  folder: string,
): Generator<string> {
  const images = count(profileImages, 'profile image');
  yield `${images} and ${count(thumbnails, 'thumbnail')} written to ${folder}.`;
  if (withoutPicture > 0) {
    yield `${count(withoutPicture, 'user')} with a face but without a picture: imports keep one unless --store-thumbnails is none.`;
  }
}

/** The summary of an export as a JSON line. */
export function exportEvent(
  { users, photos, profileImages, thumbnails, withoutPicture, fitted, ...leftOut }: ExportSummary,
  file: string | undefined,
): object {
  const pictures = { photos, profileImages, thumbnails, withoutPicture };
  return {
    event: 'export',
    file,
    users,
    ...pictures,
    ...(fitted && fittedFacts(fitted)),
    ...leftOut,
  };
}

function fittedFacts({ profile, list, fitted, unfit }: FittedSummary): object {
  const originals = fitted.filter(({ madeFrom }) => madeFrom === 'original').length;
  return { profile: profile.name, originals, unfit: unfit.length, list };
}
