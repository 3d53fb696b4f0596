import type { PublishedFace } from '../../domain/publication.js';
import type { Connection } from '../connection.js';
import { fromBlob } from '../embedding.js';
import { templatePlace } from '../secrets/place.js';
import { KeyError, type Vault } from '../secrets/vault.js';

/** Times that a page is read in which something does not open. */
const ATTEMPTS = 3;

type Row = Omit<PublishedFace, 'embedding'> & { readonly embedding: Buffer };

const COLUMNS = `face_id AS faceId, collection, user_id AS userId, encoder, slot, quality,
  photo_digest AS photoDigest, embedding, created_at AS createdAt, updated_at AS updatedAt`;

/** The faces of a collection as they are published, of every encoder. */
export class PublishedFaces {
  readonly #vault: Vault;
  readonly #after;
  readonly #named;
  readonly #owners;
  readonly #sizes;
  readonly #count;

  constructor(
    db: Connection,
    readonly collection: string,
    vault: Vault,
  ) {
    this.#vault = vault;
    // The plus keeps SQLite from the index by user, with which every page would sort all faces.
    this.#after = db.prepare<[string, string, number], Row>(
      `SELECT ${COLUMNS} FROM templates
       WHERE +collection = ? AND face_id > ? ORDER BY face_id LIMIT ?`,
    );
    const named = 'WHERE collection = ? AND face_id IN (SELECT value FROM json_each(?))';
    this.#named = db.prepare<[string, string], Row>(
      `SELECT ${COLUMNS} FROM templates ${named} ORDER BY face_id`,
    );
    this.#owners = db.prepare<[string, string], FaceOwner>(
      `SELECT face_id AS faceId, user_id AS userId, encoder FROM templates ${named}`,
    );
    this.#count = db
      .prepare<[string], number>('SELECT count(*) FROM templates WHERE collection = ?')
      .pluck();
    this.#sizes = db.prepare<[string], { encoder: string; faceId: string }>(
      'SELECT encoder, min(face_id) AS faceId FROM templates WHERE collection = ? GROUP BY encoder',
    );
  }

  /** Those behind a face ID, by face ID. */
  after(faceId: string, limit: number): readonly PublishedFace[] {
    return this.#opened(() => this.#after.all(this.collection, faceId, limit));
  }

  /** Those that are there, by face ID. */
  named(faceIds: readonly string[]): readonly PublishedFace[] {
    return this.#opened(() => this.#named.all(this.collection, JSON.stringify(faceIds)));
  }

  /** The same without what is sealed. */
  owners(faceIds: readonly string[]): readonly FaceOwner[] {
    return this.#owners.all(this.collection, JSON.stringify(faceIds));
  }

  count(): number {
    return this.#count.get(this.collection) as number;
  }

  /** How many values an embedding of each encoder has. */
  dimensions(): ReadonlyMap<string, number> {
    const one = this.#sizes.all(this.collection).map(({ faceId }) => faceId);
    return new Map(this.named(one).map(({ encoder, embedding }) => [encoder, embedding.length]));
  }

  /** Others delete users meanwhile, and their keys: what does not open is read once more. */
  #opened(read: () => readonly Row[]): readonly PublishedFace[] {
    for (let attempt = 1; ; attempt += 1) {
      this.#vault.forget();
      try {
        const rows = read();
        return this.#vault.reading(() => rows.map((row) => this.#face(row)));
      } catch (error) {
        if (!(error instanceof KeyError) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  #face(row: Row): PublishedFace {
    return { ...row, embedding: fromBlob(this.#vault.open(templatePlace(row), row.embedding)) };
  }
}

/** Whose a face is. */
export interface FaceOwner {
  readonly faceId: string;
  readonly userId: string;
  readonly encoder: string;
}
