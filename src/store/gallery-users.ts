import { USER_FIELDS, type UserField } from '../domain/entry.js';
import { Found } from '../domain/found.js';
import type { GalleryFilter, SortOrder, UserRecord } from '../domain/gallery.js';
import type { Connection } from './database.js';
import { orderBy, prepareLists, usersFrom, userWhere } from './gallery-filter.js';
import { profileImagePlace } from './secrets/place.js';
import { RowsNow } from './secrets/rows-now.js';
import type { Vault } from './secrets/vault.js';

type UserRow = Record<UserField, string | null> & {
  readonly user_id: string;
  readonly fields: string;
  /** JSON. */
  readonly tags: string;
  readonly faces: number;
  readonly enrolled_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
};

const OF_USER = 'FROM templates AS t WHERE t.collection = u.collection AND t.user_id = u.user_id';
const FACES = `(SELECT count(*) ${OF_USER})`;
const ENROLLED_AT = `(SELECT min(t.created_at) ${OF_USER})`;

/** A JSON list in the order of the key, which is bytewise. */
const TAGS = `(SELECT json_group_array(g.tag ORDER BY g.tag) FROM user_tags AS g
  WHERE g.collection = u.collection AND g.user_id = u.user_id)`;

/** Sort keys in addition to the fields. */
const SORTS = {
  user_id: 'u.user_id',
  tags: TAGS,
  faces: FACES,
  enrolled_at: ENROLLED_AT,
  created_at: 'u.created_at',
  updated_at: 'u.updated_at',
};

/** The users of one collection, for lists. */
export class GalleryUsers {
  readonly #db: Connection;
  readonly #vault: Vault;

  constructor(
    db: Connection,
    readonly collection: string,
    vault: Vault,
  ) {
    this.#db = db;
    this.#vault = vault;
    prepareLists(db);
  }

  /** The users that match the filter, by ID unless sorted otherwise. */
  find(filter: GalleryFilter, sort?: SortOrder): Found<UserRecord> {
    const where = userWhere(this.collection, filter);
    const order = orderBy(sort, SORTS, 'u.user_id');
    const sql = `SELECT u.rowid FROM ${usersFrom(filter, sort)} WHERE ${where.sql} ORDER BY ${order.sql}`;
    const ids = this.#db.prepare<unknown[], number>(sql).pluck();
    const row = this.#db.prepare<[number], UserRow>(
      `SELECT u.*, ${TAGS} AS tags, ${FACES} AS faces, ${ENROLLED_AT} AS enrolled_at FROM users AS u
       WHERE u.rowid = ?`,
    );
    return new Found(ids.all([...where.values, ...order.values]), (id) => recordOf(row.get(id)));
  }

  isEmpty(): boolean {
    const sql = 'SELECT 1 FROM users WHERE collection = ? LIMIT 1';
    return this.#db.prepare(sql).get(this.collection) === undefined;
  }

  /** Whether any user has this column of the customer's. */
  hasHeading(heading: string): boolean {
    const sql = `SELECT 1 FROM users AS u, json_each(u.fields) AS field
                 WHERE u.collection = ? AND field.key = ? LIMIT 1`;
    return this.#db.prepare(sql).get(this.collection, heading) !== undefined;
  }

  /** The customer's columns, in the order of their first appearance. */
  headings(filter: GalleryFilter): readonly string[] {
    const where = userWhere(this.collection, filter);
    const sql = `SELECT u.fields FROM users AS u WHERE ${where.sql} ORDER BY u.user_id`;
    const found = new Set<string>();
    for (const fields of this.#db.prepare<unknown[], string>(sql).pluck().iterate(where.values)) {
      for (const heading of Object.keys(JSON.parse(fields))) found.add(heading);
    }
    return [...found];
  }

  /** The fields that any of these users has, even if empty. */
  fields(filter: GalleryFilter): readonly UserField[] {
    const where = userWhere(this.collection, filter);
    const columns = USER_FIELDS.map((field) => `max(u.${field} IS NOT NULL) AS ${field}`);
    const sql = `SELECT ${columns.join(', ')} FROM users AS u WHERE ${where.sql}`;
    const row = this.#db.prepare<unknown[], Record<UserField, number>>(sql).get(where.values);
    return USER_FIELDS.filter((field) => row?.[field] === 1);
  }

  hasProfileImage(userId: string): boolean {
    const sql = 'SELECT 1 FROM profile_images WHERE collection = ? AND user_id = ?';
    return this.#db.prepare(sql).get(this.collection, userId) !== undefined;
  }

  #isThereNow(image: { collection: string; userId: string; jpeg: Buffer }): boolean {
    const now = new RowsNow(this.#db.name);
    try {
      return now.hasProfileImage(image);
    } finally {
      now.close();
    }
  }

  /** The user's picture, a JPEG; undefined if there is none or the user was deleted meanwhile. */
  profileImage(userId: string): Buffer | undefined {
    const sql = 'SELECT jpeg FROM profile_images WHERE collection = ? AND user_id = ?';
    const jpeg = this.#db.prepare<string[], Buffer>(sql).pluck().get(this.collection, userId);
    if (!jpeg) return undefined;
    const user = { collection: this.collection, userId };
    const opened = this.#vault.tryOpen(profileImagePlace(user), jpeg);
    if (opened || !this.#isThereNow({ ...user, jpeg })) return opened;
    return this.#vault.open(profileImagePlace(user), jpeg);
  }
}

function recordOf(row: UserRow | undefined): UserRecord | undefined {
  if (!row) return undefined;
  const known = USER_FIELDS.map((field) => [field, row[field]]);
  return {
    userId: row.user_id,
    known: Object.fromEntries(known),
    extra: JSON.parse(row.fields),
    tags: JSON.parse(row.tags),
    faces: row.faces,
    enrolledAt: row.enrolled_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
