import type { AuditSpan, Deleted, Deletion } from '../domain/deletion.js';
import { matchKey } from '../domain/match-key.js';
import { forgetAnswersAbout } from './answers.js';
import type { Audit } from './audit.js';
import type { Connection } from './database.js';
import { Withdrawal } from './links/withdrawal.js';
import { Runs } from './runs.js';
import { CLEAR_SAMPLES } from './samples.js';
import type { Vault } from './secrets/vault.js';
import { RESEMBLED } from './work-tables.js';

export interface Removed {
  readonly deleted: readonly Deleted[];
  /**
   * Whether the bytes are erased from the files as well. They are not while another process reads:
   * the log then keeps them until the last process closes the database.
   */
  readonly erased: boolean;
  /** What went wrong after everything was deleted; the next opening of the database repairs it. */
  readonly problem?: string;
}

/** What a removal needs of the open database. */
interface Around {
  /** Does all of the work or nothing, provided that the database is still in its place. */
  readonly transaction: <T>(work: () => T) => T;
  /** The IDs of live runs: their working data is theirs until they end. */
  readonly otherRuns: () => readonly string[];
}

interface RemovedCollection extends Removed {
  /** The audit rows of its users and its own. */
  readonly audit: AuditSpan;
}

/**
 * The one place where users, their faces and collections are deleted. Every connection has
 * `secure_delete` on, so deleted content is overwritten with zeros.
 */
export class Removal {
  readonly #db: Connection;
  readonly #audit: Audit;
  readonly #vault: Pick<Vault, 'destroyUnused' | 'destroySampleKey'>;
  readonly #faceIds;
  readonly #deleteThumbnail;
  readonly #deleteFace;
  readonly #deleteImage;
  readonly #deleteUser;
  readonly #deleteTraces;
  readonly #deleteWatched;
  readonly #deleteSamples;
  readonly #deleteCollection;
  readonly #lastPosition;
  readonly #runs;
  readonly #withdrawal;

