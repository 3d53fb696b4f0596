import type { Connection } from '../database.js';
import {
  noSecrets,
  SECRET_COLUMNS,
  type SecretColumn,
  secretsIn,
  secretUpdate,
} from './secret-columns.js';
import type { Vault } from './vault.js';

/** Number of secrets encrypted, by kind. */
export type EncryptedCounts = Readonly<Record<SecretColumn['kind'], number>>;

/**
 * Encrypts all secrets of an unencrypted database, in one transaction that also records its key
 * store. The plain bytes are still in the file then: see `wipe`.
 */
export function encryptDatabase(
  db: Connection,
  vault: Vault,
  keyStore: string,
  now: string,
): EncryptedCounts {
  return db
    .transaction(() =>
      vault.gather(() => {
        const counts = noSecrets();
        for (const secret of SECRET_COLUMNS) {
          const count = encryptColumn(db, vault, secret);
          if (!secret.isPart) counts[secret.kind] += count;
        }
        db.prepare(
          'INSERT INTO encryption (only_row, key_store, encrypted_at, wiped) VALUES (1, ?, ?, 0)',
        ).run(keyStore, now);
        return counts;
      }),
    )
    .immediate();
}

function encryptColumn(db: Connection, vault: Vault, secret: SecretColumn): number {
  const update = secretUpdate(db, secret);
  let count = 0;
  for (const { row, place, stored } of secretsIn(db, secret)) {
    update(row, vault.seal(place, stored));
    count += 1;
  }
  return count;
}

/**
 * Rewrites the file, so that neither its pages nor its log hold what was stored before the
 * encryption; returns whether that is done. It cannot be while another process reads the database,
 * or the disk is full: then it is tried again when the database is next opened to write.
 */
export function wipe(db: Connection): boolean {
  // The clean copy may be too large for memory. SQLite makes it in its temporary folder, in a file
  // that loses its name when it is opened: faces and images in it are encrypted, but names are not
  // (the help topic "encryption" says how to choose the folder).
  db.pragma('temp_store = FILE');
  try {
    db.exec('VACUUM');
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== 'SQLITE_FULL' && code !== 'SQLITE_BUSY') throw error;
    return false;
  } finally {
    db.pragma('temp_store = MEMORY');
  }
  const [log] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  if (log?.busy !== 0) return false;
  db.prepare('UPDATE encryption SET wiped = 1').run();
  return true;
}
