import type { Entry, PhotoRef, UserData, UserField } from '../domain/entry.js';
import { FAILURES, type Failure, fail } from '../domain/failures.js';
import { original } from '../domain/formula.js';
import { periodOf, USER_DATES } from '../domain/iso-date.js';
import { type JsonObject, readJsonObject } from '../domain/json-object.js';
import { CONSENT_COLUMNS, MISSING_COLUMNS } from '../domain/report-columns.js';
import { unwrapped } from '../domain/spreadsheet/altered.js';
import { readTag, tagParts } from '../domain/tag.js';
import { count, quoted } from '../domain/text.js';
import { checkUserId, oddUserId } from '../domain/user-id.js';
import { missingOf } from './csv-export.js';
import { normalized } from './csv-fields.js';
import type { Column } from './csv-headings.js';
import type { CsvRecord } from './csv-records.js';
import type { PhotoCells } from './photo-cell.js';
import type { ReportPlaces } from './report-places.js';
import type { ReportRows } from './report-rows.js';

const CONSENT: ReadonlySet<UserField> = new Set(CONSENT_COLUMNS);

/** What is the same for all rows of a file. */
export interface Layout {
  /** The customer's columns. */
  readonly columns: readonly Column[];
  /** Where each is in the file; undefined for one that an error report had and the file has not. */
  readonly places: readonly (number | undefined)[];
  /** How many cells a row has in the file. */
  readonly width: number;
  /** Where an error report's own columns are; undefined for any other file. */
  readonly report?: ReportPlaces;
  /** The file is an export, or an error report of one. */
  readonly isExport: boolean;
  /** Takes user IDs that hardly any person has. */
  readonly allowOddIds: boolean;
  readonly delimiter: string;
  /** Who finds the photos that cells name. */
  readonly photos: PhotoCells;
}

/**
 * The entry of one record, or undefined when all its cells are empty. `report` knows what was
 * reported of the rows of an error report.
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
  // What an export holds is stored so, and no list's way to keep its zeros.
  const values = layout.isExport ? cells : cells.map(unwrapped);

  const userId = past?.userId ?? cellOf('userId', values, columns);
  const missing = missingOf(cellOf('missing', values, columns));
  const unreadable =
    broken ?? read?.failure ?? (missing === undefined ? notMissing(row) : undefined);
  if (unreadable !== undefined) {
    const failed = { row, userId, photos: [], cells, failure: unreadable };
    return unknownRow ? { ...failed, unknownRow } : failed;
  }

  const user = userOf(values, columns, (place) => said[place] !== undefined, missing);
  const metadata = metadataOf(cellOf('metadata', values, columns));
  const tags = tagsOf(cellOf('tags', values, columns));
  const failure =
    userIdFailure(userId, row, layout) ??
    dateFailure(user, row) ??
    metadata.failure ??
    tags.failure;
  const photos = await photosOf(values, layout);
  const allowDuplicateOf = allowedOf(values, columns);
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

/** The cell of the column that is for `kind`; '' when there is no such column. */
function cellOf(
  kind: Column['use']['kind'],
  cells: readonly string[],
  columns: readonly Column[],
): string {
  return cells[columns.findIndex(({ use }) => use.kind === kind)] ?? '';
}

/** Spreadsheets fill rows up with empty cells; those say nothing. All others stay. */
function withoutTail(cells: readonly string[], columns: number): readonly string[] {
  const isTail = cells.length > columns && cells.slice(columns).every((cell) => cell === '');
  return isTail ? cells.slice(0, columns) : cells;
}

/**
 * The cells of the customer's columns; undefined where a row has none. A row that is no row of
 * these headings keeps all of its cells, but for the last ones of an error report where those
 * are its own.
 */
function customersCells(all: readonly string[], layout: Layout): readonly (string | undefined)[] {
  if (fits(all, layout)) {
    return layout.places.map((place) => (place === undefined ? undefined : all[place]));
  }
  return all.slice(0, all.length - ownAtEnd(all, layout));
}

/**
 * Whether a row has as many cells as the headings, or lacks none but at its end: spreadsheets
 * leave out what is empty there. Of an error report others are missing where its own columns
 * are at the end of the row.
 */
function fits(all: readonly string[], layout: Layout): boolean {
  const { width } = layout;
  return all.length === width || (all.length < width && ownAtEnd(all, layout) === 0);
}

