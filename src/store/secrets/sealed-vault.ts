import { randomBytes } from 'node:crypto';
import { quoted } from '../../domain/text.js';
import { KEY_BYTES, seal, unseal } from '../../system/seal.js';
import type { Connection } from '../database.js';
import { destroyUnusedKeys } from './destroy-unused.js';
import type { DataKey, KeyStore } from './key-store.js';
import { apiKeyIdOf, type KeyOwner, keyPlace, type Place } from './place.js';
import { KeyError, type MasterKey, type Vault } from './vault.js';

/** Opened data keys in the cache; about 3 MB. A walk over a gallery needs each once. */
const MOST_CACHED = 10_000;

/** The vault of an encrypted database whose master key is there. */
export class SealedVault implements Vault {
  readonly #db: Connection;
  readonly #store: KeyStore;
  readonly #master: MasterKey;
  /** By place; oldest first. */
  readonly #cache = new Map<string, Buffer>();
  /** Made in the current transaction, and not stored yet. */
  readonly #new = new Map<string, DataKey>();
  #gathering = false;

  constructor(db: Connection, store: KeyStore, master: MasterKey) {
    this.#db = db;
    this.#store = store;
    this.#master = master;
  }

  seal({ owner, name }: Place, plain: Uint8Array): Buffer {
    return seal(this.#find(owner) ?? this.#make(owner), plain, name);
  }

  open({ owner, name }: Place, stored: Buffer): Buffer {
    const key = this.#find(owner);
    const plain = key && unseal(key, stored, name);
    if (plain) return plain;
    const whose = ownerText(owner);
    throw new KeyError(
      key
        ? `a secret of ${whose} does not open: it was altered, or moved from another row; "faceenroll key verify" names it`
        : `the data key of ${whose} is not in ${quoted(this.#store.path)}: it was destroyed when the user was deleted or renamed and the database is an older backup, or the key store is an old copy; "faceenroll key verify" names all such users`,
    );
  }

  tryOpen(place: Place, stored: Buffer): Buffer | undefined {
    try {
      return this.open(place, stored);
    } catch (error) {
      if (error instanceof KeyError) return undefined;
      throw error;
    }
  }

  reading<T>(work: () => T): T {
    return this.#store.reading(work);
  }

  gather<T>(work: () => T): T {
    if (this.#gathering) return work();
    this.#gathering = true;
    try {
      const result = work();
      this.#keep();
      return result;
    } finally {
      this.#gathering = false;
      this.#new.clear();
    }
  }

  destroyUnused(): void {
    try {
      for (const owner of destroyUnusedKeys(this.#db, this.#store)) {
        this.#cache.delete(keyPlace(owner));
      }
    } catch (error) {
      // Some may be lost: nothing must be sealed with a key that is stored nowhere.
      this.#cache.clear();
      throw error;
    }
  }

  destroySampleKey(collection: string): void {
    const owner = { collection, userId: null };
    // First, since the key may be gone even if this throws.
    this.#cache.delete(keyPlace(owner));
    this.#store.destroy([owner]);
  }

  forget(): void {
    this.#cache.clear();
  }

  close(): void {
    this.#store.close();
  }

  #find(owner: KeyOwner): Buffer | undefined {
    const place = keyPlace(owner);
    const known = this.#new.get(place)?.bytes ?? this.#cache.get(place);
    if (known) return known;
    const bytes = this.#store.get(owner, this.#master);
    if (bytes) this.#remember(place, bytes);
    return bytes;
  }

  #make(owner: KeyOwner): Buffer {
    const bytes = randomBytes(KEY_BYTES);
    this.#new.set(keyPlace(owner), { owner, bytes });
    if (!this.#gathering) this.#keep();
    return bytes;
  }

  #keep(): void {
    if (this.#new.size === 0) return;
    this.#store.put(this.#new.values(), this.#master);
    for (const [place, { bytes }] of this.#new) this.#remember(place, bytes);
    this.#new.clear();
  }

  #remember(place: string, bytes: Buffer): void {
    this.#cache.set(place, bytes);
    if (this.#cache.size <= MOST_CACHED) return;
    const [oldest] = this.#cache.keys();
    if (oldest !== undefined) this.#cache.delete(oldest);
  }
}

function ownerText(owner: KeyOwner): string {
  const { collection, userId } = owner;
  if (userId === null) return `a sample of the collection ${quoted(collection)}`;
  return `the ${apiKeyIdOf(owner) === undefined ? 'user' : 'API key'} ${quoted(userId)}`;
}
