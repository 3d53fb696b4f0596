import { normalized } from '../domain/csv-fields.js';
import type { Entry, PhotoRef } from '../domain/entry.js';
import { type Failure, fail } from '../domain/failures.js';
import { original } from '../domain/formula.js';
import { MISSING_COLUMNS } from '../domain/report-columns.js';
import { unwrapped } from '../domain/spreadsheet/altered.js';
import { checkUserId, oddUserId } from '../domain/user-id.js';
import type { ColumnPlaces } from './csv-column-places.js';
import { missingOf } from './csv-export.js';
import type { Column } from './csv-headings.js';
import type { CsvRecord } from './csv-records.js';
import { customersCells, invalidRow, type RowLayout, rowFailure, withoutTail } from './csv-row.js';
import { dateFailure, metadataOf, tagsOf, userOf } from './csv-values.js';
import type { PhotoCells } from './photo-cell.js';
import type { ReportRows } from './report-rows.js';

/** What all rows of a file share. */
export interface Layout extends RowLayout {
  readonly columns: readonly Column[];
  readonly columnPlaces: ColumnPlaces;
  /** Whether the file is an export, or an error report of one. */
  readonly isExport: boolean;
  /** Accepts user IDs that are unlikely for a person. */
  readonly allowOddIds: boolean;
  /** Finds the photos that cells name. */
  readonly photos: PhotoCells;
}

/**
 * The entry of one record; undefined when all cells are empty. `report` knows the reported rows of
 * an error report.
 */
export async function entryOf(
  record: CsvRecord,
  row: number,
  layout: Layout,
  report?: ReportRows,
): Promise<Entry | undefined> {
  const { columns, width } = layout;
  const inFile = withoutTail(record.cells, width);
  const all = report || layout.isExport ? inFile.map(original) : inFile;
  const customers = customersCells(all, layout);
  if (customers.every((cell = '') => cell.trim() === '')) return undefined;
  const broken = rowFailure(record, all, row, layout);
  const past = broken && report?.readBroken({ row, all, customers });
  const read = broken ? undefined : report?.read({ row, all, customers });
  const said = read?.cells ?? customers;
  const unknownRow = past?.unknownRow ?? read?.unknownRow;
  const cells = said.map((cell = '') => cell);
  // An export holds stored values as they are, so its cells are never formulas that keep zeros.
  const values = layout.isExport ? cells : cells.map(unwrapped);

  const userId = past?.userId ?? cellOf('userId', values, layout);
  const missing = missingOf(cellOf('missing', values, layout));
  const unreadable =
    broken ?? read?.failure ?? (missing === undefined ? notMissing(row) : undefined);
  if (unreadable !== undefined) {
    const failed = { row, userId, photos: [], cells, failure: unreadable };
    return unknownRow ? { ...failed, unknownRow } : failed;
  }

  const user = userOf(values, columns, (place) => said[place] !== undefined, missing);
  const metadata = metadataOf(cellOf('metadata', values, layout));
  const tags = tagsOf(cellOf('tags', values, layout));
  const failure =
    userIdFailure(userId, row, layout) ??
    dateFailure(user, row) ??
    metadata.failure ??
    tags.failure;
  const photos = await photosOf(values, layout);
  const allowDuplicateOf = allowedOf(values, layout);
  const allowed = allowDuplicateOf.length > 0 ? { allowDuplicateOf } : {};
  if (failure !== undefined) {
    const refusedPhotos = photos.flatMap(({ path }) => path ?? []);
    const refused = { row, userId, user, photos: [], cells, failure, ...allowed };
    return refusedPhotos.length > 0 ? { ...refused, refusedPhotos } : refused;
  }
  return {
    ...{ row, userId, user, photos, cells },
    ...allowed,
    ...(metadata.value && { metadata: metadata.value }),
    ...(tags.value.length > 0 && { tags: tags.value }),
  };
}

/** The cell of the column for `kind`; '' when there is no such column. */
function cellOf(
  kind: Column['use']['kind'],
  cells: readonly string[],
  { columnPlaces }: Layout,
): string {
  return cells[columnPlaces.of.get(kind) ?? -1] ?? '';
}

function userIdFailure(
  userId: string,
  row: number,
  { columnPlaces, allowOddIds }: Layout,
): Failure | undefined {
  const failure = checkUserId(userId, allowOddIds);
  if (failure?.code === 'USER_ID_MISSING') {
    return fail('USER_ID_MISSING', { problem: `row ${row} has no user_id` });
  }
  const isHeading = !allowOddIds && normalized(userId) === columnPlaces.userIdHeading;
  return failure ?? oddUserId(userId, isHeading ? 'is the heading of its column again' : undefined);
}

function notMissing(row: number): Failure {
  const problem = `row ${row}: the cell ${MISSING_COLUMNS} is not a JSON list of headings`;
  return invalidRow(problem, 'Restore the cell as it was exported, or empty it.');
}

/** IDs of users whom a row permits its user to resemble. */
function allowedOf(cells: readonly string[], layout: Layout): readonly string[] {
  const ids = cellOf('allowDuplicateOf', cells, layout)
    .split(';')
    .map((id) => id.trim());
  return ids.filter((id) => id !== '');
}

/** The photos of a row in the order of their slots. */
async function photosOf(
  cells: readonly string[],
  { columnPlaces, photos }: Layout,
): Promise<readonly PhotoRef[]> {
  const named = columnPlaces.photos.flatMap(({ place, slot }) => {
    const cell = cells[place] ?? '';
    return cell.trim() === '' ? [] : [photos.photo(cell, slot)];
  });
  return Promise.all(named);
}
