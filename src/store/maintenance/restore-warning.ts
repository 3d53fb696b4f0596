import type { Connection } from '../database.js';
import { hasKeyStore, keyStorePath } from '../secrets/key-store-file.js';
import { keyStoreProblem, neededKeyStore } from '../secrets/key-store-id.js';
import type { Present } from './present.js';

/** What a restore leaves to do about encryption. */
export interface RestoreWarning {
  /** The restored database cannot be opened; or faces that were encrypted no longer are. */
  readonly code: 'KEYS_MISSING' | 'NOT_ENCRYPTED_ANY_MORE';
  /** What happened and what to do, in one sentence without a full stop. */
  readonly message: string;
}

/** A warning if a backup does not fit the keys next to the database that it replaces. */
export function restoreWarning(
  backup: Connection,
  database: string,
  present: Present,
): RestoreWarning | undefined {
  const needed = neededKeyStore(backup);
  if (needed !== undefined) {
    const problem = keyStoreProblem(database, needed);
    if (problem === undefined) return undefined;
    return {
      code: 'KEYS_MISSING',
      message: `the backup is encrypted, but ${problem}: no face opens until the newest copy made with "faceenroll backup --keys" lies there`,
    };
  }
  if (!wasEncrypted(database, present)) return undefined;
  return {
    code: 'NOT_ENCRYPTED_ANY_MORE',
    message:
      'the backup is not encrypted, as the database is that it replaces: its faces can be read without a key until an import with --key-file encrypts them again',
  };
}

function wasEncrypted(database: string, present: Present): boolean {
  if (present.state === 'readable') return present.contents.encrypted;
  return present.state === 'unreadable' && hasKeyStore(keyStorePath(database));
}
