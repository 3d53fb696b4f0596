import type { AuditRow } from '../domain/audit.js';
import { EMPTY_CHAIN } from './audit-chain.js';
import { userCondition } from './audit-of-user.js';
import type { Connection } from './database.js';

/** Which rows are wanted; what is left out does not matter. */
export interface AuditFilter {
  readonly collection?: string | undefined;
  /**
   * Rows about this user, under former user IDs, too, and those that allow others to look like
   * this user. Of an ID that a user was renamed from, the row that says so as well.
   */
  readonly userId?: string | undefined;
  readonly action?: string | undefined;
  /** A run ID, or its beginning. */
  readonly runId?: string | undefined;
  readonly reference?: string | undefined;
  /** From when to when, both included; ISO 8601, UTC, with milliseconds. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Rows that are read together: bounds the memory, and lets an import go on between them. */
const PAGE = 1000;

/** Before every position, those that nobody but a forger would give, too. */
const FIRST = Number.NEGATIVE_INFINITY;

const COLUMNS = `position, at, os_user AS osUser, host, run_id AS runId, action, collection,
  user_id AS userId, face_id AS faceId, detail, reference, previous_hash AS previousHash, hash`;

const CONDITIONS: Readonly<Record<Exclude<keyof AuditFilter, 'userId'>, string>> = {
  collection: 'collection = @collection',
  action: 'action = @action',
  runId: 'substr(run_id, 1, length(@runId)) = @runId',
  reference: 'reference = @reference',
  since: 'at >= @since',
  until: 'at <= @until',
};

/** Reads the audit of a whole database. */
export class AuditLog {
  readonly #db: Connection;
  readonly #last;

  constructor(db: Connection) {
    this.#db = db;
    this.#last = db.prepare<[], Pick<AuditRow, 'position' | 'hash'>>(
      'SELECT position, hash FROM audit ORDER BY position DESC LIMIT 1',
    );
  }

  /** The last row; its hash is null only when somebody else wrote it. */
  last(): Pick<AuditRow, 'position' | 'hash'> {
    return this.#last.get() ?? EMPTY_CHAIN;
  }

  /** Rows, the oldest first; of many only the `newest`. */
  *rows(filter: AuditFilter = {}, newest = Number.POSITIVE_INFINITY): Generator<AuditRow> {
    const names = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[];
    const given = names.filter((name) => filter[name] !== undefined);
    const { userId, collection } = filter;
    const user = userId === undefined ? undefined : userCondition(this.#db, userId, collection);
    const conditions = [...given.map((name) => CONDITIONS[name]), ...(user ? [user.sql] : [])];
    const where = ['position > @after', ...conditions].join(' AND ');
    const values = { ...filter, ...user?.values };
    const page = this.#db.prepare<object, AuditRow>(
      `SELECT ${COLUMNS} FROM audit WHERE ${where} ORDER BY position LIMIT ${PAGE}`,
    );
    let left = newest;
    let after = Number.isFinite(newest) ? this.#before(newest, where, values) : FIRST;
    while (left > 0) {
      const rows = page.all({ ...values, after }).slice(0, left);
      const last = rows.at(-1)?.position ?? after;
      // Not beyond `after` only where a position is too large for a number.
      if (last <= after) return;
      [after, left] = [last, left - rows.length];
      yield* rows;
    }
  }

  /** The position after which the newest rows lie, so many of those that match. */
  #before(newest: number, where: string, values: object): number {
    const oldest = this.#db
      .prepare<object, number>(
        `SELECT position FROM audit WHERE ${where} ORDER BY position DESC LIMIT 1 OFFSET @skip`,
      )
      .pluck()
      .get({ ...values, after: FIRST, skip: newest - 1 });
    return oldest === undefined ? FIRST : oldest - 1;
  }
}
