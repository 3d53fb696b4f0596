import { statSync } from 'node:fs';
import type { DeskStore } from '../../store/desk-store.js';
import { Store } from '../../store/store.js';

/** What is read from: an open connection, and what requests are looked at with. */
interface Reading {
  readonly store: Store;
  readonly desk: DeskStore;
  readonly inode: number;
}

/** How long a connection stays open after its last use, in milliseconds. */
const IDLE_MS = 200;

/**
 * Reads a database, without its secrets. The connection stays open from one use to the next, but not
 * for long: a restore needs a database that nobody has open.
 */
export class Reader {
  #reading: Reading | undefined;
  #closing: NodeJS.Timeout | undefined;

  constructor(readonly db: string) {}

  /**
   * What is there now; must not be used after an `await`.
   *
   * @throws {NoDatabaseError} if there is none.
   */
  now(): Reading {
    const inode = statSync(this.db, { throwIfNoEntry: false })?.ino ?? 0;
    if (this.#reading?.inode !== inode) {
      this.close();
      const store = Store.open(this.db, true, { withoutSecrets: true, mustExist: true });
      this.#reading = { store, desk: store.desk(), inode };
    }
    clearTimeout(this.#closing);
    this.#closing = setTimeout(() => this.close(), IDLE_MS).unref();
    return this.#reading as Reading;
  }

  close(): void {
    clearTimeout(this.#closing);
    this.#reading?.store.close();
    this.#reading = undefined;
  }
}
