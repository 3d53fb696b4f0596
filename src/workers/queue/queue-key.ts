import { createHmac, hkdfSync, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;
const SALT_BYTES = 16;

/** A worker meets a new salt with each import; keys of old ones are derived again. */
const MOST_KEPT = 100;

/** What the keys of runs are for (RFC 5869, section 3.2). */
const RUN_INFO = 'faceenroll queue run 1';
const MARK_INFO = 'faceenroll queue mark 1';

/** The key that all machines of a queue share, and the keys that follow from it. */
export class QueueKey {
  readonly #bytes: Uint8Array;
  readonly #markKey: Uint8Array;
  /** By salt, hexadecimal. */
  readonly #runKeys = new Map<string, Uint8Array>();

  /** @param bytes 32 bytes */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#markKey = derived(bytes, new Uint8Array(), MARK_INFO);
  }

  /** The salt of a new run: its key opens nothing of another one. */
  static newSalt(): Buffer {
    return randomBytes(SALT_BYTES);
  }

  /** The key of the run with this salt, 32 bytes. */
  ofRun(salt: Buffer): Uint8Array {
    const name = salt.toString('hex');
    const known = this.#runKeys.get(name);
    if (known) return known;
    const key = derived(this.#bytes, salt, RUN_INFO);
    if (this.#runKeys.size >= MOST_KEPT) this.#runKeys.clear();
    this.#runKeys.set(name, key);
    return key;
  }

  /**
   * A name for something that only whoever has the key can make. Others see whether two things are
   * the same, and nothing else of them.
   *
   * @returns 32 bytes
   */
  mark(text: string): Buffer {
    return createHmac('sha256', this.#markKey).update(text).digest();
  }
}

/** HKDF with SHA-256 (RFC 5869). */
function derived(key: Uint8Array, salt: Uint8Array, info: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, salt, info, KEY_BYTES));
}
