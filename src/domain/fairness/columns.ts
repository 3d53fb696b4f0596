import { fieldOf, mappingOf, normalized } from '../csv-fields.js';
import type { UserField } from '../entry.js';
import { TAGS } from '../report-columns.js';
import { tagParts } from '../tag.js';
import type { GroupValue } from './breakdown.js';

/** What users are grouped by: a field, a column of the customer's own, or their tags. */
export type GroupColumn =
  | { readonly kind: 'known'; readonly field: UserField }
  | { readonly kind: 'extra'; readonly heading: string }
  | { readonly kind: 'tags' };

/** What is known of a user: fields, the customer's own columns, tags. */
export interface Described {
  readonly known: Readonly<Partial<Record<UserField, string | null>>>;
  readonly extra: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
}

/** Whether a name means the tags of users. */
export function meansTags(name: string): boolean {
  return normalized(name) === 'tag' || fieldOf(name)?.kind === 'tags';
}

/** The groups of a user by a column: one, or one for each tag. Spaces around a value do not count. */
export function valuesOf({ known, extra, tags }: Described, column: GroupColumn): GroupValue[] {
  if (column.kind === 'tags') return tags.length > 0 ? [...tags] : [null];
  const value = column.kind === 'known' ? known[column.field] : own(extra, column.heading);
  return [value?.normalize('NFC').trim() || null];
}

/** A heading may be called as a member that every object has. */
function own(extra: Described['extra'], heading: string): string | undefined {
  return Object.hasOwn(extra, heading) ? extra[heading] : undefined;
}

/**
 * What a row that failed says of its user, who was never created.
 *
 * @param map --map of its run: heading to the name of a field
 */
export function describedBy(
  headings: readonly string[],
  cells: readonly (string | null)[],
  map: ReadonlyMap<string, string>,
): Described {
  const known: Partial<Record<UserField, string>> = {};
  const extra = new Map<string, string>();
  let tags: readonly string[] = [];
  headings.forEach((heading, i) => {
    const cell = cells[i] ?? '';
    const named = map.get(heading);
    const use = named === undefined ? fieldOf(heading) : mappingOf(named);
    if (use === undefined || use.kind === 'other') extra.set(heading, extra.get(heading) ?? cell);
    else if (use.kind === 'known') known[use.field] ??= cell;
    else if (use.kind === 'tags') tags = [...new Set(tagParts(cell))];
  });
  return { known, extra: Object.fromEntries(extra), tags };
}

/** The name of a column, as the database has it. */
export function nameOfColumn(column: GroupColumn): string {
  if (column.kind === 'tags') return TAGS;
  return column.kind === 'known' ? column.field : column.heading;
}
