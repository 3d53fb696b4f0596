import { rotateKey } from '../../store/secrets/rotate.js';
import type { FileContext } from '../context.js';
import { openExisting } from '../database/existing-store.js';
import { readKeyFile } from '../database/master-key.js';
import type { ValuesOf } from '../options/row.js';
import { neededKey } from './needed-key.js';
import type { ROTATE_OPTIONS } from './options.js';

/** A database that opens with another key now. */
export interface RotatedKey {
  readonly dataKeys: number;
  /** What names the new key. */
  readonly wrappedWith: string;
}

/**
 * Wraps all data keys of a database with another key, all or none.
 *
 * @throws {FatalError} when the old key is not its key, or the new one cannot be read.
 */
export function rotateDatabaseKey(
  { db, host }: FileContext,
  { keyFile, newKeyFile }: ValuesOf<typeof ROTATE_OPTIONS>,
): RotatedKey {
  const old = neededKey(keyFile, host);
  const next = readKeyFile(newKeyFile, '--new-key-file', host.note);
  // The key store alone is changed; a database that is not encrypted must stay so.
  const store = openExisting(db, 'write', host);
  try {
    return { dataKeys: rotateKey(store.secrets.keyStore, old, next), wrappedWith: next.source };
  } finally {
    store.close();
  }
}
