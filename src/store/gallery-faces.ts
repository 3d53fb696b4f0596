import {
  FACE_COLUMNS,
  type FaceRecord,
  type GalleryFilter,
  type Page,
  type SortOrder,
} from '../domain/gallery.js';
import type { JsonObject } from '../domain/merge-patch.js';
import type { Connection } from './database.js';
import { addFolded, faceWhere, orderBy } from './gallery-filter.js';

type FaceRow = Omit<FaceRecord, 'metadata'> & { readonly metadata: string };

/** All of a template but its embedding. */
const COLUMNS = `
  t.face_id AS faceId, t.user_id AS userId, t.collection, t.slot, t.encoder, t.quality,
  t.liveness, t.file_name AS fileName, t.photo_digest AS photoDigest, t.metadata,
  t.created_at AS createdAt, t.updated_at AS updatedAt`;

const SORTS = Object.fromEntries(FACE_COLUMNS.map((name) => [name, `t.${name}`]));

/** The templates of one collection, of whatever encoder, to be listed. */
export class GalleryFaces {
  readonly #db: Connection;

  constructor(
    db: Connection,
    readonly collection: string,
  ) {
    this.#db = db;
    addFolded(db);
  }

  count(filter: GalleryFilter): number {
    const where = faceWhere(this.collection, filter);
    const sql = `SELECT count(*) FROM templates AS t WHERE ${where.sql}`;
    return this.#db.prepare(sql).pluck().get(where.values) as number;
  }

  /** The faces of a page, one at a time; in the order of the user IDs unless told. */
  *list(
    filter: GalleryFilter,
    sort: SortOrder | undefined,
    { limit, offset }: Page,
  ): Generator<FaceRecord> {
    const where = faceWhere(this.collection, filter);
    const order = orderBy(sort, SORTS, 't.user_id, t.encoder, t.slot');
    // Which faces is found out first: rows with their embeddings are then read for the page alone.
    const sql = `
      WITH page AS (
        SELECT t.rowid AS id, row_number() OVER (ORDER BY ${order.sql}) AS place
        FROM templates AS t WHERE ${where.sql} ORDER BY place LIMIT ? OFFSET ?
      )
      SELECT ${COLUMNS} FROM page JOIN templates AS t ON t.rowid = page.id ORDER BY page.place`;
    const values = [...order.values, ...where.values, limit, offset];
    for (const row of this.#db.prepare<unknown[], FaceRow>(sql).iterate(values)) {
      yield recordOf(row);
    }
  }

  /** The faces of one user in the order of encoders and slots. */
  ofUser(userId: string): readonly FaceRecord[] {
    return [...this.list({ fields: [], userId }, undefined, { limit: -1, offset: 0 })];
  }

  /** At most `most` faces whose ID begins so. */
  withPrefix(prefix: string, most: number): readonly FaceRecord[] {
    // Face IDs are hexadecimal, so '~' is behind all of them.
    const sql = `SELECT ${COLUMNS} FROM templates AS t
                 WHERE t.collection = ? AND t.face_id >= ? AND t.face_id < ?
                 ORDER BY t.face_id LIMIT ?`;
    const statement = this.#db.prepare<unknown[], FaceRow>(sql);
    return statement.all(this.collection, prefix, `${prefix}~`, most).map(recordOf);
  }

  setMetadata(faceId: string, metadata: JsonObject, now: string): void {
    this.#db
      .prepare(
        'UPDATE templates SET metadata = ?, updated_at = ? WHERE collection = ? AND face_id = ?',
      )
      .run(JSON.stringify(metadata), now, this.collection, faceId);
  }
}

function recordOf(row: FaceRow): FaceRecord {
  return { ...row, metadata: JSON.parse(row.metadata) };
}
