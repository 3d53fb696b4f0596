import type { UserField } from '../domain/entry.js';
import type { UserRecord } from '../domain/gallery.js';
import { ALLOW_DUPLICATE_OF, METADATA, MISSING_COLUMNS, TAGS } from '../domain/report-columns.js';
import { TAG_SEPARATOR } from '../domain/tag.js';

/** The columns of an export. */
export interface ExportLayout {
  readonly fields: readonly UserField[];
  /** The customer's columns: their names, and what stands over them. */
  readonly extra: readonly { readonly name: string; readonly heading: string }[];
  readonly slots: readonly number[];
  readonly hasTags: boolean;
  readonly hasMetadata: boolean;
  readonly hasExceptions: boolean;
}

/** What an export says of a user beside the fields. */
export interface ExportedUser {
  readonly user: UserRecord;
  /** Slot to file name. */
  readonly photos: ReadonlyMap<number, string>;
  /** JSON, or '' for none. */
  readonly metadata: string;
  readonly mayLookLike: readonly string[];
}

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
