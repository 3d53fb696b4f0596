import type { GalleryFilter } from '../domain/gallery.js';
import { matchKey } from '../domain/match-key.js';
import { LAST_IMPORT_SLOT } from '../domain/slots.js';
import type { Connection } from './database.js';
import { userWhere } from './gallery-filter.js';

export interface ExportedPhoto {
  readonly faceId: string;
  readonly slot: number;
  readonly fileName: string;
  /** SHA-256, hexadecimal. */
  readonly photoDigest: string;
  /** JSON. */
  readonly metadata: string;
}

/** What an export needs in addition to the users. */
export class GalleryExport {
  readonly #db: Connection;
  readonly #photos;
  readonly #alike;

  constructor(
    db: Connection,
    readonly collection: string,
  ) {
    this.#db = db;
    // If a slot has templates of several encoders, the newest is of the newest photo.
    this.#photos = db.prepare<unknown[], ExportedPhoto>(
      `SELECT face_id AS faceId, slot, file_name AS fileName, photo_digest AS photoDigest,
               metadata, max(created_at) FROM templates
       WHERE collection = @collection AND user_id = @userId AND slot <= ${LAST_IMPORT_SLOT}
         AND encoder = coalesce(@encoder, encoder)
       GROUP BY slot ORDER BY slot`,
    );
    this.#alike = db
      .prepare('SELECT count(*) FROM users WHERE collection = ? AND folded_key = ?')
      .pluck();
  }

  /** The slots in which any of these users has a template, ascending. */
  slots(filter: GalleryFilter): readonly number[] {
    const where = userWhere(this.collection, filter);
    const sql = `SELECT DISTINCT f.slot FROM users AS u
                 JOIN templates AS f ON f.collection = u.collection AND f.user_id = u.user_id
                 WHERE f.slot <= ${LAST_IMPORT_SLOT} AND ${where.sql} ORDER BY f.slot`;
    return this.#db.prepare<unknown[], number>(sql).pluck().all(where.values);
  }

  /** Whether any of these users has a tag. */
  hasTags(filter: GalleryFilter): boolean {
    const where = userWhere(this.collection, filter);
    const sql = `SELECT 1 FROM users AS u
                 JOIN user_tags AS g ON g.collection = u.collection AND g.user_id = u.user_id
                 WHERE ${where.sql} LIMIT 1`;
    return this.#db.prepare(sql).get(where.values) !== undefined;
  }

  /** Whether any template has metadata. */
  hasMetadata(): boolean {
    const sql = `SELECT 1 FROM templates
                 WHERE collection = ? AND slot <= ${LAST_IMPORT_SLOT} AND metadata <> '{}' LIMIT 1`;
    return this.#db.prepare(sql).get(this.collection) !== undefined;
  }

  /** The photos of a user by slot, of one encoder if it is named. */
  photosOf(userId: string, encoder: string | undefined): readonly ExportedPhoto[] {
    const { collection } = this;
    return this.#photos.all({ collection, userId, encoder: encoder ?? null });
  }

  /** Whether another user's ID differs only in case: some file systems treat both as one name. */
  isAmbiguous(userId: string): boolean {
    return (this.#alike.get(this.collection, matchKey(userId, true)) as number) > 1;
  }
}
