import { printable } from '../../domain/text.js';
import type { KeyStore } from './key-store.js';
import { KeyError, type MasterKey } from './vault.js';

/**
 * Rewraps every data key from `old` to `next`; returns how many there are.
 *
 * @throws {KeyError} if there is no key store, `old` is not its key, or `next` is the same.
 */
export function rotateKey(keyStore: KeyStore | undefined, old: MasterKey, next: MasterKey): number {
  if (!keyStore) {
    throw new KeyError('the database is not encrypted: an import with a key encrypts it');
  }
  if (!keyStore.opensWith(old)) {
    const used = keyStore.opensWith(next) ? ', but the new one is: it was rotated already' : '';
    throw new KeyError(
      `the key from ${printable(old.source)} is not the key of the database${used}`,
    );
  }
  if (old.bytes.equals(next.bytes)) {
    throw new KeyError(`${printable(next.source)} is already the key in use`);
  }
  return keyStore.rotate(old, next, new Date().toISOString());
}
