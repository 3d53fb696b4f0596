import type { Connection } from '../database.js';
import { destroyUnusedKeys } from './destroy-unused.js';
import type { KeyStore } from './key-store.js';
import type { Vault } from './vault.js';

/**
 * The vault of an encrypted database whose key was not asked for: nothing opens, but the keys of
 * deleted users can be destroyed. Without a key store (read-only) not even that.
 *
 * @param refused throws the error for an attempt to open or seal a secret
 */
export function lockedVault(
  db: Connection,
  store: KeyStore | undefined,
  refused: () => never,
): Vault {
  return {
    seal: refused,
    open: refused,
    tryOpen: refused,
    reading: (work) => work(),
    gather: (work) => work(),
    destroyUnused: () => {
      if (store) destroyUnusedKeys(db, store);
    },
    destroySampleKey: (collection) => store?.destroy([{ collection, userId: null }]),
    forget: () => {},
    close: () => store?.close(),
  };
}
