import { HASHED_COLUMNS, type HashedValues, hashOf } from './audit-chain.js';
import { AuditLog } from './audit-log.js';
import type { Connection, Statement } from './connection.js';
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
  | 'USER_RENAMED'
  | 'KEY_CREATED'
  | 'KEY_REVOKED'
  | 'KEY_USED'
  | 'LINK_CREATED'
  | 'LINK_SENT'
  | 'LINK_DEFERRED'
  | 'LINK_FAILED'
  | 'LINK_EXPIRED'
  | 'LINK_REVOKED'
  | 'LINK_USED'
  | 'NOTICE_SENT'
  | 'NOTICE_DEFERRED'
  | 'NOTICE_FAILED'
  | 'ENROLLED_BY_LINK'
  | 'CONSENT_REFUSED'
  | 'REVIEW_REQUESTED'
  | 'REVIEW_EDITED'
  | 'REVIEW_APPROVED'
  | 'REVIEW_DENIED'
  | 'WAITING_PHOTO_DELETED'
  | 'TEMPLATES_PUBLISHED'
  | 'PUBLISHED_DELETED'
  | 'PUBLICATION_ENDED';

/** On whose behalf a change is made, in addition to the operating system's user. */
export interface Origin {
  readonly runId?: string | undefined;
  /** The operator's own reference, such as a ticket number. */
  readonly reference?: string | undefined;
  /** The ID of the API key that asked for it; `key` in the detail of each row. */
  readonly keyId?: string | undefined;
}

/** What takes a while to make, and is the same for all changes. */
interface Prepared {
  readonly log: AuditLog;
  readonly insert: Statement<[...HashedValues, string], unknown>;
  readonly who: ReturnType<typeof whoRuns>;
}

function preparedIn(db: Connection): Prepared {
  return {
    log: new AuditLog(db),
    // Bound by position: binding thirteen values by name takes longer than all the rest.
    insert: db.prepare<[...HashedValues, string]>(
      `INSERT INTO audit (${HASHED_COLUMNS}, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    who: whoRuns(),
  };
}

/**
 * Who changed what, and when. Rows are written in the transaction of the change itself and form a
 * chain: each holds the hash of the previous row and a hash of its own columns.
 */
export class Audit {
  readonly #db: Connection;
  readonly #prepared: Prepared;

  constructor(
    db: Connection,
    readonly collection: string,
    readonly origin: Origin,
    prepared: Prepared = preparedIn(db),
  ) {
    this.#db = db;
    this.#prepared = prepared;
  }

  /** The same for changes on behalf of somebody else. */
  for(origin: Origin): Audit {
    return new Audit(this.#db, this.collection, origin, this.#prepared);
  }

  /** The rows of every collection. */
  get log(): AuditLog {
    return this.#prepared.log;
  }

  /** Of the newest row; 0 of an empty audit. Every change to users or faces advances it. */
  position(): number {
    return this.log.last().position;
  }

  record(
    action: AuditAction,
    subject: { userId?: string; faceId?: string },
    detail: object,
    now: string,
  ): void {
    if (!this.#db.inTransaction) throw new Error('an audit row belongs to a transaction');
    // Read each time: another process, or another collection's Audit, may have written.
    const { log, insert, who } = this.#prepared;
    const last = log.last();
    const { runId = null, reference = null, keyId } = this.origin;
    const whole = keyId === undefined ? detail : { ...detail, key: keyId };
    const values: HashedValues = [
      ...([last.hash, last.position + 1, now] as const),
      ...([who.osUser, who.host, runId] as const),
      ...([action, this.collection, subject.userId ?? null, subject.faceId ?? null] as const),
      ...([JSON.stringify(whole), reference] as const),
    ];
    insert.run(...values, hashOf(values));
  }
}
