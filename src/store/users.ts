import { USER_FIELDS, type UserData, type UserField } from '../domain/entry.js';
import { matchKey } from '../domain/match-key.js';
import { differs, type StoredData } from '../domain/user-news.js';
import type { Connection, Statement } from './connection.js';
import { NearUsers } from './near-users.js';
import { Spellings } from './spellings.js';

interface KeyRow {
  readonly key: string;
  readonly userId: string;
}

type KeyLookUp = Statement<[asked: string, collection: string], KeyRow>;

type UserRow = StoredData['known'] & { readonly user_id: string; readonly fields: string };

/** The users of one collection. */
export class Users {
  readonly #byKey;
  readonly #byFoldedKey;
  readonly #rows;
  readonly #insert;
  readonly #update;
  readonly #userIds;
  #spellings: Spellings;
  #near: NearUsers;

  constructor(
    db: Connection,
    readonly collection: string,
  ) {
    // CROSS JOIN has SQLite look up each user instead of scanning them all.
    const asked = 'FROM json_each(?) AS asked CROSS JOIN users WHERE collection = ?';
    this.#byKey = db.prepare<[string, string], KeyRow>(
      `SELECT user_key AS key, user_id AS userId ${asked} AND user_key = asked.value`,
    );
    this.#byFoldedKey = db.prepare<[string, string], KeyRow>(
      `SELECT folded_key AS key, user_id AS userId ${asked} AND folded_key = asked.value
       ORDER BY user_id`,
    );
    this.#rows = db.prepare<[string, string], UserRow>(
      `SELECT users.* ${asked} AND user_id = asked.value`,
    );
    const all = db
      .prepare<[string], string>('SELECT user_id FROM users WHERE collection = ?')
      .pluck();
    this.#userIds = () => all.iterate(collection);
    this.#spellings = new Spellings(this.#userIds);
    this.#near = new NearUsers(this.#userIds);
    const columns = USER_FIELDS.join(', ');
    const values = USER_FIELDS.map((field) => `@${field}`).join(', ');
    this.#insert = db.prepare(
      `INSERT INTO users (collection, user_id, user_key, folded_key, ${columns}, fields, created_at, updated_at)
       VALUES (@collection, @userId, @userKey, @foldedKey, ${values}, @fields, @now, @now)`,
    );
    // A column that the CSV does not have is kept: @has_x is 0 for it.
    const changes = USER_FIELDS.map((f) => `${f} = iif(@has_${f}, @${f}, ${f})`).join(', ');
    this.#update = db.prepare(
      `UPDATE users SET ${changes}, fields = @fields, updated_at = @now
       WHERE collection = @collection AND user_id = @userId`,
    );
  }

  /**
   * The stored IDs that a user ID means: the one with the same spelling (in Unicode normal form C),
   * else with `ignoreCase` all that differ only in case.
   */
  find(userId: string, ignoreCase: boolean): readonly string[] {
    return this.findEach([userId], ignoreCase).get(userId) ?? [];
  }

  /** Like `find` for several user IDs, by each of them. */
  findEach(
    userIds: readonly string[],
    ignoreCase: boolean,
  ): ReadonlyMap<string, readonly string[]> {
    const exact = this.#lookUp(this.#byKey, userIds, (userId) => matchKey(userId));
    if (!ignoreCase) return exact;
    const others = userIds.filter((userId) => !exact.has(userId));
    return new Map([
      ...exact,
      ...this.#lookUp(this.#byFoldedKey, others, (userId) => matchKey(userId, true)),
    ]);
  }

  /** Users whose IDs are other spellings of an unknown one, as of the first call. */
  spelledLike(userId: string): readonly string[] {
    return this.#spellings.find(userId);
  }

  /**
   * Users whose IDs resemble an unknown one, as of the first call: all other spellings of it, else
   * a few similar ones.
   */
  near(userId: string): readonly string[] {
    const spelled = this.#spellings.find(userId);
    return spelled.length > 0 ? spelled : this.#near.find(userId);
  }

  /** Forgets who was there when others were first asked for: another process has made users since. */
  forget(): void {
    this.#spellings = new Spellings(this.#userIds);
    this.#near = new NearUsers(this.#userIds);
  }

  /** What is stored of these users. */
  dataOf(userIds: readonly string[]): ReadonlyMap<string, StoredData> {
    const rows = this.#rows.all(JSON.stringify(userIds), this.collection);
    return new Map(rows.map((row) => [row.user_id, { known: row, extra: JSON.parse(row.fields) }]));
  }

  /** Whether data differs from what is stored of a user. */
  differs(userId: string, data: UserData): boolean {
    const stored = this.dataOf([userId]).get(userId);
    return stored === undefined || differs(stored, data);
  }

  create(userId: string, data: UserData, now: string): void {
    this.#insert.run({
      collection: this.collection,
      userId,
      userKey: matchKey(userId),
      foldedKey: matchKey(userId, true),
      ...columnValues(data),
      fields: JSON.stringify(data.extra),
      now,
    });
  }

  /** Replaces the fields that the row has columns for; the others stay. */
  update(userId: string, data: UserData, now: string): void {
    const kept = this.dataOf([userId]).get(userId)?.extra ?? {};
    const has = USER_FIELDS.map((f) => [`has_${f}`, data.known[f] === undefined ? 0 : 1]);
    this.#update.run({
      collection: this.collection,
      userId,
      ...columnValues(data),
      ...Object.fromEntries(has),
      fields: JSON.stringify(
        Object.fromEntries([...Object.entries(kept), ...Object.entries(data.extra)]),
      ),
      now,
    });
  }

  /** Users by look-up key; omits IDs that no user has. */
  #lookUp(
    statement: KeyLookUp,
    userIds: readonly string[],
    keyOf: (userId: string) => string,
  ): ReadonlyMap<string, readonly string[]> {
    const keys = userIds.map(keyOf);
    const asked = JSON.stringify([...new Set(keys)]);
    const found = Map.groupBy(statement.all(asked, this.collection), ({ key }) => key);
    return new Map(
      userIds.flatMap((userId, i) => {
        const rows = found.get(keys[i] ?? '');
        return rows ? [[userId, rows.map((row) => row.userId)] as const] : [];
      }),
    );
  }
}

function columnValues(data: UserData): Record<UserField, string | null> {
  const values = USER_FIELDS.map((field) => [field, data.known[field] ?? null]);
  return Object.fromEntries(values);
}
