import { USER_FIELDS, type UserField } from '../domain/entry.js';
import type { GalleryFilter, Page, SortOrder, UserRecord } from '../domain/gallery.js';
import type { Connection } from './database.js';
import { addFolded, orderBy, userWhere } from './gallery-filter.js';

type UserRow = Record<UserField, string | null> & {
  readonly user_id: string;
  readonly fields: string;
  readonly faces: number;
  readonly enrolled_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
};

const OF_USER = 'FROM templates AS t WHERE t.collection = u.collection AND t.user_id = u.user_id';
const FACES = `(SELECT count(*) ${OF_USER})`;
const ENROLLED_AT = `(SELECT min(t.created_at) ${OF_USER})`;

/** What users can be sorted by beside their fields. */
const SORTS = {
  user_id: 'u.user_id',
  faces: FACES,
  enrolled_at: ENROLLED_AT,
  created_at: 'u.created_at',
  updated_at: 'u.updated_at',
};

/** The users of one collection, to be listed. */
export class GalleryUsers {
  readonly #db: Connection;

  constructor(
    db: Connection,
    readonly collection: string,
  ) {
    this.#db = db;
    addFolded(db);
  }

  count(filter: GalleryFilter): number {
    const where = userWhere(this.collection, filter);
    const sql = `SELECT count(*) FROM users AS u WHERE ${where.sql}`;
    return this.#db.prepare(sql).pluck().get(where.values) as number;
  }

  /** The users of a page, one at a time; in the order of their IDs unless told. */
  *list(
    filter: GalleryFilter,
    sort: SortOrder | undefined,
    { limit, offset }: Page,
  ): Generator<UserRecord> {
    const where = userWhere(this.collection, filter);
    const order = orderBy(sort, SORTS, 'u.user_id');
    // Which users is found out first: what is told of each is then read for the page alone.
    const sql = `
      WITH page AS (
        SELECT u.rowid AS id, row_number() OVER (ORDER BY ${order.sql}) AS place
        FROM users AS u WHERE ${where.sql} ORDER BY place LIMIT ? OFFSET ?
      )
      SELECT u.*, ${FACES} AS faces, ${ENROLLED_AT} AS enrolled_at
      FROM page JOIN users AS u ON u.rowid = page.id ORDER BY page.place`;
    const values = [...order.values, ...where.values, limit, offset];
    for (const row of this.#db.prepare<unknown[], UserRow>(sql).iterate(values)) {
      yield recordOf(row);
    }
  }

  /** Whether any user has this column of the customer's. */
  hasHeading(heading: string): boolean {
    const sql = `SELECT 1 FROM users AS u, json_each(u.fields) AS field
                 WHERE u.collection = ? AND field.key = ? LIMIT 1`;
    return this.#db.prepare(sql).get(this.collection, heading) !== undefined;
  }

  /** The customer's columns, in the order in which users brought them. */
  headings(filter: GalleryFilter): readonly string[] {
    const where = userWhere(this.collection, filter);
    const sql = `SELECT u.fields FROM users AS u WHERE ${where.sql} ORDER BY u.user_id`;
    const found = new Set<string>();
    for (const fields of this.#db.prepare<unknown[], string>(sql).pluck().iterate(where.values)) {
      for (const heading of Object.keys(JSON.parse(fields))) found.add(heading);
    }
    return [...found];
  }

  /** The fields that any of these users has, if only an empty one. */
  fields(filter: GalleryFilter): readonly UserField[] {
    const where = userWhere(this.collection, filter);
    const columns = USER_FIELDS.map((field) => `max(u.${field} IS NOT NULL) AS ${field}`);
    const sql = `SELECT ${columns.join(', ')} FROM users AS u WHERE ${where.sql}`;
    const row = this.#db.prepare<unknown[], Record<UserField, number>>(sql).get(where.values);
    return USER_FIELDS.filter((field) => row?.[field] === 1);
  }

  /** Whether the user has a picture; and the picture. */
  profileImage(userId: string): Buffer | undefined {
    const sql = 'SELECT jpeg FROM profile_images WHERE collection = ? AND user_id = ?';
    return this.#db.prepare<string[], Buffer>(sql).pluck().get(this.collection, userId);
  }
}

function recordOf(row: UserRow): UserRecord {
  const known = USER_FIELDS.map((field) => [field, row[field]]);
  return {
    userId: row.user_id,
    known: Object.fromEntries(known),
    extra: JSON.parse(row.fields),
    faces: row.faces,
    enrolledAt: row.enrolled_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
