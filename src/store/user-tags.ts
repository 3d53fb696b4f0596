import type { Connection } from './database.js';

type TagStatement = ReturnType<typeof prepareTag>;

/** A statement on one tag: collection, user ID, tag. */
function prepareTag(db: Connection, sql: string) {
  return db.prepare<[string, string, string]>(sql);
}

/** The tags of the users of one collection; each user has a tag once. */
export class UserTags {
  readonly #insert;
  readonly #delete;
  readonly #of;
  readonly #touch;

  constructor(
    db: Connection,
    readonly collection: string,
  ) {
    this.#insert = prepareTag(
      db,
      'INSERT INTO user_tags (collection, user_id, tag) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    );
    this.#delete = prepareTag(
      db,
      'DELETE FROM user_tags WHERE collection = ? AND user_id = ? AND tag = ?',
    );
    this.#of = db
      .prepare<[string, string], string>(
        'SELECT tag FROM user_tags WHERE collection = ? AND user_id = ? ORDER BY tag',
      )
      .pluck();
    this.#touch = db.prepare<[string, string, string]>(
      'UPDATE users SET updated_at = ? WHERE collection = ? AND user_id = ?',
    );
  }

  /** In the order of their bytes. */
  of(userId: string): readonly string[] {
    return this.#of.all(this.collection, userId);
  }

  /** Those of `tags` that a user lacks, each once; without a user that is all of them. */
  lackedBy(userId: string | undefined, tags: readonly string[]): readonly string[] {
    const stored = new Set(userId === undefined ? [] : this.of(userId));
    return [...new Set(tags)].filter((tag) => !stored.has(tag));
  }

  /** Gives a stored user tags; those that the user has stay. Returns how many are new. */
  add(userId: string, tags: readonly string[], now: string): number {
    return this.#change(this.#insert, userId, tags, now);
  }

  /** Takes tags from a user. Returns how many the user had. */
  remove(userId: string, tags: readonly string[], now: string): number {
    return this.#change(this.#delete, userId, tags, now);
  }

  #change(statement: TagStatement, userId: string, tags: readonly string[], now: string): number {
    const { collection } = this;
    const changes = tags.map((tag) => statement.run(collection, userId, tag).changes);
    const changed = changes.reduce((sum, n) => sum + n, 0);
    if (changed > 0) this.#touch.run(now, collection, userId);
    return changed;
  }
}
