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
  | 'THRESHOLDS_SET';

/** Who changed what, and when; rows are written in the transaction of the change itself. */
export class Audit {
  readonly #insert;
  readonly #who = whoRuns();

  constructor(
    db: Connection,
    readonly collection: string,
    readonly runId: string | null,
  ) {
    this.#insert = db.prepare(
      `INSERT INTO audit (at, os_user, host, run_id, action, collection, user_id, face_id, detail)
       VALUES (@now, @osUser, @host, @runId, @action, @collection, @userId, @faceId, @detail)`,
    );
  }

  record(
    action: AuditAction,
    subject: { userId?: string; faceId?: string },
    detail: object,
    now: string,
  ): void {
    this.#insert.run({
      ...this.#who,
      now,
      runId: this.runId,
      action,
      collection: this.collection,
      userId: subject.userId ?? null,
      faceId: subject.faceId ?? null,
      detail: JSON.stringify(detail),
    });
  }
}
