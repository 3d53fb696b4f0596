import { formsOf } from '../domain/match-key.js';
import type { Connection } from './database.js';

/** A user ID, and between which positions of the audit (both left out) it was that of one user. */
export interface HeldId {
  readonly userId: string;
  readonly after: number;
  readonly before: number;
}

/** A row of the audit that tells of a renaming to an ID, or away from it. */
interface RenamedRow {
  readonly position: number;
  /** The other ID of the two. */
  readonly userId: string;
}

const RENAMED = `FROM audit WHERE action = 'USER_RENAMED' AND collection = ?`;

/** As the index `audit_renames` has it. */
const FROM = `json_extract(detail, '$.from')`;

/**
 * Under which IDs users went, by what the audit says of renamings. A user who was deleted and
 * came back under the same ID is taken for the same, as everywhere.
 */
export class UserHistory {
  readonly #left;
  readonly #to;
  readonly #lastAway;
  readonly #nextAway;

  constructor(db: Connection) {
    this.#left = db
      .prepare<[string, string], string>(
        `SELECT value FROM json_each(?) AS asked
         WHERE EXISTS (SELECT 1 FROM audit INDEXED BY audit_renames
                       WHERE action = 'USER_RENAMED' AND collection = ? AND ${FROM} = asked.value)`,
      )
      .pluck();
    this.#to = db.prepare<[string, string, number, number], RenamedRow>(
      `SELECT position, ${FROM} AS userId ${RENAMED}
         AND user_id = ? AND position > ? AND position < ? ORDER BY position`,
    );
    this.#lastAway = db.prepare<[string, string, number], RenamedRow>(
      `SELECT position, user_id AS userId ${RENAMED}
         AND ${FROM} = ? AND position < ? ORDER BY position DESC LIMIT 1`,
    );
    this.#nextAway = db.prepare<[string, string, number], RenamedRow>(
      `SELECT position, user_id AS userId ${RENAMED}
         AND ${FROM} = ? AND position > ? ORDER BY position LIMIT 1`,
    );
  }

  /** The IDs of the user who had this one just before a position: first this one, then former ones. */
  idsOf(collection: string, userId: string, before: number): readonly HeldId[] {
    const held = this.#held(collection, userId, before);
    return [held, ...this.formerIds(collection, held)];
  }

  /** The former IDs of whoever was renamed to this one while it was held. */
  formerIds(collection: string, held: HeldId): readonly HeldId[] {
    const former: HeldId[] = [];
    for (const left = [held]; ; ) {
      const next = left.pop();
      if (!next) return former;
      const renamings = this.#to.all(collection, next.userId, next.after, next.before);
      const ids = renamings.map(({ userId, position }) => this.#held(collection, userId, position));
      former.push(...ids);
      left.push(...ids);
    }
  }

  /** Those of these IDs, in whatever Unicode form, from which a user was renamed. */
  left(collection: string, userIds: readonly string[]): ReadonlySet<string> {
    const asked = JSON.stringify([...new Set(userIds.flatMap(formsOf))]);
    const left = new Set(this.#left.all(asked, collection));
    return new Set(userIds.filter((userId) => formsOf(userId).some((form) => left.has(form))));
  }

  /** What the user who was last renamed from this ID is called now; undefined when nobody was. */
  nowCalled(collection: string, userId: string): string | undefined {
    const [latest] = formsOf(userId)
      .flatMap((form) => this.#lastAway.get(collection, form, Number.POSITIVE_INFINITY) ?? [])
      .sort((p, q) => q.position - p.position);
    let now = latest;
    for (let next = latest; next; ) {
      now = next;
      next = this.#nextAway.get(collection, next.userId, next.position);
    }
    return now?.userId;
  }

  /** An ID is another user's since the last one who had it was renamed. */
  #held(collection: string, userId: string, before: number): HeldId {
    const away = this.#lastAway.get(collection, userId, before);
    return { userId, after: away?.position ?? Number.NEGATIVE_INFINITY, before };
  }
}
