import type { Connection } from '../database.js';

/** What a mail needs to know of a user. */
interface Person {
  readonly name: string | null;
  readonly email: string | null;
}

/** The users of all collections as mails need them: each mail asks, so there is little to prepare. */
export class People {
  readonly #find;
  readonly #hasFaceSince;

  constructor(db: Connection) {
    this.#find = db.prepare<[string, string], Person>(
      'SELECT name, email FROM users WHERE collection = ? AND user_id = ?',
    );
    this.#hasFaceSince = db
      .prepare<[string, string, string], number>(
        `SELECT EXISTS (SELECT 1 FROM templates
           WHERE collection = ? AND user_id = ? AND created_at > ?)`,
      )
      .pluck();
  }

  find(collection: string, userId: string): Person | undefined {
    return this.#find.get(collection, userId);
  }

  /** Whether a user has a face that was made after an instant. */
  hasFaceSince(collection: string, userId: string, after: string): boolean {
    return this.#hasFaceSince.get(collection, userId, after) === 1;
  }
}
