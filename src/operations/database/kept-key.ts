import { messageOf, printable } from '../../domain/text.js';
import { KeyError, type MasterKey, WrongKeyError } from '../../store/secrets/vault.js';
import type { NamedKey } from './master-key.js';

/**
 * The key of a process that opens a database again and again for a long time. It is read once, since
 * it may come out of a pipe. When it does not open the database any more, its file is read again:
 * "key rotate" has changed the key, and the new one may be there by now.
 */
export class KeptKey implements MasterKey {
  #key: NamedKey;
  readonly #tell: (message: string) => void;
  /** Whether it was the right one at any time. */
  #hasOpened = false;

  /** @param tell hears that another key is used from now on */
  constructor(key: NamedKey, tell: (message: string) => void) {
    this.#key = key;
    this.#tell = tell;
  }

  get bytes(): Buffer {
    return this.#key.bytes;
  }

  get source(): string {
    return this.#key.source;
  }

  /**
   * Opens a database with the key, or with the one that is in its file now. Nothing but a key that
   * has opened it takes the place of the former.
   *
   * @throws {KeyError} when none of them is the database's.
   */
  opening<T>(open: (key: MasterKey) => T): T {
    try {
      const opened = open(this.#key);
      this.#hasOpened = true;
      return opened;
    } catch (error) {
      if (!(error instanceof WrongKeyError && this.#hasOpened)) throw error;
      return this.#openingAgain(open, error);
    }
  }

  #openingAgain<T>(open: (key: MasterKey) => T, { database }: WrongKeyError): T {
    const warnings: string[] = [];
    const key = this.#readAgain(database, warnings);
    if (!key || key.bytes.equals(this.bytes)) throw this.#outdated(database);
    const opened = this.#openedWith(key, open, database);
    this.#key = key;
    for (const warning of warnings) this.#tell(warning);
    this.#tell(
      `${printable(database)} has another key than before: it was read from ${printable(key.source)}`,
    );
    return opened;
  }

  #readAgain(database: string, warnings: string[]): NamedKey | undefined {
    try {
      return this.#key.readAgain?.((warning) => warnings.push(warning));
    } catch (error) {
      throw new KeyError(
        `${printable(database)} has another key than before, and ${messageOf(error)}`,
      );
    }
  }

  #openedWith<T>(key: NamedKey, open: (key: MasterKey) => T, database: string): T {
    try {
      return open(key);
    } catch (error) {
      throw error instanceof WrongKeyError ? this.#outdated(database) : error;
    }
  }

  #outdated(database: string): KeyError {
    const todo = this.#key.readAgain
      ? 'put the new key into that file, or start again with it'
      : 'start again with the new one';
    return new KeyError(
      `the key from ${printable(this.source)} is no longer the key of ${printable(database)}: ${todo}`,
    );
  }
}
