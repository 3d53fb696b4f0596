import type { RolledBack, UpgradedFace, UpgradeState } from '../domain/upgrade.js';
import type { Audit } from './audit.js';
import type { Connection } from './database.js';
import { IS_DUE, IS_STAGED } from './due-faces.js';

/** Templates whose encoder is to change, and to which. */
type SwapRow = UpgradedFace;

/** What a rollback reports: templates of the new encoder without an earlier version. */
const SINCE = `
  t.collection = @collection AND t.encoder = @encoder AND t.created_at >= @switchedAt
  AND NOT EXISTS (SELECT 1 FROM template_versions AS v WHERE v.face_id = t.face_id)`;

const TAKEN = `
  EXISTS (SELECT 1 FROM templates AS o
          WHERE o.collection = t.collection AND o.user_id = t.user_id AND o.slot = t.slot
            AND o.encoder = v.encoder)`;

/**
 * The upgrade of a collection: which encoder it was switched to, and the way back. While `upgrades`
 * has a row, the versions of a face whose template is of that encoder are the earlier embeddings;
 * all others are staged for a switch.
 *
 * Call what changes something in a transaction.
 */
export class Upgrades {
  readonly #db: Connection;
  readonly #audit: Audit;
  readonly #state;
  readonly #begin;
  readonly #end;
  readonly #dropStale;
  readonly #stagedFaces;
  readonly #previousFaces;
  readonly #swap;
  readonly #since;
  readonly #superseded;
  readonly #count;
  readonly #deleteAll;

  constructor(
    db: Connection,
    readonly collection: string,
    readonly encoder: string,
    audit: Audit,
  ) {
    this.#db = db;
    this.#audit = audit;
    this.#state = db.prepare<[string], UpgradeState>(
      'SELECT encoder, switched_at AS switchedAt FROM upgrades WHERE collection = ?',
    );
    this.#begin = db.prepare<[string, string, string]>(
      'INSERT INTO upgrades (collection, encoder, switched_at) VALUES (?, ?, ?)',
    );
    this.#end = db.prepare<[string]>('DELETE FROM upgrades WHERE collection = ?');
    this.#dropStale = db.prepare<unknown[]>(
      `DELETE FROM template_versions WHERE face_id IN
         (SELECT face_id FROM templates WHERE collection = @collection AND encoder = @encoder)`,
    );
    this.#stagedFaces = db.prepare<unknown[], SwapRow>(
      `SELECT t.face_id AS faceId, t.user_id AS userId, t.slot, t.encoder AS "from",
              @encoder AS "to"
       FROM templates AS t
       WHERE (@userId IS NULL OR t.user_id = @userId) AND ${IS_DUE} AND ${IS_STAGED}
       ORDER BY t.user_id, t.slot`,
    );
    this.#previousFaces = db.prepare<unknown[], SwapRow>(
      `SELECT t.face_id AS faceId, t.user_id AS userId, t.slot, t.encoder AS "from",
              v.encoder AS "to"
       FROM templates AS t JOIN template_versions AS v USING (face_id)
       WHERE t.collection = @collection AND t.encoder = @encoder AND NOT ${TAKEN}
       ORDER BY t.user_id, t.slot`,
    );
    // The order matters: a face has at most one earlier version.
    this.#swap = [
      'DELETE FROM template_versions WHERE face_id = @faceId AND encoder <> @to',
      `INSERT INTO template_versions (face_id, encoder, collection, user_id, embedding)
       SELECT face_id, encoder, collection, user_id, embedding FROM templates
       WHERE face_id = @faceId`,
      `UPDATE templates SET encoder = @to, updated_at = @now, embedding =
         (SELECT embedding FROM template_versions WHERE face_id = @faceId AND encoder = @to)
       WHERE face_id = @faceId`,
      'DELETE FROM template_versions WHERE face_id = @faceId AND encoder = @to',
    ].map((sql) => db.prepare<unknown[]>(sql));
    this.#since = db
      .prepare<unknown[], number>(`SELECT count(*) FROM templates AS t WHERE ${SINCE}`)
      .pluck();
    this.#superseded = db
      .prepare<unknown[], number>(
        `SELECT count(*) FROM templates AS t JOIN template_versions AS v USING (face_id)
         WHERE t.collection = @collection AND t.encoder = @encoder AND ${TAKEN}`,
      )
      .pluck();
    this.#count = db
      .prepare<[string], number>('SELECT count(*) FROM template_versions WHERE collection = ?')
      .pluck();
    this.#deleteAll = db.prepare<[string]>('DELETE FROM template_versions WHERE collection = ?');
  }

  /** Undefined if there is nothing to roll back or to commit. */
  state(): UpgradeState | undefined {
    return this.#state.get(this.collection);
  }

  /** How many embeddings there are in addition to those of the templates. */
  versions(): number {
    return this.#count.get(this.collection) as number;
  }

  /**
   * Puts the staged embeddings of one user or of all into the templates and keeps the earlier ones;
   * returns which. The faces keep their IDs.
   */
  switchStaged(now: string, userId: string | null = null): readonly UpgradedFace[] {
    const { collection, encoder } = this;
    const state = this.state();
    if (state && state.encoder !== encoder) {
      throw new Error(`the upgrade to ${state.encoder} is neither committed nor rolled back`);
    }
    const faces = this.#stagedFaces.all({ collection, encoder, userId });
    if (faces.length === 0) return [];
    if (!state) {
      // Staged for a third encoder: from now on versions are kept for a rollback.
      this.#dropStale.run({ collection, encoder });
      this.#begin.run(collection, encoder, now);
    }
    this.#swapAll(faces, 'TEMPLATE_UPGRADED', now);
    return faces;
  }

  /**
   * Puts the earlier embeddings back into the templates. Those of the other encoder are staged
   * again, so that another switch need not encode.
   */
  rollback(now: string): RolledBack {
    const state = this.#expected();
    const names = { collection: this.collection, ...state };
    const returned = this.#previousFaces.all(names);
    const [superseded, enrolledSince] = [this.#superseded.get(names), this.#since.get(names)];
    this.#swapAll(returned, 'TEMPLATE_ROLLED_BACK', now);
    this.#end.run(this.collection);
    return { returned, superseded: superseded ?? 0, enrolledSince: enrolledSince ?? 0 };
  }

  /** Deletes what was kept for a rollback; returns the number of embeddings. */
  commit(now: string): number {
    const { encoder } = this.#expected();
    const templates = this.#deleteAll.run(this.collection).changes;
    this.#end.run(this.collection);
    this.#audit.record('UPGRADE_COMMITTED', {}, { encoder, templates }, now);
    return templates;
  }

  /** Deletes what is staged; returns the number of embeddings. */
  forget(): number {
    if (this.state()) throw new Error('what is kept for a rollback is not to be forgotten');
    return this.#deleteAll.run(this.collection).changes;
  }

  /**
   * Empties the log, which still has the pages from before a deletion; false while another process
   * reads. Call it after the transaction.
   */
  erase(): boolean {
    const [result] = this.#db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    return result?.busy === 0;
  }

  #expected(): UpgradeState {
    const state = this.state();
    if (!state) throw new Error('there is no upgrade');
    return state;
  }

  #swapAll(
    faces: readonly SwapRow[],
    action: 'TEMPLATE_UPGRADED' | 'TEMPLATE_ROLLED_BACK',
    now: string,
  ): void {
    for (const { faceId, userId, slot, from, to } of faces) {
      for (const statement of this.#swap) statement.run({ faceId, to, now });
      this.#audit.record(action, { userId, faceId }, { slot, from, to }, now);
    }
  }
}
