import type { Sample } from '../domain/sample.js';
import type { Connection } from './database.js';
import { Digests } from './digests.js';
import { fromBlob, toBlob } from './embedding.js';
import { profileImagePlace, templatePlace } from './secrets/place.js';
import { OPEN_VAULT } from './secrets/vault.js';
import { Thumbnails } from './thumbnails.js';

/** What matching and deciding need to know of a template. */
export interface StoredFace {
  readonly faceId: string;
  readonly slot: number;
  readonly digest: string;
}

export interface GalleryFace {
  readonly faceId: string;
  readonly userId: string;
  readonly slot: number;
  /** Of length 1. */
  readonly embedding: Float32Array;
}

/** A template of one user, with everything that distinguishes it from the user's others. */
export interface DetailedFace extends StoredFace {
  /** Of length 1. */
  readonly embedding: Float32Array;
  /** 0 to 1. */
  readonly quality: number | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

type DetailRow = StoredFace & {
  readonly embedding: Buffer;
  readonly quality: number | null;
  readonly metadata: string;
};

type EmbeddingRow = Omit<GalleryFace, 'embedding'> & { readonly embedding: Buffer };

type SealedEmbedding = Pick<EmbeddingRow, 'faceId' | 'userId' | 'embedding'>;

/** Templates read at a time: bounds the memory of a walk over the gallery. */
const PAGE = 1000;

/** The templates of one collection that one encoder made. */
export class Templates {
  readonly #facesOf;
  readonly #detailsOf;
  readonly #insert;
  readonly #has;
  readonly #delete;
  readonly #putProfileImage;
  readonly #deleteProfileImage;
  readonly #after;
  readonly #galleryOf;
  readonly #counts;
  readonly #thumbnails;
  readonly #digests;

