import type { DueCounts, DueFace } from '../domain/upgrade.js';
import type { Connection } from './database.js';
import { Digests } from './digests.js';
import { HAS_THUMBNAIL, IS_DUE, IS_STAGED } from './due-faces.js';
import { fromBlob, toBlob } from './embedding.js';
import { templatePlace } from './secrets/place.js';
import { OPEN_VAULT } from './secrets/vault.js';
import type { GalleryFace } from './templates.js';

/** Users whose faces are read at a time: staging writes between pages. */
const PAGE = 500;

interface DueRow extends Omit<DueFace, 'hasThumbnail' | 'isStaged'> {
  readonly hasThumbnail: 0 | 1;
  readonly isStaged: 0 | 1;
}

/** Templates compared with those of another encoder, in the shape of `Templates`. */
export interface TemplateSide {
  readonly collection: string;
  readonly encoder: string;
  all(): Generator<GalleryFace>;
  counts(): ReadonlyMap<string, number>;
  ofUsers(userIds: readonly string[]): ReadonlyMap<string, readonly GalleryFace[]>;
}

/** The faces of a collection that an encoder is to encode again, and its embeddings of them. */
export class StagedFaces {
  readonly #db: Connection;
  readonly #counts;
  readonly #users;
  readonly #due;
  readonly #stage;
  readonly #encoders;
  readonly #digests;

  constructor(
    db: Connection,
    readonly collection: string,
    readonly encoder: string,
    private readonly vault = OPEN_VAULT,
  ) {
    this.#db = db;
    this.#digests = new Digests(db);
    this.#counts = db.prepare<unknown[], DueCounts>(
      `SELECT count(*) AS due, coalesce(sum(isStaged), 0) AS staged,
              coalesce(sum(hasThumbnail AND NOT isStaged), 0) AS toEncode,
              coalesce(sum(NOT hasThumbnail AND NOT isStaged), 0) AS withoutThumbnail
       FROM (SELECT ${IS_STAGED} AS isStaged, ${HAS_THUMBNAIL} AS hasThumbnail
             FROM templates AS t WHERE ${IS_DUE})`,
    );
    this.#users = db
      .prepare<unknown[], string>(
        'SELECT user_id FROM users WHERE collection = ? AND user_id > ? ORDER BY user_id LIMIT ?',
      )
      .pluck();
    this.#due = db.prepare<unknown[], DueRow>(
      `SELECT t.face_id AS faceId, t.user_id AS userId, t.slot, t.encoder,
              t.file_name AS fileName, ${IS_STAGED} AS isStaged, ${HAS_THUMBNAIL} AS hasThumbnail
       FROM templates AS t
       WHERE t.user_id BETWEEN @first AND @last AND ${IS_DUE} ORDER BY t.user_id, t.slot`,
    );
    this.#stage = db.prepare(
      `INSERT INTO template_versions (face_id, encoder, collection, user_id, embedding)
       VALUES (@faceId, @encoder, @collection, @userId, @embedding)
       ON CONFLICT (face_id, encoder) DO UPDATE SET embedding = @embedding`,
    );
    this.#encoders = db.prepare<[string], { encoder: string; templates: number }>(
      `SELECT encoder, count(*) AS templates FROM templates WHERE collection = ?
       GROUP BY encoder ORDER BY templates DESC, encoder`,
    );
  }

  /** How many faces the encoder has to encode again, and how many it has. */
  counts(): DueCounts {
    return this.#counts.get(this.#names) as DueCounts;
  }

  /** The encoders of the collection's templates, the most frequent first. */
  encoders(): readonly { readonly encoder: string; readonly templates: number }[] {
    return this.#encoders.all(this.collection);
  }

  /** The faces to encode again, by user and slot; faces may be staged meanwhile. */
  *due(): Generator<DueFace> {
    for (let last = ''; ; ) {
      const users = this.#users.all(this.collection, last, PAGE);
      const [first] = users;
      if (first === undefined) return;
      last = users.at(-1) ?? last;
      yield* this.#between(first, last);
    }
  }

  /** The faces to encode again of one user, by the stored ID. */
  dueOf(userId: string): readonly DueFace[] {
    return this.#between(userId, userId);
  }

  #between(first: string, last: string): readonly DueFace[] {
    const rows = this.#due.all({ ...this.#names, first, last });
    return rows.map((row) => ({
      ...row,
      hasThumbnail: row.hasThumbnail === 1,
      isStaged: row.isStaged === 1,
    }));
  }

  /** Keeps the embedding (of length 1) that the encoder made of a face until a switch. */
  stage({ faceId, userId }: Pick<DueFace, 'faceId' | 'userId'>, embedding: Float32Array): void {
    const own = { ...this.#names, faceId, userId };
    const sealed = this.vault.seal(templatePlace(own), toBlob(embedding));
    this.#stage.run({ ...own, embedding: sealed });
    this.#digests.noteTemplate(faceId, this.encoder, sealed);
  }

  /** The templates of `encoder` that have a staged embedding, and those embeddings. */
  sides(encoder: string): { readonly before: TemplateSide; readonly after: TemplateSide } {
    return { before: this.#side('t', encoder), after: this.#side('v', encoder) };
  }

  #side(table: 't' | 'v', encoder: string): TemplateSide {
    const { collection, vault } = this;
    const names = { ...this.#names, of: encoder };
    const from = `FROM templates AS t JOIN template_versions AS v USING (face_id)
      WHERE t.collection = @collection AND t.encoder = @of AND v.encoder = @encoder`;
    const columns = `t.face_id AS faceId, t.user_id AS userId, t.slot, ${table}.encoder,
      ${table}.embedding`;
    type Row = Omit<GalleryFace, 'embedding'> & { encoder: string; embedding: Buffer };
    const page = this.#db.prepare<unknown[], Row>(
      `SELECT ${columns} ${from} AND t.face_id > @last ORDER BY t.face_id LIMIT ${PAGE}`,
    );
    const ofUsers = this.#db.prepare<unknown[], Row>(
      `SELECT ${columns} ${from} AND t.user_id IN (SELECT value FROM json_each(@userIds))
       ORDER BY t.user_id, t.slot`,
    );
    const counts = this.#db.prepare<unknown[], { userId: string; templates: number }>(
      `SELECT t.user_id AS userId, count(*) AS templates ${from}
       GROUP BY t.user_id ORDER BY t.user_id`,
    );
    const opened = ({ encoder: of, embedding, ...face }: Row): GalleryFace => {
      const place = templatePlace({ ...face, collection, encoder: of });
      return { ...face, embedding: fromBlob(vault.open(place, embedding)) };
    };
    return {
      collection,
      encoder: table === 't' ? encoder : this.encoder,
      *all() {
        for (let last = ''; ; ) {
          const rows = page.all({ ...names, last });
          if (rows.length === 0) return;
          last = rows.at(-1)?.faceId ?? last;
          yield* vault.reading(() => rows.map(opened));
        }
      },
      counts: () => new Map(counts.all(names).map((row) => [row.userId, row.templates])),
      ofUsers(userIds) {
        const rows = ofUsers.all({ ...names, userIds: JSON.stringify(userIds) });
        const faces = vault.reading(() => rows.map(opened));
        return Map.groupBy(faces, ({ userId }) => userId);
      },
    };
  }

  get #names(): { collection: string; encoder: string } {
    return { collection: this.collection, encoder: this.encoder };
  }
}
