import type { DuplicateException } from '../domain/duplicates.js';
import type { Connection } from './database.js';

/** The pairs of users of one collection who are not duplicates, however similar their faces. */
export class DuplicateExceptions {
  readonly #insert;
  readonly #delete;
  readonly #all;

  constructor(
    db: Connection,
    readonly collection: string,
  ) {
    this.#insert = db.prepare(
      `INSERT INTO duplicate_exceptions (collection, user_id, other_user_id, reason, created_at)
       VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    );
    this.#delete = db.prepare(
      'DELETE FROM duplicate_exceptions WHERE collection = ? AND user_id = ? AND other_user_id = ?',
    );
    this.#all = db.prepare<[string], DuplicateException>(
      `SELECT user_id AS userId, other_user_id AS otherUserId, reason, created_at AS createdAt
       FROM duplicate_exceptions WHERE collection = ? ORDER BY user_id, other_user_id`,
    );
  }

  /** Returns whether the pair is new. */
  add(userA: string, userB: string, reason: string, now: string): boolean {
    return this.#insert.run(this.collection, ...ordered(userA, userB), reason, now).changes > 0;
  }

  /** Returns whether the pair existed. */
  remove(userA: string, userB: string): boolean {
    return this.#delete.run(this.collection, ...ordered(userA, userB)).changes > 0;
  }

  /** In the order of the user IDs. */
  all(): readonly DuplicateException[] {
    return this.#all.all(this.collection);
  }
}

/** By UTF-8 bytes, as SQLite compares text; JavaScript compares UTF-16 code units. */
function ordered(userA: string, userB: string): readonly [string, string] {
  const isFirst = Buffer.compare(Buffer.from(userA), Buffer.from(userB)) < 0;
  return isFirst ? [userA, userB] : [userB, userA];
}
