import { matchKey } from '../domain/match-key.js';
import type { Belongings, Renaming } from '../domain/renaming.js';
import { forgetAnswersAbout } from './answers.js';
import type { Audit } from './audit.js';
import type { Connection } from './database.js';
import { OF_FACES_OF_USER, OF_USER } from './secrets/secret-columns.js';
import { openSecretsOf } from './secrets/user-secrets.js';
import type { Vault } from './secrets/vault.js';
import { RESEMBLED } from './work-tables.js';

// A dry run has temporary tables of the same names.
const OF_RUNS_OF_COLLECTION = 'run_id IN (SELECT run_id FROM runs WHERE collection = @collection)';
const OF_RUNS = `${OF_RUNS_OF_COLLECTION} AND user_id = @userId`;
const IN_PAIR = 'collection = @collection AND @userId IN (user_id, other_user_id)';

const FOLDS = `(SELECT options ->> '$.ignoreCase' FROM runs
  WHERE runs.run_id = main.run_entries.run_id)`;

const BELONGINGS = `
  SELECT (SELECT count(*) FROM templates WHERE ${OF_USER}) AS faces,
         (SELECT count(*) FROM thumbnails WHERE ${OF_FACES_OF_USER}) AS thumbnails,
         (SELECT count(*) FROM profile_images WHERE ${OF_USER}) AS profileImage,
         (SELECT count(*) FROM submissions WHERE ${OF_USER} AND state = 'waiting') AS waitingPhoto,
         (SELECT count(*) FROM links WHERE ${OF_USER}) AS links,
         (SELECT count(*) FROM consents WHERE ${OF_USER}) AS consents,
         (SELECT count(*) FROM user_tags WHERE ${OF_USER}) AS tags,
         (SELECT count(*) FROM duplicate_exceptions WHERE ${IN_PAIR}) AS exceptions,
         (SELECT count(*) FROM main.run_items WHERE ${OF_RUNS}) AS runItems`;

/**
 * Covers every table that names a user, but for answers, which are forgotten. In this order, since
 * templates lead to some rows.
 */
const MOVES: readonly string[] = [
  `UPDATE thumbnails SET user_id = @to WHERE ${OF_FACES_OF_USER}`,
  `UPDATE template_versions SET user_id = @to WHERE ${OF_FACES_OF_USER}`,
  `UPDATE templates SET user_id = @to WHERE ${OF_USER}`,
  `UPDATE profile_images SET user_id = @to WHERE ${OF_USER}`,
  `UPDATE profile_image_digests SET user_id = @to WHERE ${OF_USER}`,
  `UPDATE user_tags SET user_id = @to WHERE ${OF_USER}`,
  `UPDATE links SET user_id = @to WHERE ${OF_USER}`,
  `UPDATE mails SET user_id = @to WHERE ${OF_USER}`,
  `UPDATE consents SET user_id = @to WHERE ${OF_USER}`,
  `UPDATE submissions SET user_id = @to WHERE ${OF_USER}`,
  `UPDATE users SET user_id = @to, user_key = @toKey, folded_key = @toFolded, updated_at = @now
   WHERE ${OF_USER}`,
  // The lesser ID of a pair comes first, bytewise as in SQLite's min. A pair may already name the
  // new ID, of a user who was deleted.
  `INSERT INTO duplicate_exceptions (collection, user_id, other_user_id, reason, created_at)
   SELECT collection, min(@to, other), max(@to, other), reason, created_at
   FROM (SELECT *, iif(user_id = @userId, other_user_id, user_id) AS other
         FROM duplicate_exceptions WHERE ${IN_PAIR})
   WHERE other <> @to ON CONFLICT DO NOTHING`,
  `DELETE FROM duplicate_exceptions WHERE ${IN_PAIR}`,
  `UPDATE main.run_items SET user_id = @to WHERE ${OF_RUNS}`,
  `UPDATE main.run_items SET seen = json_set(seen, '$.resembles.userId', @to)
   WHERE ${OF_RUNS_OF_COLLECTION} AND ${RESEMBLED} = @userId`,
  `UPDATE watched_files SET user_id = @to WHERE ${OF_USER}`,
  // Entries stay as they were read, but are found by the user's present ID.
  `UPDATE main.run_entries SET user_id = @to, match_key = iif(${FOLDS}, @toFolded, @toKey)
   WHERE run_id IN (SELECT run_id FROM runs WHERE collection = @collection)
     AND match_key = iif(${FOLDS}, @folded, @key)`,
  // A report's rows keep their user ID; they are found, and deleted, with their user.
  `UPDATE report_rows SET folded_key = @toFolded
   WHERE run_id IN (SELECT run_id FROM runs WHERE collection = @collection)
     AND folded_key = @folded`,
  // The former ID's key no longer seals anything: see `destroyUnusedKeys`.
  `INSERT OR IGNORE INTO keys_to_destroy (collection, user_id)
   SELECT @collection, @userId WHERE EXISTS (SELECT 1 FROM encryption)`,
];

/**
 * Gives users of one collection another user ID, with everything stored of them. Audit rows are
 * never altered: `UserHistory` derives from them which user had which ID.
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
   * What `rename` would do to a stored user.
   *
   * @throws {KeyError} if the user's secrets do not open.
   */
  plan(from: string, to: string): Renaming {
    this.#openSecretsOf(from);
    return { from, to, belongings: this.#belongingsOf(from) };
  }

  /**
   * Renames a stored user to an ID that no other user has. Call it in a transaction.
   *
   * @throws {KeyError} if the user's secrets do not open.
   */
  rename(from: string, to: string, now: string): Renaming {
    const belongings = this.#belongingsOf(from);
    // Sealed with a key of the new ID, which is stored before the commit: whichever ID a killed
    // process leaves, its key exists.
    const secrets = this.#openSecretsOf(from);
    // Checked at the commit, when everything that refers to the user has the new ID.
    this.#db.pragma('defer_foreign_keys = ON');
    const ids = { collection: this.collection, userId: from, to, now };
    const keys = { key: matchKey(from), folded: matchKey(from, true) };
    const toKeys = { toKey: matchKey(to), toFolded: matchKey(to, true) };
    forgetAnswersAbout(this.#db, this.collection, [from, to]);
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
    const { profileImage, waitingPhoto } = row;
    return { ...row, profileImage: profileImage > 0, waitingPhoto: waitingPhoto > 0 };
  }
}
