import { UsageError } from '../../domain/fatal-error.js';
import type { Found } from '../../domain/found.js';
import type { FieldColumn, ListColumn, UserRecord } from '../../domain/gallery.js';
import { invalidInput } from '../../domain/refusals.js';
import { quoted } from '../../domain/text.js';
import type { GalleryUsers } from '../../store/gallery-users.js';
import { type Context, galleryOf } from '../context.js';
import { filterOf, type USER_FILTER_OPTIONS } from '../options/filter.js';
import type { ValuesOf } from '../options/row.js';

/** Users, read row by row, and a check of the columns that are to be shown. */
export interface FoundUsers {
  readonly found: Found<UserRecord>;
  /** @throws {UsageError} when nobody has such a column. */
  readonly refuseUnknown: (columns: readonly ListColumn[]) => void;
}

/** The users that the options ask for. */
export function listUsers(
  context: Context,
  options: ValuesOf<typeof USER_FILTER_OPTIONS>,
): FoundUsers {
  const { users } = galleryOf(context);
  const filter = filterOf(options);
  const asked = filter.fields.map(({ column }): ListColumn => column);
  refuseUnknown(options.sort ? [...asked, options.sort.column] : asked, users);
  return {
    found: users.find(filter, options.sort),
    refuseUnknown: (columns) => refuseUnknown(columns, users),
  };
}

/**
 * A column that nobody has is misspelled, unless there is nobody at all.
 *
 * @throws {UsageError} naming the columns that there are.
 */
export function refuseUnknown(columns: readonly ListColumn[], users: GalleryUsers): void {
  const own = columns.filter((column): column is FieldColumn => column.kind === 'extra');
  for (const column of own) {
    if (column.kind !== 'extra' || users.hasHeading(column.heading)) continue;
    if (users.isEmpty()) return;
    const everybody = { fields: [] };
    const names = [...users.fields(everybody), ...users.headings(everybody)].map(quoted);
    const problem = `no user has a column ${quoted(column.heading)}; there are: ${names.join(', ') || 'none'}`;
    throw new UsageError(problem, invalidInput(undefined, problem));
  }
}
