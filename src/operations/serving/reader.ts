import { statSync } from 'node:fs';
import type { DeskStore } from '../../store/desk-store.js';
import { Store } from '../../store/store.js';

/** What is read from: a connection that stays open, and what requests are looked at with. */
interface Reading {
  readonly store: Store;
  readonly desk: DeskStore;
  readonly inode: number;
}

/** Reads a database, without its secrets, from a connection that stays open. */
export class Reader {
  #reading: Reading | undefined;

  constructor(readonly db: string) {}

  /**
   * What is there now; must not be used after an `await`.
   *
   * @throws {NoDatabaseError} if there is none.
   */
  now(): Reading {
    const inode = statSync(this.db, { throwIfNoEntry: false })?.ino;
    if (this.#reading && this.#reading.inode === inode) return this.#reading;
    this.close();
    const store = Store.open(this.db, true, { withoutSecrets: true, mustExist: true });
    // A missing one has been refused.
    this.#reading = { store, desk: store.desk(), inode: inode ?? 0 };
    return this.#reading;
  }

  close(): void {
    this.#reading?.store.close();
    this.#reading = undefined;
  }
}
