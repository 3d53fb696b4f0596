import { USER_FIELDS } from '../domain/entry.js';
import type { FieldColumn, GalleryFilter, ListColumn, SortOrder } from '../domain/gallery.js';
import type { Connection } from './database.js';

/** A piece of SQL and the values of its question marks, in order. */
export interface Piece {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/**
 * In KiB. Lists read users by ID, which is not the order of the file: a cache for 100,000 users
 * avoids reading each page many times.
 */
const CACHE_KIB = 48_000;

/** Prepares a connection for lists. */
export function prepareLists(db: Connection): void {
  db.pragma(`cache_size = -${CACHE_KIB}`);
  // SQLite's own lower() only folds ASCII.
  db.function('folded', { deterministic: true }, folded);
}

function folded(text: unknown): string | null {
  return typeof text === 'string' ? text.normalize('NFC').toLowerCase() : null;
}

/** Sort keys that are neither a field nor in an index. */
const IN_ROW = ['created_at', 'updated_at'];

/**
 * The users (`users AS u`) to search. Whole rows are read from the file's front to its back: in the
 * order of an index that takes three times as long.
 */
export function usersFrom(
  { userId, fields, nameContains }: GalleryFilter,
  sort?: SortOrder,
): string {
  const sorted = sort && (sort.column.kind !== 'own' || IN_ROW.includes(sort.column.name));
  const looksAtRows = fields.length > 0 || nameContains !== undefined || sorted;
  return userId === undefined && looksAtRows ? 'users AS u NOT INDEXED' : 'users AS u';
}

/** The condition on users (`users AS u`). */
export function userWhere(collection: string, filter: GalleryFilter): Piece {
  const faces = faceConditions(filter);
  const conditions = [piece('u.collection = ?', collection), ...userConditions(filter)];
  if (filter.withFace !== undefined || faces.length > 0) {
    const face = and([piece('t.collection = u.collection AND t.user_id = u.user_id'), ...faces]);
    const not = filter.withFace === false ? 'NOT ' : '';
    const sql = `${not}EXISTS (SELECT 1 FROM templates AS t WHERE ${face.sql})`;
    conditions.push({ sql, values: face.values });
  }
  return and(conditions);
}

/** The condition on templates (`templates AS t`). */
export function faceWhere(collection: string, filter: GalleryFilter): Piece {
  const conditions = [piece('t.collection = ?', collection), ...faceConditions(filter)];
  const { userId, ...others } = filter;
  if (userId !== undefined) conditions.push(piece('t.user_id = ?', userId));
  if (userConditions(others).length > 0) {
    const user = and([piece('u.collection = ?', collection), ...userConditions(filter)]);
    const sql = `t.user_id IN (SELECT u.user_id FROM ${usersFrom(filter)} WHERE ${user.sql})`;
    conditions.push({ sql, values: user.values });
  }
  return and(conditions);
}

const HAS_TAG = `EXISTS (SELECT 1 FROM user_tags AS g
  WHERE g.collection = u.collection AND g.user_id = u.user_id AND g.tag = ?)`;

function userConditions({
  fields,
  nameContains,
  userId,
  tags = [],
}: GalleryFilter): readonly Piece[] {
  return [
    ...(userId === undefined ? [] : [piece('u.user_id = ?', userId)]),
    ...tags.map((tag) => piece(HAS_TAG, tag)),
    ...fields.map(({ column, value }) => {
      const field = fieldSql(column);
      return {
        sql: `coalesce(${field.sql}, '') = ?`,
        values: [...field.values, value],
      };
    }),
    ...(nameContains === undefined
      ? []
      : [piece('instr(folded(u.name), ?) > 0', folded(nameContains) ?? '')]),
  ];
}

function faceConditions(filter: GalleryFilter): readonly Piece[] {
  const { encoder, enrolledAfter, enrolledBefore, qualityBelow } = filter;
  return [
    ...(encoder === undefined ? [] : [piece('t.encoder = ?', encoder)]),
    ...(enrolledAfter === undefined ? [] : [piece('t.created_at >= ?', enrolledAfter)]),
    ...(enrolledBefore === undefined ? [] : [piece('t.created_at < ?', enrolledBefore)]),
    ...(qualityBelow === undefined ? [] : [piece('t.quality < ?', qualityBelow)]),
  ];
}

/** A user's field as an expression; names come from our own table, headings are bound. */
function fieldSql(column: FieldColumn): Piece {
  if (column.kind === 'extra') {
    return piece('json_extract(u.fields, ?)', pathOf(column.heading));
  }
  if (!USER_FIELDS.includes(column.field)) throw new Error(`no field ${column.field}`);
  return piece(`u.${column.field}`);
}

/** SQLite's path to a member of an object, whatever characters its name has. */
function pathOf(heading: string): string {
  return `$.${JSON.stringify(heading)}`;
}

/** An ORDER BY clause: `columns` has the sort keys that are not fields, `last` breaks ties. */
export function orderBy(
  sort: SortOrder | undefined,
  columns: Readonly<Record<string, string>>,
  last: string,
): Piece {
  if (!sort) return piece(last);
  const expression = sortSql(sort.column, columns);
  const direction = sort.descending ? 'DESC' : 'ASC';
  return {
    sql: `${expression.sql} ${direction}${expression.canLack ? ' NULLS LAST' : ''}, ${last}`,
    values: expression.values,
  };
}

/** Users without a face have no enrollment date, and faces may not have been assessed. */
const CAN_LACK = ['enrolled_at', 'quality', 'liveness'];

/** Missing values sort last in both directions; case is ignored. */
function sortSql(
  column: ListColumn,
  columns: Readonly<Record<string, string>>,
): Piece & { readonly canLack: boolean } {
  if (column.kind === 'own') {
    const sql = Object.hasOwn(columns, column.name) ? columns[column.name] : undefined;
    if (sql === undefined) throw new Error(`no column ${column.name}`);
    return { sql, values: [], canLack: CAN_LACK.includes(column.name) };
  }
  const { sql, values } = fieldSql(column);
  return { sql: `nullif(${sql}, '') COLLATE NOCASE`, values, canLack: true };
}

function piece(sql: string, ...values: readonly (string | number)[]): Piece {
  return { sql, values };
}

function and(pieces: readonly Piece[]): Piece {
  return {
    sql: pieces.map(({ sql }) => sql).join(' AND '),
    values: pieces.flatMap(({ values }) => values),
  };
}
