import type { Connection } from './database.js';

type TagStatement = ReturnType<typeof prepareTag>;

/** A statement on one tag: collection, user ID, tag. */
function prepareTag(db: Connection, sql: string) {
  return db.prepare<[string, string, string]>(sql);
}

/** The tags of the users of one collection; a user has a tag at most once. */
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
    // CROSS JOIN has SQLite look up each user instead of scanning all tags.
    this.#of = db.prepare<[string, string], { readonly userId: string; readonly tag: string }>(
      `SELECT user_id AS userId, tag FROM json_each(?) AS asked CROSS JOIN user_tags
       WHERE collection = ? AND user_id = asked.value ORDER BY user_id, tag`,
    );
    this.#touch = db.prepare<[string, string, string]>(
      'UPDATE users SET updated_at = ? WHERE collection = ? AND user_id = ?',
    );
  }

  /** In bytewise order. */
  of(userId: string): readonly string[] {
    return this.ofEach([userId]).get(userId) ?? [];
  }

  /** Like `of` for several users; omits those without tags. */
  ofEach(userIds: readonly string[]): ReadonlyMap<string, readonly string[]> {
    const rows = this.#of.all(JSON.stringify(userIds), this.collection);
    const users = Map.groupBy(rows, ({ userId }) => userId);
    return new Map([...users].map(([userId, own]) => [userId, own.map(({ tag }) => tag)]));
  }

  /** Adds tags to a stored user, who keeps all others. Returns how many are new. */
  add(userId: string, tags: readonly string[], now: string): number {
    return this.#change(this.#insert, userId, tags, now);
  }

  /** Removes tags from a user. Returns how many the user had. */
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
