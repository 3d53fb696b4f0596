import { USER_FIELDS, type UserData, type UserField } from '../domain/entry.js';
import { matchKey } from '../domain/match-key.js';
import { isAltered } from '../domain/spreadsheet/altered.js';
import { isSamePeriod, USER_DATES } from '../domain/user-dates.js';
import type { Connection } from './database.js';
import { NearUsers } from './near-users.js';
import { Spellings } from './spellings.js';

const DATES: ReadonlySet<string> = new Set(USER_DATES);

/** The users of one collection. */
export class Users {
  readonly #byKey;
  readonly #byFoldedKey;
  readonly #row;
  readonly #insert;
  readonly #update;
  readonly #spellings;
  readonly #near;

  constructor(
    db: Connection,
    readonly collection: string,
  ) {
    this.#byKey = db
      .prepare<[string, string], string>(
        'SELECT user_id FROM users WHERE collection = ? AND user_key = ?',
      )
      .pluck();
    this.#byFoldedKey = db
      .prepare<[string, string], string>(
        'SELECT user_id FROM users WHERE collection = ? AND folded_key = ? ORDER BY user_id',
      )
      .pluck();
    this.#row = db.prepare<[string, string], Record<UserField, string | null> & { fields: string }>(
      'SELECT * FROM users WHERE collection = ? AND user_id = ?',
    );
    const all = db
      .prepare<[string], string>('SELECT user_id FROM users WHERE collection = ?')
      .pluck();
    const userIds = () => all.iterate(collection);
    this.#spellings = new Spellings(userIds);
    this.#near = new NearUsers(userIds);
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
   * The stored IDs that a user ID means: the one that is spelled the same (in Unicode
   * normal form C), else with `ignoreCase` all that differ only in case.
   */
  find(userId: string, ignoreCase: boolean): readonly string[] {
    const exact = this.#byKey.get(this.collection, matchKey(userId));
    if (exact !== undefined) return [exact];
    return ignoreCase ? this.#byFoldedKey.all(this.collection, matchKey(userId, true)) : [];
  }

  /** Users whose IDs are other spellings of one that nobody has, as they were at the first call. */
  spelledLike(userId: string): readonly string[] {
    return this.#spellings.find(userId);
  }

  /**
   * Users whose IDs are much like one that nobody has, as they were at the first call: all whose
   * IDs are other spellings of it, else a few.
   */
  near(userId: string): readonly string[] {
    const spelled = this.#spellings.find(userId);
    return spelled.length > 0 ? spelled : this.#near.find(userId);
  }

  /** Whether a row says something else of a stored user than the database does. */
  differs(userId: string, data: UserData): boolean {
    const stored = this.#row.get(this.collection, userId);
    if (!stored) return true;
    const fields: Record<string, unknown> = JSON.parse(stored.fields);
    return (
      Object.entries(data.known).some(([field, value]) => stored[field as UserField] !== value) ||
      Object.entries(data.extra).some(([heading, value]) => fields[heading] !== value)
    );
  }

  /**
   * What a row says of a stored user, without the cells that a spreadsheet makes of what is
   * stored already: "7" of "007", mojibake of a name, a date in another form.
   */
  newIn(userId: string, { known, extra }: UserData): UserData {
    const stored = this.#row.get(this.collection, userId);
    if (!stored) return { known, extra };
    const fields: Record<string, unknown> = JSON.parse(stored.fields);
    const isNew = (before: unknown, now: string): boolean =>
      typeof before !== 'string' || !isAltered(before, now);
    const news = Object.entries(known).filter(([field, now]) =>
      DATES.has(field)
        ? !isSamePeriod(stored[field as UserField], now)
        : isNew(stored[field as UserField], now),
    );
    const others = Object.entries(extra).filter(([heading, now]) => isNew(fields[heading], now));
    return { known: Object.fromEntries(news), extra: Object.fromEntries(others) };
  }

  /** When a stored user agreed, as it was told; null or '' when it was not. */
  consentAt(userId: string): string | null {
    return this.#row.get(this.collection, userId)?.consent_at ?? null;
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

  /** Replaces what the row has columns for; everything else of the user stays. */
  update(userId: string, data: UserData, now: string): void {
    const kept = JSON.parse(this.#row.get(this.collection, userId)?.fields ?? '{}');
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
}

function columnValues(data: UserData): Record<UserField, string | null> {
  const values = USER_FIELDS.map((field) => [field, data.known[field] ?? null]);
  return Object.fromEntries(values);
}
