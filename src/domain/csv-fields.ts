import { USER_FIELDS, type UserField } from './entry.js';
import { ALLOW_DUPLICATE_OF, METADATA, MISSING_COLUMNS, TAGS } from './report-columns.js';
import { unwrapped } from './spreadsheet/altered.js';

/** What a column of a CSV contains, if its heading or a --map names one of our fields. */
export type Field =
  | { readonly kind: 'userId' }
  | { readonly kind: 'photo'; readonly slot: number }
  | { readonly kind: 'known'; readonly field: UserField }
  /** User IDs, separated by semicolons. */
  | { readonly kind: 'allowDuplicateOf' }
  /** Tags of the user, separated by semicolons. */
  | { readonly kind: 'tags' }
  /** A JSON object for the templates of the row. */
  | { readonly kind: 'metadata' }
  /** In an export: the headings of the columns that the user does not have. */
  | { readonly kind: 'missing' };

/** The fields as the documentation writes them. */
export const FIELD_NAMES: readonly string[] = [
  'user_id',
  ...USER_FIELDS,
  'face_image_file1',
  'face_image_file2',
  ALLOW_DUPLICATE_OF,
  METADATA,
  TAGS,
  'other',
  'ignore',
];

const KNOWN: ReadonlyMap<string, UserField> = new Map(
  USER_FIELDS.map((field) => [normalized(field), field]),
);

/** A heading without differences that people overlook: "User ID" and "user_id" are one. */
export function normalized(heading: string): string {
  const plain = unwrapped(heading.normalize('NFC').trim());
  // A byte order mark read in another encoding; added quotes.
  const bare = plain.replace(/^ï»¿/, '').replace(/\p{Cf}|^["'`‘“”]+|["'`’“”]+$/gu, '');
  const lower = bare.trim().toLowerCase();
  // A heading of nothing but hyphens is a heading too.
  return lower.replace(/[\s_-]/g, '') || lower || heading;
}

/** The field that a heading names, or undefined. face_image_file is face_image_file1. */
export function fieldOf(heading: string): Field | undefined {
  const name = normalized(heading);
  if (name === 'userid') return { kind: 'userId' };
  if (name === normalized(ALLOW_DUPLICATE_OF)) return { kind: 'allowDuplicateOf' };
  if (name === METADATA) return { kind: 'metadata' };
  if (name === TAGS) return { kind: 'tags' };
  if (name === normalized(MISSING_COLUMNS)) return { kind: 'missing' };
  const known = KNOWN.get(name);
  if (known !== undefined) return { kind: 'known', field: known };
  const photo = /^faceimagefile(\d{0,3})$/.exec(name);
  return photo ? { kind: 'photo', slot: photo[1] === '' ? 1 : Number(photo[1]) } : undefined;
}

/** What a --map makes of a column: a field, other data of the user, or nothing. */
export type Mapping = Field | { readonly kind: 'other' } | { readonly kind: 'ignored' };

/** What the right side of a --map names, or undefined. */
export function mappingOf(name: string): Mapping | undefined {
  if (normalized(name) === 'other') return { kind: 'other' };
  if (normalized(name) === 'ignore') return { kind: 'ignored' };
  return fieldOf(name);
}

/** The name of a field, by which columns of the same field are found; '' if it is no field. */
export function nameOf(field: Mapping): string {
  if (field.kind === 'other' || field.kind === 'ignored') return '';
  if (field.kind === 'userId') return 'user_id';
  if (field.kind === 'allowDuplicateOf') return ALLOW_DUPLICATE_OF;
  if (field.kind === 'metadata') return METADATA;
  if (field.kind === 'tags') return TAGS;
  if (field.kind === 'missing') return MISSING_COLUMNS;
  return field.kind === 'known' ? field.field : `face_image_file${field.slot}`;
}
