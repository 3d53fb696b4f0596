import type { UserData, UserField } from '../domain/entry.js';
import { type Failure, fail } from '../domain/failures.js';
import { type JsonObject, readJsonObject } from '../domain/json-object.js';
import { CONSENT_COLUMNS } from '../domain/report-columns.js';
import { readTag, tagParts } from '../domain/tag.js';
import { periodOf, USER_DATES } from '../domain/user-dates.js';
import type { Column } from './csv-headings.js';

const CONSENT: ReadonlySet<UserField> = new Set(CONSENT_COLUMNS);

/** The metadata of a row, or its failure. An empty cell leaves the stored value alone. */
export function metadataOf(cell: string): {
  readonly value?: JsonObject;
  readonly failure?: Failure;
} {
  if (cell.trim() === '') return {};
  const read = readJsonObject(cell);
  if ('value' in read) return read;
  return { failure: fail('METADATA_INVALID', { problem: read.problem }) };
}

/** The tags of a row without duplicates, or their failure. An empty cell leaves them alone. */
export function tagsOf(cell: string): {
  readonly value: readonly string[];
  readonly failure?: Failure;
} {
  const value: string[] = [];
  for (const tag of tagParts(cell)) {
    const read = readTag(tag);
    if ('problem' in read) {
      return { value, failure: fail('TAG_INVALID', { tag, problem: read.problem }) };
    }
    if (!value.includes(read.value)) value.push(read.value);
  }
  return { value };
}

/**
 * The user data of a row. Omits columns that an export lists as `missing`, unless filled in since,
 * and cells that the row lacks: neither says anything about what is stored.
 */
export function userOf(
  cells: readonly string[],
  columns: readonly Column[],
  isThere: (place: number) => boolean,
  missing: ReadonlySet<string> = new Set(),
): UserData {
  const known: Partial<Record<UserField, string>> = {};
  const extra: [name: string, cell: string][] = [];
  for (const [place, { use, heading }] of columns.entries()) {
    const cell = cells[place] ?? '';
    if (!isThere(place) || (cell === '' && missing.has(heading))) continue;
    if (use.kind === 'known' && !saysNothing(use.field, cell)) known[use.field] = cell;
    if (use.kind === 'extra' && !(use.ifFilled && cell === '')) extra.push([use.name, cell]);
  }
  // Assigning to the heading __proto__ would lose it; fromEntries does not.
  return { known, extra: Object.fromEntries(extra) };
}

/**
 * Whether an empty cell leaves the stored value alone, as it does only for a consent: that is
 * withdrawn by deleting the face.
 */
function saysNothing(field: UserField, cell: string): boolean {
  return CONSENT.has(field) && cell.trim() === '';
}

/** The first invalid date of a user. */
export function dateFailure({ known }: UserData, row: number): Failure | undefined {
  for (const field of USER_DATES) {
    const value = known[field] ?? '';
    if (value.trim() === '' || periodOf(value)) continue;
    return fail('DATE_INVALID', { row, field, value });
  }
  return undefined;
}
