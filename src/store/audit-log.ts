import type { AuditRow } from '../domain/audit.js';
import type { Page } from '../domain/gallery.js';
import { EMPTY_CHAIN } from './audit-chain.js';
import { userCondition } from './audit-of-user.js';
import type { Connection } from './database.js';

/** Which rows to return; an omitted member matches every row. */
export interface AuditFilter {
  readonly collection?: string | undefined;
  /**
   * Rows about this user, under former user IDs too; rows that allow others to look like this user;
   * and, for an ID that a user was renamed from, the row of that renaming.
   */
  readonly userId?: string | undefined;
  readonly action?: string | undefined;
  /** A run ID or its first characters. */
  readonly runId?: string | undefined;
  readonly reference?: string | undefined;
  /** Both ends inclusive; ISO 8601, UTC, with milliseconds. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** What an audit row says of whom. */
export interface AuditedChange extends Pick<AuditRow, 'action' | 'collection' | 'userId'> {
  /** Of a renaming. */
  readonly formerId: string | null;
}

/** Rows read at a time: bounds memory, and lets an import proceed between pages. */
const PAGE = 1000;

/** Below every position, including those that only a forger would write. */
const FIRST = Number.NEGATIVE_INFINITY;

const COLUMNS = `position, at, os_user AS osUser, host, run_id AS runId, action, collection,
  user_id AS userId, face_id AS faceId, detail, reference, previous_hash AS previousHash, hash`;

const CONDITIONS: Readonly<Record<Exclude<keyof AuditFilter, 'userId'>, string>> = {
  collection: 'collection = @collection',
  action: 'action GLOB @action',
  runId: 'substr(run_id, 1, length(@runId)) = @runId',
  reference: 'reference = @reference',
  since: 'at >= @since',
  until: 'at <= @until',
};

/** Reads the audit of a whole database. */
export class AuditLog {
  readonly #db: Connection;
  readonly #last;
  readonly #hashAt;
  readonly #changes;

  constructor(db: Connection) {
    this.#db = db;
    this.#last = db.prepare<[], Pick<AuditRow, 'position' | 'hash'>>(
      'SELECT position, hash FROM audit ORDER BY position DESC LIMIT 1',
    );
    this.#hashAt = db
      .prepare<[number], string | null>('SELECT hash FROM audit WHERE position = ?')
      .pluck();
    this.#changes = db.prepare<[number], AuditedChange>(
      `SELECT action, collection, user_id AS userId, detail ->> '$.from' AS formerId
       FROM audit WHERE position > ? ORDER BY position`,
    );
  }

  /** The last row; its hash is null only if another program wrote it. */
  last(): Pick<AuditRow, 'position' | 'hash'> {
    return this.#last.get() ?? EMPTY_CHAIN;
  }

  /** The hash of the row at a position; undefined if there is no such row. */
  hashAt(position: number): string | null | undefined {
    return position === 0 ? EMPTY_CHAIN.hash : this.#hashAt.get(position);
  }

  /** What was done after a position, in the order of the rows. */
  changesAfter(position: number): readonly AuditedChange[] {
    return this.#changes.all(position);
  }

  /** Matching rows, oldest first; at most the `newest` of them. */
  *rows(filter: AuditFilter = {}, newest = Number.POSITIVE_INFINITY): Generator<AuditRow> {
    const { where, values } = this.#wanted(filter);
    const page = this.#db.prepare<object, AuditRow>(
      `SELECT ${COLUMNS} FROM audit WHERE ${where} ORDER BY position LIMIT ${PAGE}`,
    );
    let left = newest;
    let after = Number.isFinite(newest) ? this.#before(newest, where, values) : FIRST;
    while (left > 0) {
      const rows = page.all({ ...values, after }).slice(0, left);
      const last = rows.at(-1)?.position ?? after;
      // Positions too large for a number would repeat the page forever.
      if (last <= after) return;
      [after, left] = [last, left - rows.length];
      yield* rows;
    }
  }

  /** Some of the matching rows, oldest first. */
  page(filter: AuditFilter, { limit, offset }: Page): readonly AuditRow[] {
    const { where, values } = this.#wanted(filter);
    return this.#db
      .prepare<object, AuditRow>(
        `SELECT ${COLUMNS} FROM audit WHERE ${where} ORDER BY position LIMIT @limit OFFSET @offset`,
      )
      .all({ ...values, after: FIRST, limit, offset });
  }

  /** The number of matching rows. */
  count(filter: AuditFilter): number {
    const { where, values } = this.#wanted(filter);
    return this.#db
      .prepare<object, number>(`SELECT count(*) FROM audit WHERE ${where}`)
      .pluck()
      .get({ ...values, after: FIRST }) as number;
  }

  #wanted(filter: AuditFilter): { readonly where: string; readonly values: object } {
    const names = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[];
    const given = names.filter((name) => filter[name] !== undefined);
    const { userId, collection } = filter;
    const user = userId === undefined ? undefined : userCondition(this.#db, userId, collection);
    const conditions = [...given.map((name) => CONDITIONS[name]), ...(user ? [user.sql] : [])];
    const where = ['position > @after', ...conditions].join(' AND ');
    return { where, values: { ...filter, ...user?.values } };
  }

  /** The position before the `newest` matching rows. */
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
