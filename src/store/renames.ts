import { matchKey } from '../domain/match-key.js';
import type { Belongings, Renaming } from '../domain/renaming.js';
import type { Audit } from './audit.js';
import type { Connection } from './database.js';
import { OF_FACES_OF_USER, OF_USER } from './secrets/secret-columns.js';
import { openSecretsOf } from './secrets/user-secrets.js';
import type { Vault } from './secrets/vault.js';

// A dry run has temporary tables of the same names as those of a run in the file.
const OF_RUNS = `run_id IN (SELECT run_id FROM runs WHERE collection = @collection)
  AND user_id = @userId`;
const IN_PAIR = 'collection = @collection AND @userId IN (user_id, other_user_id)';

const FOLDS = `(SELECT options ->> '$.ignoreCase' FROM runs
  WHERE runs.run_id = main.run_entries.run_id)`;

const BELONGINGS = `
  SELECT (SELECT count(*) FROM templates WHERE ${OF_USER}) AS faces,
         (SELECT count(*) FROM thumbnails WHERE ${OF_FACES_OF_USER}) AS thumbnails,
         (SELECT count(*) FROM profile_images WHERE ${OF_USER}) AS profileImage,
         (SELECT count(*) FROM user_tags WHERE ${OF_USER}) AS tags,
         (SELECT count(*) FROM duplicate_exceptions WHERE ${IN_PAIR}) AS exceptions,
         (SELECT count(*) FROM main.run_items WHERE ${OF_RUNS}) AS runItems`;

/** In this order: some are found by way of the templates. Every table that names a user is here. */
const MOVES: readonly string[] = [
  `UPDATE thumbnails SET user_id = @to WHERE ${OF_FACES_OF_USER}`,
  `UPDATE template_versions SET user_id = @to WHERE ${OF_FACES_OF_USER}`,
  `UPDATE templates SET user_id = @to WHERE ${OF_USER}`,
  `UPDATE profile_images SET user_id = @to WHERE ${OF_USER}`,
  `UPDATE profile_image_digests SET user_id = @to WHERE ${OF_USER}`,
  `UPDATE user_tags SET user_id = @to WHERE ${OF_USER}`,
  `UPDATE users SET user_id = @to, user_key = @toKey, folded_key = @toFolded, updated_at = @now
   WHERE ${OF_USER}`,
  // The lesser ID of a pair comes first, in the order of the bytes as SQLite's min has it. A
  // pair may name the new ID already, of a user who is gone.
  `INSERT INTO duplicate_exceptions (collection, user_id, other_user_id, reason, created_at)
   SELECT collection, min(@to, other), max(@to, other), reason, created_at
   FROM (SELECT *, iif(user_id = @userId, other_user_id, user_id) AS other
         FROM duplicate_exceptions WHERE ${IN_PAIR})
   WHERE other <> @to ON CONFLICT DO NOTHING`,
  `DELETE FROM duplicate_exceptions WHERE ${IN_PAIR}`,
  `UPDATE main.run_items SET user_id = @to WHERE ${OF_RUNS}`,
  // They stay as they were read, but are found by the ID that their user has now.
  `UPDATE main.run_entries SET user_id = @to, match_key = iif(${FOLDS}, @toFolded, @toKey)
   WHERE run_id IN (SELECT run_id FROM runs WHERE collection = @collection)
     AND match_key = iif(${FOLDS}, @folded, @key)`,
  // What was reported of the user keeps the ID that the report has, and is forgotten with the user.
  `UPDATE report_rows SET folded_key = @toFolded
   WHERE run_id IN (SELECT run_id FROM runs WHERE collection = @collection)
     AND folded_key = @folded`,
  // Nothing is sealed any more under the key that the former ID had: see `destroyUnusedKeys`.
  `INSERT OR IGNORE INTO keys_to_destroy (collection, user_id)
   SELECT @collection, @userId WHERE EXISTS (SELECT 1 FROM encryption)`,
];

/**
 * Gives users of one collection another user ID, with everything that is stored of them. Rows
 * of the audit are never altered: `UserHistory` tells from them who had which ID.
 */
export class Renames {
  readonly #db: Connection;
  readonly #audit: Audit;
  readonly #vault: Vault;
  readonly #belongings;
  readonly #moves;

  constructor(
    db: Connection,
    readonly collection: string,
    audit: Audit,
    vault: Vault,
  ) {
    this.#db = db;
    this.#audit = audit;
    this.#vault = vault;
    this.#belongings = db.prepare<object, Record<keyof Belongings, number>>(BELONGINGS);
    this.#moves = MOVES.map((sql) => db.prepare<object>(sql));
  }

  /**
   * What `rename` would do to a user who is stored.
   *
   * @throws {KeyError} when the user's secrets do not open.
   */
  plan(from: string, to: string): Renaming {
    this.#openSecretsOf(from);
    return { from, to, belongings: this.#belongingsOf(from) };
  }

  /**
   * Renames a user who is stored to an ID that no other user has. Belongs into a transaction
   * of the caller.
   *
   * @throws {KeyError} when the user's secrets do not open.
   */
  rename(from: string, to: string, now: string): Renaming {
    const belongings = this.#belongingsOf(from);
    // Sealed under a key of the new ID, which is kept before the transaction is: whichever of
    // the two IDs a killed process leaves, its key is there.
    const secrets = this.#openSecretsOf(from);
    // Checked at the end of the transaction, when all that refers to the user has the new ID.
    this.#db.pragma('defer_foreign_keys = ON');
    const ids = { collection: this.collection, userId: from, to, now };
    const keys = { key: matchKey(from), folded: matchKey(from, true) };
    const toKeys = { toKey: matchKey(to), toFolded: matchKey(to, true) };
    for (const move of this.#moves) move.run({ ...ids, ...keys, ...toKeys });
    for (const sealAs of secrets) sealAs(to);
    this.#audit.record('USER_RENAMED', { userId: to }, { from, to }, now);
    return { from, to, belongings };
  }

  #openSecretsOf(userId: string) {
    return openSecretsOf(this.#db, this.#vault, { collection: this.collection, userId });
  }

  #belongingsOf(userId: string): Belongings {
    const row = this.#belongings.get({ collection: this.collection, userId });
    if (!row) throw new Error('an aggregate has one row');
    return { ...row, profileImage: row.profileImage > 0 };
  }
}