  constructor(
    db: Connection,
    readonly collection: string,
    readonly encoder: string,
    private readonly vault = OPEN_VAULT,
  ) {
    this.#thumbnails = new Thumbnails(db, collection, vault);
    this.#digests = new Digests(db);
    // CROSS JOIN has SQLite look up each user instead of scanning all templates.
    const ofThose = `FROM json_each(?) AS asked CROSS JOIN templates
       WHERE collection = ? AND user_id = asked.value AND encoder = ? ORDER BY user_id, slot`;
    this.#facesOf = db.prepare<[string, string, string], StoredFace & { readonly userId: string }>(
      `SELECT user_id AS userId, face_id AS faceId, slot, photo_digest AS digest ${ofThose}`,
    );
    this.#detailsOf = db.prepare<[string, string, string], DetailRow>(
      `SELECT face_id AS faceId, slot, photo_digest AS digest, embedding, quality, metadata
       FROM templates WHERE collection = ? AND user_id = ? AND encoder = ? ORDER BY slot`,
    );
    this.#insert = db.prepare(
      `INSERT INTO templates (face_id, collection, user_id, slot, encoder, embedding, quality, liveness,
                              measures, photo_digest, file_name, metadata, created_at, updated_at)
       VALUES (@faceId, @collection, @userId, @slot, @encoder, @embedding, @quality, @liveness,
               @measures, @digest, @fileName, @metadata, @createdAt, @updatedAt)`,
    );
    this.#galleryOf = db.prepare<[string, string, string], EmbeddingRow>(
      `SELECT user_id AS userId, face_id AS faceId, slot, embedding ${ofThose}`,
    );
    // The plus keeps SQLite from the index by user, with which every page would sort the whole
    // gallery.
    this.#after = db.prepare<[string, string, string, number], EmbeddingRow>(
      `SELECT face_id AS faceId, user_id AS userId, slot, embedding FROM templates
       WHERE +collection = ? AND encoder = ? AND face_id > ? ORDER BY face_id LIMIT ?`,
    );
    this.#counts = db.prepare<[string, string], { userId: string; templates: number }>(
      `SELECT user_id AS userId, count(*) AS templates FROM templates
       WHERE collection = ? AND encoder = ? GROUP BY user_id ORDER BY user_id`,
    );
    this.#has = db
      .prepare<[string], number>('SELECT EXISTS (SELECT 1 FROM templates WHERE face_id = ?)')
      .pluck();
    this.#delete = db.prepare('DELETE FROM templates WHERE face_id = ?');
    this.#deleteProfileImage = db.prepare(
      'DELETE FROM profile_images WHERE collection = ? AND user_id = ?',
    );
    this.#putProfileImage = db.prepare(
      `INSERT INTO profile_images (collection, user_id, jpeg, photo_digest, updated_at)
       VALUES (@collection, @userId, @jpeg, @digest, @now)
       ON CONFLICT (collection, user_id) DO UPDATE
       SET jpeg = @jpeg, photo_digest = @digest, updated_at = @now`,
    );
  }

  /** The user's templates, by slot. */
  ofUser(userId: string): readonly StoredFace[] {
    return this.facesOf([userId]).get(userId) ?? [];
  }

  /** Like `ofUser` for several users; omits those without templates. */
  facesOf(userIds: readonly string[]): ReadonlyMap<string, readonly StoredFace[]> {
    const asked = JSON.stringify(userIds);
    const rows = this.#facesOf.all(asked, this.collection, this.encoder);
    const users = Map.groupBy(rows, ({ userId }) => userId);
    return new Map(
      [...users].map(([userId, own]) => [userId, own.map(({ userId: _, ...face }) => face)]),
    );
  }

  /** The user's templates with everything known of them, by slot. */
  detailsOf(userId: string): readonly DetailedFace[] {
    const rows = this.#detailsOf.all(this.collection, userId, this.encoder);
    return rows.map(({ embedding, metadata, ...face }) => {
      const own = { faceId: face.faceId, userId, embedding };
      return { ...face, embedding: this.#opened(own), metadata: JSON.parse(metadata) };
    });
  }

  /** The templates of these users with embeddings, by user and slot; omits users without any. */
  ofUsers(userIds: readonly string[]): ReadonlyMap<string, readonly GalleryFace[]> {
    const rows = this.#galleryOf.all(JSON.stringify(userIds), this.collection, this.encoder);
    const faces = this.vault.reading(() =>
      rows.map((face) => ({ ...face, embedding: this.#opened(face) })),
    );
    return Map.groupBy(faces, ({ userId }) => userId);
  }

  /** Every template with its embedding, by face ID, read in pages. */
  *all(): Generator<GalleryFace> {
    for (let last = ''; ; ) {
      const page = this.#after.all(this.collection, this.encoder, last, PAGE);
      if (page.length === 0) return;
      last = page.at(-1)?.faceId ?? last;
      yield* this.vault.reading(() =>
        page.map((face) => ({ ...face, embedding: this.#opened(face) })),
      );
    }
  }

  /** The number of templates of each user who has any, by user ID. */
  counts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { userId, templates } of this.#counts.iterate(this.collection, this.encoder)) {
      counts.set(userId, templates);
    }
    return counts;
  }

  /** Adds a template, with the sample's thumbnail if it has one. */
  add(
    template: { faceId: string; userId: string; slot: number; fileName: string },
    sample: Sample,
    times: string | { readonly createdAt: string; readonly updatedAt: string },
    metadata: object = {},
  ): void {
    const { collection, encoder } = this;
    const { createdAt, updatedAt } =
      typeof times === 'string' ? { createdAt: times, updatedAt: times } : times;
    const place = templatePlace({ ...template, collection, encoder });
    const embedding = this.vault.seal(place, toBlob(sample.embedding));
    this.#insert.run({
      ...template,
      collection,
      encoder,
      embedding,
      quality: sample.quality,
      liveness: sample.liveness,
      measures: sample.measures ? JSON.stringify(sample.measures) : null,
      digest: sample.digest,
      metadata: JSON.stringify(metadata),
      createdAt,
      updatedAt,
    });
    this.#digests.noteTemplate(template.faceId, encoder, embedding);
    if (sample.thumbnail) {
      this.#thumbnails.put(template.faceId, template.userId, sample.thumbnail);
    }
  }

  /** Whether any collection has a face of this ID. */
  has(faceId: string): boolean {
    return this.#has.get(faceId) === 1;
  }

  remove(faceId: string): void {
    this.#delete.run(faceId);
  }

  /** Returns whether there was one. */
  removeProfileImage(userId: string): boolean {
    return this.#deleteProfileImage.run(this.collection, userId).changes > 0;
  }

  setProfileImage(userId: string, jpeg: Uint8Array, digest: string, now: string): void {
    const { collection } = this;
    const sealed = this.vault.seal(profileImagePlace({ collection, userId }), jpeg);
    this.#putProfileImage.run({ collection, userId, jpeg: sealed, digest, now });
    this.#digests.noteProfileImage(collection, userId, sealed);
  }

  #opened({ faceId, userId, embedding }: SealedEmbedding): Float32Array {
    const { collection, encoder } = this;
    const place = templatePlace({ collection, userId, faceId, encoder });
    return fromBlob(this.vault.open(place, embedding));
  }
}
