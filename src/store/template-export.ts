import { USER_FIELDS, type UserField } from '../domain/entry.js';
import { Found } from '../domain/found.js';
import type { FaceRecord, GalleryFilter } from '../domain/gallery.js';
import type { FileEncoder, MovedFace } from '../domain/template-file.js';
import type { Connection } from './database.js';
import { faceWhere, prepareLists } from './gallery-filter.js';
import { templatePlace } from './secrets/place.js';
import type { Vault } from './secrets/vault.js';

type Row = Omit<FaceRecord, 'metadata'> &
  Readonly<Record<UserField, string | null>> & {
    readonly embedding: Buffer;
    readonly metadata: string;
    readonly fields: string;
  };

const BYTES_OF_FLOAT32 = 4;

const FACES = `
  SELECT t.face_id AS faceId, t.user_id AS userId, t.collection, t.slot, t.encoder, t.embedding,
         t.quality, t.liveness, t.file_name AS fileName, t.photo_digest AS photoDigest, t.metadata,
         t.created_at AS createdAt, t.updated_at AS updatedAt,
         ${USER_FIELDS.map((field) => `u.${field}`).join(', ')}, u.fields
  FROM templates AS t
  JOIN users AS u ON u.collection = t.collection AND u.user_id = t.user_id`;

/** The templates of one collection, of every encoder, with all that another database needs. */
export class TemplateExport {
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

  /** The encoders of these templates, by name. */
  encoders(filter: GalleryFilter): readonly FileEncoder[] {
    const where = faceWhere(this.collection, filter);
    // SQLite takes the rowid from the row that has the minimum.
    const sql = `SELECT min(t.rowid) FROM templates AS t WHERE ${where.sql}
                 GROUP BY t.encoder ORDER BY t.encoder`;
    const ids = this.#db.prepare<unknown[], number>(sql).pluck().all(where.values);
    return [...this.#faces(ids)].map(({ encoder, embedding }) => ({
      name: encoder,
      dimensions: embedding.length / BYTES_OF_FLOAT32,
    }));
  }

  /** The templates, grouped by user. */
  all(filter: GalleryFilter): Generator<MovedFace> {
    const where = faceWhere(this.collection, filter);
    const sql = `SELECT t.rowid FROM templates AS t WHERE ${where.sql}
                 ORDER BY t.user_id, t.encoder, t.slot`;
    return this.#faces(this.#db.prepare<unknown[], number>(sql).pluck().all(where.values));
  }

  #faces(ids: readonly number[]): Generator<MovedFace> {
    const row = this.#db.prepare<[number], Row>(`${FACES} WHERE t.rowid = ?`);
    const read = (id: number): MovedFace | undefined => {
      const found = row.get(id);
      return found && this.#moved(found);
    };
    return new Found(ids, read).all();
  }

  #moved(row: Row): MovedFace {
    const { faceId, userId, slot, encoder, quality, liveness, fileName, photoDigest } = row;
    const known = USER_FIELDS.flatMap((field) =>
      row[field] === null ? [] : [[field, row[field]]],
    );
    return {
      ...{ faceId, userId, slot, encoder, quality, liveness, fileName, photoDigest },
      embedding: this.#vault.open(templatePlace(row), row.embedding),
      metadata: JSON.parse(row.metadata),
      createdAt: row.createdAt,
      updatedAt: row.updatedAt,
      user: { known: Object.fromEntries(known), extra: JSON.parse(row.fields) },
    };
  }
}