  constructor(
    db: Connection,
    readonly collection: string,
    audit: Audit,
    vault: Pick<Vault, 'destroyUnused' | 'destroySampleKey'>,
    private readonly around: Around,
  ) {
    this.#db = db;
    this.#runs = new Runs(db);
    this.#withdrawal = new Withdrawal(db, collection, audit);
    this.#audit = audit;
    this.#vault = vault;
    this.#faceIds = db
      .prepare<[string, string], string>(
        'SELECT face_id FROM templates WHERE collection = ? AND user_id = ? ORDER BY encoder, slot',
      )
      .pluck();
    const ofUser = 'WHERE collection = ? AND user_id = ?';
    this.#deleteThumbnail = db.prepare<[string]>('DELETE FROM thumbnails WHERE face_id = ?');
    this.#deleteFace = db.prepare<[string, string, string]>(
      `DELETE FROM templates ${ofUser} AND face_id = ?`,
    );
    this.#deleteImage = db.prepare<[string, string]>(`DELETE FROM profile_images ${ofUser}`);
    this.#deleteUser = db.prepare<[string, string]>(`DELETE FROM users ${ofUser}`);
    this.#deleteSamples = db.prepare<[string, string]>(CLEAR_SAMPLES);
    const ofRuns = `run_id IN (SELECT run_id FROM runs WHERE collection = @collection)
       AND run_id NOT IN (SELECT value FROM json_each(@others))`;
    // One pass over each table for all users: none has an index by user, but one by whom photos
    // resemble, which the plus keeps SQLite from passing over.
    const listed = '(SELECT value FROM json_each(@userIds))';
    this.#deleteTraces = [
      `DELETE FROM duplicate_exceptions
       WHERE collection = @collection AND (user_id IN ${listed} OR other_user_id IN ${listed})`,
      `DELETE FROM run_items
       WHERE ${ofRuns} AND user_id IN ${listed}`,
      `UPDATE run_items SET seen = json_remove(seen, '$.resembles')
       WHERE +${ofRuns} AND ${RESEMBLED} IN ${listed}`,
      // Case-insensitive: a list may have spelled the ID differently from the database.
      `DELETE FROM report_rows
       WHERE ${ofRuns} AND folded_key IN (SELECT value FROM json_each(@foldedKeys))`,
      `DELETE FROM run_entries
       WHERE ${ofRuns} AND match_key IN (SELECT value FROM json_each(
         iif((SELECT options ->> '$.ignoreCase' FROM runs WHERE runs.run_id = run_entries.run_id),
             @foldedKeys, @keys)))`,
    ].map((sql) => db.prepare<Record<string, string>>(sql));
    this.#deleteWatched = db.prepare<[string, string]>(
      'DELETE FROM watched_files WHERE collection = ? AND user_id IN (SELECT value FROM json_each(?))',
    );
    this.#deleteCollection = [
      'DELETE FROM duplicate_exceptions WHERE collection = ?',
      'DELETE FROM thresholds WHERE collection = ?',
      'DELETE FROM watched_files WHERE collection = ?',
      'DELETE FROM run_items WHERE run_id IN (SELECT run_id FROM runs WHERE collection = ?)',
      'DELETE FROM report_rows WHERE run_id IN (SELECT run_id FROM runs WHERE collection = ?)',
      'DELETE FROM run_entries WHERE run_id IN (SELECT run_id FROM runs WHERE collection = ?)',
      'DELETE FROM http_answers WHERE collection = ?',
      'DELETE FROM collections WHERE name = ?',
    ].map((sql) => db.prepare<[string]>(sql));
    this.#lastPosition = db
      .prepare<[], number>('SELECT coalesce(max(position), 0) FROM audit')
      .pluck();
  }

  /**
   * Deletes all of it or nothing, with the audit rows; then destroys keys that no longer seal
   * anything, and empties the log, which still has the former pages.
   */
  remove(deletions: readonly Deletion[], now: string): Removed {
    const deleted = this.around.transaction(() => this.#removeAll(deletions, now));
    return { deleted, ...this.#erase() };
  }

  /**
   * Like `remove` for all users of the collection, then deletes the collection and its settings.
   * Fails without deleting anything if `users` are not all.
   */
  removeCollection(users: readonly Deletion[], now: string): RemovedCollection {
    const { deleted, audit } = this.around.transaction(() => {
      const from = (this.#lastPosition.get() ?? 0) + 1;
      const each = this.#removeAll(users, now);
      for (const statement of this.#deleteCollection) statement.run(this.collection);
      const templates = each.reduce((sum, { faceIds }) => sum + faceIds.length, 0);
      this.#audit.record('COLLECTION_DELETED', {}, { users: each.length, templates }, now);
      return { deleted: each, audit: { from, to: this.#lastPosition.get() ?? 0 } };
    });
    return { deleted, audit, ...this.#erase() };
  }

  #removeAll(deletions: readonly Deletion[], now: string): readonly Deleted[] {
    const each = deletions.map((deletion) => this.#removeOne(deletion, now));
    this.#forget(deletions.filter(({ what }) => what === 'user').map(({ userId }) => userId));
    // A photo that is still in its folder is new again, as it is for an import.
    const all = deletions.map(({ userId }) => userId);
    this.#deleteWatched.run(this.collection, JSON.stringify(all));
    const bared = deletions.filter(({ what }) => what !== 'faces').map(({ userId }) => userId);
    forgetAnswersAbout(this.#db, this.collection, bared);
    return each;
  }

  #removeOne(deletion: Deletion, now: string): Deleted {
    const { userId, what, reason, date } = deletion;
    const subject = [this.collection, userId] as const;
    const before = this.#lastPosition.get() ?? 0;
    const faceIds = deletion.faceIds ?? this.#faceIds.all(...subject);
    let thumbnails = 0;
    for (const faceId of faceIds) {
      // Deleted with its template it would not be counted.
      thumbnails += this.#deleteThumbnail.run(faceId).changes;
      if (this.#deleteFace.run(...subject, faceId).changes === 0) {
        throw new Error(`the user ${userId} has no face ${faceId}`);
      }
      this.#audit.record('TEMPLATE_DELETED', { userId, faceId }, { reason }, now);
    }
    const keepsImage = what === 'templates' && !deletion.profileImage;
    const profileImage = !keepsImage && this.#deleteImage.run(...subject).changes > 0;
    if (profileImage) this.#audit.record('PROFILE_IMAGE_DELETED', { userId }, { reason }, now);
    const keepsPhoto = what === 'templates' && !deletion.waitingPhoto;
    const waitingPhoto = !keepsPhoto && this.#withdrawal.deletePhoto(userId, reason, now);
    if (what !== 'user' && this.#faceIds.all(...subject).length === 0) {
      this.#withdrawal.endLinks(userId, now);
    }
    if (what === 'user' && this.#deleteUser.run(...subject).changes > 0) {
      this.#audit.record('USER_DELETED', { userId }, { reason }, now);
    }
    const audit = { from: before + 1, to: this.#lastPosition.get() ?? 0 };
    const gone = { faceIds, thumbnails, profileImage, waitingPhoto };
    return { userId, what, reason, date, ...gone, audit };
  }

  /**
   * Forgets what else is known of users who are gone: exceptions, what earlier runs did with
   * their photos, rows that a killed run left. Samples that a killed or interrupted run left
   * do not tell whose they are, so all of the collection go; that run begins its photos anew. What
   * a run at work has in hand stays: it decides on its rows when its turn comes.
   */
  #forget(userIds: readonly string[]): void {
    const others = JSON.stringify(this.around.otherRuns());
    this.#deleteSamples.run(this.collection, others);
    const bound = {
      ...{ collection: this.collection, others },
      userIds: JSON.stringify(userIds),
      keys: JSON.stringify(userIds.map((userId) => matchKey(userId))),
      foldedKeys: JSON.stringify(userIds.map((userId) => matchKey(userId, true))),
    };
    for (const statement of this.#deleteTraces) statement.run(bound);
  }

  /** Never throws: the deletion is committed and must be attested whatever follows. */
  #erase(): Pick<Removed, 'erased' | 'problem'> {
    try {
      this.#vault.destroyUnused();
      const others = this.around.otherRuns();
      if (!this.#runs.isAtWork(this.collection, others)) {
        this.#vault.destroySampleKey(this.collection);
      }
      const [result] = this.#db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
      return { erased: result?.busy === 0 };
    } catch (error) {
      return { erased: false, problem: error instanceof Error ? error.message : String(error) };
    }
  }
}
