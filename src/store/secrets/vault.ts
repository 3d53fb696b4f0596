import { FatalError } from '../../domain/fatal-error.js';
import type { Place } from './place.js';

/** The key that all others are wrapped with. */
export interface MasterKey {
  /** 32 of them. */
  readonly bytes: Buffer;
  /** Where it came from, for messages: "faces.key" (--key-file). */
  readonly source: string;
}

/** Secrets cannot be opened; the message says why and what to do. */
export class KeyError extends FatalError {
  override readonly name = 'KeyError';
}

/**
 * Through which embeddings and images pass on their way to the database and back. Without
 * a key that is a pass-through, so that who stores them need not ask.
 */
export interface Vault {
  seal(place: Place, plain: Uint8Array): Uint8Array;
  /** @throws {KeyError} when it does not open. */
  open(place: Place, stored: Buffer): Buffer;
  /** The same for who looks for what does not open: that is undefined. */
  tryOpen(place: Place, stored: Buffer): Buffer | undefined;
  /**
   * Opens many secrets in little more than the time that it takes to decrypt them. Keep
   * `work` short: keys can neither be added nor destroyed meanwhile.
   */
  reading<T>(work: () => T): T;
  /**
   * Keeps the data keys made during `work` together at its end; none of them when it
   * throws. To be called inside the transaction that stores what they seal, so that a key
   * is safely kept before anything that needs it.
   */
  gather<T>(work: () => T): T;
  /** Destroys keys under which nothing is sealed any more; after a transaction. */
  destroyUnused(): void;
  /** Destroys the key of a collection's samples; after the transaction that deleted them. */
  destroySampleKey(collection: string): void;
  /** Forgets the keys that are at hand: another process may have destroyed or made some. */
  forget(): void;
  close(): void;
}

/** The vault of a database that is not encrypted. */
export const OPEN_VAULT: Vault = {
  seal: (_place, plain) => plain,
  open: (_place, stored) => stored,
  tryOpen: (_place, stored) => stored,
  reading: (work) => work(),
  gather: (work) => work(),
  destroyUnused: () => {},
  destroySampleKey: () => {},
  forget: () => {},
  close: () => {},
};
