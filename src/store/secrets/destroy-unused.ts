import type { Connection } from '../database.js';
import type { KeyStore } from './key-store.js';
import type { KeyOwner } from './place.js';

interface UserKeyOwner extends KeyOwner {
  readonly userId: string;
}

/**
 * Destroys the keys of users whose last template and profile image were deleted, and returns their
 * owners. Triggers record each deletion in `keys_to_destroy`, in its own transaction, so that
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

/** A template may have been replaced, or another encoder's remains. */
function hasSecrets(db: Connection, { collection, userId }: UserKeyOwner): boolean {
  return (
    db
      .prepare<{ collection: string; userId: string }, number>(
        `SELECT EXISTS (SELECT 1 FROM templates WHERE collection = @collection AND user_id = @userId)
             OR EXISTS (SELECT 1 FROM profile_images WHERE collection = @collection AND user_id = @userId)`,
      )
      .pluck()
      .get({ collection, userId }) === 1
  );
}
