import { type GroupColumn, meansTags, nameOfColumn } from '../../domain/fairness/columns.js';
import { UsageError } from '../../domain/fatal-error.js';
import { invalidInput } from '../../domain/refusals.js';
import { quoted } from '../../domain/text.js';
import type { GalleryUsers } from '../../store/gallery-users.js';
import { fieldColumn } from '../options/parse/columns.js';
import { ValueError } from '../options/parse/value-error.js';
import { refuseUnknown } from '../users/list.js';

/**
 * The columns that users are to be grouped by.
 *
 * @throws {UsageError} where a name is no column of users, nobody has it, or it is named twice.
 */
export function groupColumns(by: readonly string[], users: GalleryUsers): readonly GroupColumn[] {
  const columns = by.map(columnNamed);
  const names = columns.map(nameOfColumn);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw refused(`${quoted(twice)} is named twice`);
  refuseUnknown(
    columns.flatMap((column) => (column.kind === 'tags' ? [] : [column])),
    users,
  );
  return columns;
}

function columnNamed(name: string): GroupColumn {
  if (meansTags(name)) return { kind: 'tags' };
  try {
    return fieldColumn(name);
  } catch (error) {
    if (error instanceof ValueError) throw refused(error.message);
    throw error;
  }
}

function refused(problem: string): UsageError {
  return new UsageError(`--by: ${problem}`, invalidInput('by', problem));
}
