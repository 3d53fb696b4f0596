import { resolve } from 'node:path';
import type { MasterKey } from '../../store/secrets/vault.js';
import { Store } from '../../store/store.js';
import { readKeyFile } from './master-key.js';

/** A database that a caller of the library holds open. */
export interface CallersDatabase {
  readonly store: Store;
  readonly key: MasterKey | undefined;
}

/**
 * Opens a database for a caller; one that is not there is made unless it is only read.
 *
 * @throws {FatalError} when it cannot be opened, or another process is writing it.
 */
export function openForCaller(
  database: string,
  readOnly: boolean,
  keyFile: string | undefined,
): CallersDatabase {
  // Who calls a library looks after the mode of the key file: there is nobody to warn.
  const key = keyFile === undefined ? undefined : readKeyFile(keyFile, 'keyFile', () => {});
  return { store: Store.open(resolve(database), readOnly, { key, mustExist: readOnly }), key };
}

/** The same database once more, for a dry run: nothing is written to it. */
export function openForDryRun(database: string, { key }: CallersDatabase): Store {
  return Store.open(resolve(database), true, { key });
}
