import { DatabaseBusyError } from '../../store/lock.js';
import type { Store } from '../../store/store.js';

/** How long a database stays open after a transaction, in milliseconds. */
const IDLE_MS = 200;

/**
 * The database of a desk. It stays open from one transaction to the next, which saves half of what a
 * transaction costs, unless somebody else changes it meanwhile: a file or schema that was replaced is
 * noticed by opening. An encrypted one does not: its keys lie in another file, and a key that was
 * replaced there must not seal anything any more. Nor does any for long, since a restore needs a
 * database that nobody has open.
 */
export class KeptOpen {
  readonly #open: () => Store;
  #kept: Store | undefined;
  #closing: NodeJS.Timeout | undefined;

  constructor(open: () => Store) {
    this.#open = open;
  }

  /**
   * The database, held by nobody else. Give it back, or close it after an error.
   *
   * @throws {DatabaseBusyError} if another process is writing it.
   */
  take(): Store {
    const kept = this.#kept;
    if (kept && isUnchanged(kept)) {
      clearTimeout(this.#closing);
      this.#kept = undefined;
      return kept;
    }
    this.close();
    return this.#open();
  }

  /** Lets others work with the database until it is taken again. */
  giveBack(store: Store): void {
    this.#kept = store;
    if (store.secrets.isEncrypted) {
      this.close();
      return;
    }
    try {
      store.letOthersIn();
      this.#closing = setTimeout(() => this.close(), IDLE_MS).unref();
    } catch {
      // All was committed and told: see `close`.
      this.close();
    }
  }

  close(): void {
    clearTimeout(this.#closing);
    const kept = this.#kept;
    this.#kept = undefined;
    try {
      kept?.close();
    } catch {
      // All was committed and told; what is wrong with the file shows when it is opened again.
    }
  }
}

/** False also of one that cannot tell: what is wrong with it shows when it is opened again. */
function isUnchanged(store: Store): boolean {
  try {
    return store.takeUnchanged();
  } catch (error) {
    if (error instanceof DatabaseBusyError) throw error;
    return false;
  }
}
