import type { DeletionReason } from '../../domain/deletion.js';
import type { Audit } from '../audit.js';
import type { Connection } from '../database.js';
import { Links } from './links.js';
import { Mails } from './mails.js';

/** What goes with the last face of a user, so that none comes back: a photo that waits, and links. */
export class Withdrawal {
  readonly #db: Connection;
  readonly #audit: Audit;
  readonly #deletePhoto;
  #links: Links | undefined;
  #mails: Mails | undefined;

  constructor(
    db: Connection,
    readonly collection: string,
    audit: Audit,
  ) {
    this.#db = db;
    this.#audit = audit;
    this.#deletePhoto = db
      .prepare<[string, string], string>(
        `DELETE FROM submissions WHERE collection = ? AND user_id = ? AND state = 'waiting'
         RETURNING submission_id`,
      )
      .pluck();
  }

  /** Deletes the photo of a user that waits; whether there was one. */
  deletePhoto(userId: string, reason: DeletionReason, now: string): boolean {
    const submission = this.#deletePhoto.get(this.collection, userId);
    if (submission === undefined) return false;
    this.#audit.record('WAITING_PHOTO_DELETED', { userId }, { submission, reason }, now);
    return true;
  }

  /** Revokes the link of a user that works, and takes mails with others out of the queue. */
  endLinks(userId: string, now: string): void {
    this.#links ??= new Links(this.#db);
    this.#mails ??= new Mails(this.#db);
    const link = this.#links.working(this.collection, userId)?.linkId;
    if (link !== undefined && this.#links.end(link, 'revoked', now)) {
      const detail = { link, reason: 'FACES_DELETED' };
      this.#audit.record('LINK_REVOKED', { userId }, detail, now);
    }
    this.#links.remindNoMore(this.collection, userId);
    this.#mails.cancel(this.collection, userId, now);
  }
}
