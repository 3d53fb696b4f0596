import type { Connection } from '../database.js';
import type { Place } from './place.js';
import { SECRET_COLUMNS, secretUpdate } from './secret-columns.js';
import type { Vault } from './vault.js';

/** Seals an opened secret again, for this user ID. */
type SealAs = (userId: string) => void;

/**
 * Opens every secret of a user.
 *
 * @throws {KeyError} if one does not open.
 */
export function openSecretsOf(
  db: Connection,
  vault: Vault,
  user: { readonly collection: string; readonly userId: string },
): readonly SealAs[] {
  return SECRET_COLUMNS.flatMap((secret) => {
    const { table, column, ids, ofUser, place } = secret;
    if (ofUser === undefined) return [];
    const rows = db.prepare<object, { row: number; stored: Buffer }>(
      `SELECT rowid AS row, ${column} AS stored, ${ids} FROM main.${table}
       WHERE ${column} IS NOT NULL AND ${ofUser}`,
    );
    const update = secretUpdate(db, secret);
    return rows.all(user).map(({ row, stored, ...own }): SealAs => {
      const placeOf = (userId: string): Place => place({ ...own, userId } as never);
      const plain = vault.open(placeOf(user.userId), stored);
      return (userId) => update(row, vault.seal(placeOf(userId), plain));
    });
  });
}
