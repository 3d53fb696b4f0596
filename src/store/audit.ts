import { HASHED_COLUMNS, type HashedValues, hashOf } from './audit-chain.js';
import { AuditLog } from './audit-log.js';
import type { Connection } from './database.js';
import { whoRuns } from './runs.js';

export type AuditAction =
  | 'USER_CREATED'
  | 'USER_UPDATED'
  | 'NEW_TEMPLATE_CREATED'
  | 'TEMPLATE_UPDATED'
  | 'TEMPLATE_REPLACED'
  | 'TEMPLATE_DELETED'
  | 'PROFILE_IMAGE_SET'
  | 'DUPLICATE_ALLOWED'
  | 'DUPLICATE_REVOKED'
  | 'THRESHOLDS_SET'
  | 'USER_DELETED'
  | 'PROFILE_IMAGE_DELETED'
  | 'FACE_UPDATED'
  | 'COLLECTION_CREATED'
  | 'COLLECTION_DELETED'
  | 'RESTORED'
  | 'THRESHOLDS_REMOVED'
  | 'TEMPLATE_UPGRADED'
  | 'TEMPLATE_ROLLED_BACK'
  | 'UPGRADE_COMMITTED'
  | 'USER_RENAMED';

/** On whose behalf a change is made, in addition to the operating system's user. */
export interface Origin {
  readonly runId?: string | undefined;
  /** The operator's own reference, such as a ticket number. */
  readonly reference?: string | undefined;
  /** The ID of the API key that asked for it; `key` in the detail of each row. */
  readonly keyId?: string | undefined;
}

/**
 * Who changed what, and when. Rows are written in the transaction of the change itself and form a
 * chain: each holds the hash of the previous row and a hash of its own columns.
 */
export class Audit {
  readonly #db: Connection;
  readonly #log: AuditLog;
  readonly #insert;
  readonly #who = whoRuns();

  constructor(
    db: Connection,
    readonly collection: string,
    readonly origin: Origin,
  ) {
    this.#db = db;
    this.#log = new AuditLog(db);
    // Bound by position: binding thirteen values by name takes longer than all the rest.
    this.#insert = db.prepare<[...HashedValues, string]>(
      `INSERT INTO audit (${HASHED_COLUMNS}, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /** The rows of every collection. */
  get log(): AuditLog {
    return this.#log;
  }

  /** Of the newest row; 0 of an empty audit. Every change to users or faces advances it. */
  position(): number {
    return this.#log.last().position;
  }

  record(
    action: AuditAction,
    subject: { userId?: string; faceId?: string },
    detail: object,
    now: string,
  ): void {
    if (!this.#db.inTransaction) throw new Error('an audit row belongs to a transaction');
    // Read each time: another process, or another collection's Audit, may have written.
    const last = this.#log.last();
    const { runId = null, reference = null, keyId } = this.origin;
    const whole = keyId === undefined ? detail : { ...detail, key: keyId };
    const values: HashedValues = [
      ...([last.hash, last.position + 1, now] as const),
      ...([this.#who.osUser, this.#who.host, runId] as const),
      ...([action, this.collection, subject.userId ?? null, subject.faceId ?? null] as const),
      ...([JSON.stringify(whole), reference] as const),
    ];
    this.#insert.run(...values, hashOf(values));
  }
}
