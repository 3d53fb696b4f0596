import { FatalError } from '../../domain/fatal-error.js';
import { printable } from '../../domain/text.js';
import type { Place } from './place.js';

/** The key that wraps all others. */
export interface MasterKey {
  /** 32 bytes. */
  readonly bytes: Buffer;
  /** Its origin, for messages: "faces.key" (--key-file). */
  readonly source: string;
}

/** Secrets cannot be opened; the message says why and what to do. */
export class KeyError extends FatalError {
  override readonly name = 'KeyError';
}

/** The key is not the one that the database has. */
export class WrongKeyError extends KeyError {
  constructor(
    { source }: MasterKey,
    readonly database: string,
  ) {
    super(
      `the key from ${printable(source)} is not the key of ${printable(database)}: name the right one`,
    );
  }
}

/**
 * Seals and opens embeddings and images on their way to and from the database. Without a key it
 * passes them through, so that callers need not ask.
 */
export interface Vault {
  seal(place: Place, plain: Uint8Array): Uint8Array;
  /** @throws {KeyError} if it does not open. */
  open(place: Place, stored: Buffer): Buffer;
  /** Like `open`, but undefined for a secret that does not open. */
  tryOpen(place: Place, stored: Buffer): Buffer | undefined;
  /**
   * Opens many secrets in little more time than decryption takes. Keep `work` short: keys can be
   * neither added nor destroyed meanwhile.
   */
  reading<T>(work: () => T): T;
  /**
   * Stores the data keys made during `work` together at its end; none if it throws. Call it inside
   * the transaction that stores what they seal, so that a key is stored before anything that needs
   * it.
   */
  gather<T>(work: () => T): T;
  /** Destroys keys that no longer seal anything; call it after a transaction. */
  destroyUnused(): void;
  /** Destroys the key of a collection's samples; call it after their deletion is committed. */
  destroySampleKey(collection: string): void;
  /** Clears the cache of keys: another process may have destroyed or made some. */
  forget(): void;
  close(): void;
}

/** The vault of an unencrypted database. */
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