/** How many cells at the end of a row, which is shorter or longer than the headings, are an error report's own. */
function ownAtEnd(all: readonly string[], { report }: Layout): number {
  const own = report ? Object.values(report).filter((place) => place !== undefined).length : 0;
  const [code = ''] = all.at(1 - own)?.split('; ') ?? [];
  return own > 1 && Object.hasOwn(FAILURES, code) ? own : 0;
}

function rowFailure(
  record: CsvRecord,
  cells: readonly string[],
  row: number,
  layout: Layout,
): Failure | undefined {
  const { width, delimiter } = layout;
  const place = `row ${row} (line ${record.line})`;
  if (record.problem !== undefined) {
    const { problem, advice } = record.problem;
    return invalid(`${place}: ${problem}`, advice);
  }
  if (fits(cells, layout)) return undefined;
  return invalid(
    `${place} has ${count(cells.length, 'cell')}; the headings have ${width}`,
    cells.length < width
      ? 'Add the missing cells, empty where there is nothing to say.'
      : `Put every cell that contains the delimiter ${quoted(delimiter)} into double quotes.`,
  );
}

function invalid(problem: string, advice: string): Failure {
  return fail('ROW_INVALID', { problem }, `${advice} ${FAILURES.ROW_INVALID.advice}`);
}

function userIdFailure(
  userId: string,
  row: number,
  { columns, allowOddIds }: Layout,
): Failure | undefined {
  const failure = checkUserId(userId, allowOddIds);
  if (failure?.code === 'USER_ID_MISSING') {
    return fail('USER_ID_MISSING', { problem: `row ${row} has no user_id` });
  }
  const heading = columns.find(({ use }) => use.kind === 'userId')?.heading ?? '';
  const isHeading = !allowOddIds && normalized(userId) === normalized(heading);
  return failure ?? oddUserId(userId, isHeading ? 'is the heading of its column again' : undefined);
}

function notMissing(row: number): Failure {
  const problem = `row ${row}: the cell ${MISSING_COLUMNS} is not a JSON list of headings`;
  return invalid(problem, 'Restore the cell as it was exported, or empty it.');
}

/** The metadata of a row, or why it has none. An empty cell says nothing. */
function metadataOf(cell: string): {
  readonly value?: JsonObject;
  readonly failure?: Failure;
} {
  if (cell.trim() === '') return {};
  const read = readJsonObject(cell);
  if ('value' in read) return read;
  return { failure: fail('METADATA_INVALID', { problem: read.problem }) };
}

/** The tags of a row, each once, or why they are none. An empty cell says nothing. */
function tagsOf(cell: string): { readonly value: readonly string[]; readonly failure?: Failure } {
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
 * What an export lists as `missing` is left out, unless somebody has filled it in since; so are
 * cells that the row does not have: they say nothing of what is stored.
 */
function userOf(
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
  // fromEntries, because an assignment to the heading __proto__ would be lost.
  return { known, extra: Object.fromEntries(extra) };
}

/**
 * Whether an empty cell leaves alone what is stored, as nowhere else. A consent is not taken
 * back by leaving a cell empty, but by deleting the face.
 */
function saysNothing(field: UserField, cell: string): boolean {
  return CONSENT.has(field) && cell.trim() === '';
}

/** What is wrong with a date of the user, the first if there are several. */
export function dateFailure({ known }: UserData, row: number): Failure | undefined {
  for (const field of USER_DATES) {
    const value = known[field] ?? '';
    if (value.trim() === '' || periodOf(value)) continue;
    return fail('DATE_INVALID', { row, field, value });
  }
  return undefined;
}

/** The user IDs that a row allows its user to look like. */
function allowedOf(cells: readonly string[], columns: readonly Column[]): readonly string[] {
  const ids = cellOf('allowDuplicateOf', cells, columns)
    .split(';')
    .map((id) => id.trim());
  return ids.filter((id) => id !== '');
}

/** The photos of a row in the order of their slots. */
async function photosOf(
  cells: readonly string[],
  { columns, photos }: Layout,
): Promise<readonly PhotoRef[]> {
  const found: Promise<PhotoRef>[] = [];
  for (const [place, { use }] of columns.entries()) {
    const cell = cells[place] ?? '';
    if (use.kind === 'photo' && cell.trim() !== '') found.push(photos.photo(cell, use.slot));
  }
  return (await Promise.all(found)).sort((a, b) => a.slot - b.slot);
}
