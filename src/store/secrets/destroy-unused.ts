import type { Connection } from '../database.js';
import type { KeyStore } from './key-store.js';
import type { KeyOwner } from './place.js';

interface UserKeyOwner extends KeyOwner {
  readonly userId: string;
}

/**
 * Destroys the keys of users and API keys that no longer seal anything, and returns their owners.
 * Triggers record each deletion in `keys_to_destroy`, in its own transaction, so that
 * neither another way to delete nor a crash leaves a key.
 *
 * Keys are destroyed before their records: after a crash the records are followed again.
 */
export function destroyUnusedKeys(db: Connection, store: KeyStore): readonly KeyOwner[] {
  const noted = db.prepare<[], UserKeyOwner>(
    'SELECT collection, user_id AS userId FROM keys_to_destroy',
  );
  // In an open transaction the deletion may still be rolled back; and most delete nothing.
  if (db.inTransaction || noted.get() === undefined) return [];
  return db
    .transaction(() => {
      const unused = noted.all().filter((owner) => !hasSecrets(db, owner));
      store.destroy(unused);
      db.prepare('DELETE FROM keys_to_destroy').run();
      return unused;
    })
    .immediate();
}

/** What a user's key, and an API key's, can seal. */
const SECRETS_OF = [
  'templates WHERE collection = @collection AND user_id = @userId',
  'profile_images WHERE collection = @collection AND user_id = @userId',
  "submissions WHERE collection = @collection AND user_id = @userId AND state = 'waiting'",
  'http_answers WHERE collection = @collection AND user_id = @userId',
  "http_answers WHERE @collection = '' AND key_id = @userId AND user_id IS NULL",
  "api_keys WHERE @collection = '' AND key_id = @userId AND signing_secret IS NOT NULL",
];

/** A template may have been replaced, or another encoder's remains. */
function hasSecrets(db: Connection, { collection, userId }: UserKeyOwner): boolean {
  return (
    db
      .prepare<{ collection: string; userId: string }, number>(
        `SELECT ${SECRETS_OF.map((rows) => `EXISTS (SELECT 1 FROM ${rows})`).join(' OR ')}`,
      )
      .pluck()
      .get({ collection, userId }) === 1
  );
}
