import { Found } from '../domain/found.js';
import {
  FACE_COLUMNS,
  type FaceRecord,
  type GalleryFilter,
  type SortOrder,
} from '../domain/gallery.js';
import type { JsonObject } from '../domain/json-object.js';
import type { Connection } from './database.js';
import { faceWhere, orderBy, prepareLists } from './gallery-filter.js';

type FaceRow = Omit<FaceRecord, 'metadata' | 'thumbnail'> & {
  readonly metadata: string;
  readonly thumbnail: 0 | 1;
};

const THUMBNAIL = 'EXISTS (SELECT 1 FROM thumbnails AS h WHERE h.face_id = t.face_id)';

const COLUMNS = `
  t.face_id AS faceId, t.user_id AS userId, t.collection, t.slot, t.encoder, t.quality,
  t.liveness, t.file_name AS fileName, t.photo_digest AS photoDigest, t.metadata,
  ${THUMBNAIL} AS thumbnail,
  t.created_at AS createdAt, t.updated_at AS updatedAt`;

const SORTS = Object.fromEntries(
  FACE_COLUMNS.map((name) => [name, name === 'thumbnail' ? THUMBNAIL : `t.${name}`]),
);

/** The templates of one collection, of every encoder, for lists. */
export class GalleryFaces {
  readonly #db: Connection;

  constructor(
    db: Connection,
    readonly collection: string,
  ) {
    this.#db = db;
    prepareLists(db);
  }

  /** The faces that match the filter, by user ID unless sorted otherwise. */
  find(filter: GalleryFilter, sort?: SortOrder): Found<FaceRecord> {
    const where = faceWhere(this.collection, filter);
    const order = orderBy(sort, SORTS, 't.user_id, t.encoder, t.slot');
    // The index templates_listed covers this query: rows have embeddings and are large.
    const sql = `SELECT t.rowid FROM templates AS t WHERE ${where.sql} ORDER BY ${order.sql}`;
    const ids = this.#db.prepare<unknown[], number>(sql).pluck();
    const row = this.#db.prepare<[number], FaceRow>(
      `SELECT ${COLUMNS} FROM templates AS t WHERE t.rowid = ?`,
    );
    return new Found(ids.all([...where.values, ...order.values]), (id) => {
      const found = row.get(id);
      return found && recordOf(found);
    });
  }

  /** The faces of one user, by encoder and slot. */
  ofUser(userId: string): readonly FaceRecord[] {
    return [...this.find({ fields: [], userId }).all()];
  }

  /** At most `most` faces whose ID begins with `prefix`. */
  withPrefix(prefix: string, most: number): readonly FaceRecord[] {
    // Face IDs are hexadecimal, so '~' sorts after all of them.
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
  return { ...row, metadata: JSON.parse(row.metadata), thumbnail: row.thumbnail === 1 };
}
