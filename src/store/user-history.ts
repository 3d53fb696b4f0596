import { formsOf } from '../domain/match-key.js';
import type { Connection } from './database.js';

/** A user ID, and the positions of the audit (both exclusive) between which one user had it. */
export interface HeldId {
  readonly userId: string;
  readonly after: number;
  readonly before: number;
}

/** An audit row of a renaming to or from an ID. */
interface RenamedRow {
  readonly position: number;
  /** The other of the two IDs. */
  readonly userId: string;
}

const RENAMED = `FROM audit WHERE action = 'USER_RENAMED' AND collection = ?`;

/** As the index `audit_renames` has it. */
const FROM = `json_extract(detail, '$.from')`;

/**
 * The IDs that users have had, according to the audit's renamings. A user who was deleted and
 * enrolled again under the same ID counts as the same, as everywhere.
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

  /** The IDs of the user who had this one just before a position: this one, then former ones. */
  idsOf(collection: string, userId: string, before: number): readonly HeldId[] {
    const held = this.#held(collection, userId, before);
    return [held, ...this.formerIds(collection, held)];
  }

  /** The former IDs of the user who was renamed to this one while it was held. */
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

  /** The IDs among these, in any Unicode form, from which a user was renamed. */
  left(collection: string, userIds: readonly string[]): ReadonlySet<string> {
    const asked = JSON.stringify([...new Set(userIds.flatMap(formsOf))]);
    const left = new Set(this.#left.all(asked, collection));
    return new Set(userIds.filter((userId) => formsOf(userId).some((form) => left.has(form))));
  }

  /** The present ID of the user who was last renamed from this one; undefined if none was. */
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

  /** An ID belongs to another user once its last holder was renamed. */
  #held(collection: string, userId: string, before: number): HeldId {
    const away = this.#lastAway.get(collection, userId, before);
    return { userId, after: away?.position ?? Number.NEGATIVE_INFINITY, before };
  }
}
