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

/** On whose behalf a change is made, beside the operating system's user. */
export interface Origin {
  readonly runId?: string | undefined;
  /** The operator's own reference number: a ticket, a work order. */
  readonly reference?: string | undefined;
}

/**
 * Who changed what, and when; rows are written in the transaction of the change itself.
 * They are a chain: each holds the hash of the one before it and a hash of its own columns.
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
    // Values by their order: by name, thirteen of them take longer than all the rest.
    this.#insert = db.prepare<[...HashedValues, string]>(
      `INSERT INTO audit (${HASHED_COLUMNS}, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /** Of the newest row: whoever changes users or faces moves it. */
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
    // Read each time: another process, or an Audit of another collection, may have written.
    const last = this.#log.last();
    const values: HashedValues = [
      ...([last.hash, last.position + 1, now] as const),
      ...([this.#who.osUser, this.#who.host, this.origin.runId ?? null] as const),
      ...([action, this.collection, subject.userId ?? null, subject.faceId ?? null] as const),
      ...([JSON.stringify(detail), this.origin.reference ?? null] as const),
    ];
    this.#insert.run(...values, hashOf(values));
  }
}
