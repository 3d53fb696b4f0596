import { setTimeout } from 'node:timers/promises';
import { BUSY_TIMEOUT_MS } from './database.js';
import { DatabaseBusyError } from './database-busy.js';
import type { HeldDatabase } from './held-database.js';
import type { Vault } from './secrets/vault.js';
import { ASK_EVERY_MS, SHORT_PART_MS } from './take-lock.js';

/** Interval between two attempts of a transaction that many wait for, in milliseconds. */
const ASK_BRIEFLY_MS = 10;

/**
 * Transactions on a database whose secrets pass through a vault: new data keys are stored just
 * before the commit, and unused keys are destroyed after it.
 */
export class Transactions {
  readonly #held: HeldDatabase;
  readonly #vault: Vault;

  constructor(held: HeldDatabase, vault: Vault) {
    this.#held = held;
    this.#vault = vault;
  }

  /** The IDs of the runs that others have at work. */
  otherRuns(): readonly string[] {
    return [...this.#held.otherRuns().keys()];
  }

  /**
   * Does all of `work` or nothing. `work` must be synchronous: any other use of the connection
   * meanwhile would become part of the transaction.
   */
  once<T>(work: () => T): T {
    this.#held.expectInPlace();
    const transaction = this.#held.db.transaction(() => {
      const result = this.#vault.gather(work);
      // A large batch takes minutes, in which the file may be removed.
      this.#held.expectInPlace();
      return result;
    });
    // A dry run writes only to memory, and must not block another process.
    if (this.#held.dryRun) return transaction.deferred();
    const result = transaction.immediate();
    this.afterCommit(() => this.#vault.destroyUnused());
    return result;
  }

  /**
   * Like `once`, as soon as no other run writes: applying a large batch takes minutes, during which
   * this process still handles signals.
   *
   * @throws the signal's reason if it is aborted before its turn.
   */
  async inTurn<T>(work: () => T, signal?: AbortSignal, patienceMs = SHORT_PART_MS): Promise<T> {
    const end = performance.now() + patienceMs;
    for (;;) {
      try {
        return this.once(work);
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'SQLITE_BUSY' || performance.now() > end) {
          throw error;
        }
      }
      signal?.throwIfAborted();
      await setTimeout(ASK_EVERY_MS);
    }
  }

  /**
   * Does all of `work` or nothing, although it awaits: nobody else may use the connection meanwhile.
   * What it does by `once` is done or undone by itself. Waits until no other run writes, while this
   * process does other work.
   *
   * @throws {DatabaseBusyError} if another run still writes after `patienceMs`.
   */
  async spanning<T>(work: () => Promise<T>, patienceMs: number): Promise<T> {
    const { db } = this.#held;
    this.#held.expectInPlace();
    await this.#begin(patienceMs);
    let result: T;
    try {
      result = await work();
      this.#held.expectInPlace();
      db.exec('COMMIT');
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK');
      throw error;
    }
    this.afterCommit(() => this.#vault.destroyUnused());
    return result;
  }

  async #begin(patienceMs: number): Promise<void> {
    const { db } = this.#held;
    const end = performance.now() + patienceMs;
    db.pragma('busy_timeout = 0');
    try {
      for (;;) {
        try {
          db.exec('BEGIN IMMEDIATE');
          return;
        } catch (error) {
          const isBusy = String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');
          if (!isBusy) throw error;
          if (performance.now() > end) throw new DatabaseBusyError('another program writes');
        }
        await setTimeout(ASK_BRIEFLY_MS);
      }
    } finally {
      db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    }
  }

  /**
   * For work that can be repeated: commits do not wait for the disk. A killed process loses none of
   * them, a power cut perhaps the last ones, and never part of one, thanks to the write-ahead log
   * (https://sqlite.org/pragma.html#pragma_synchronous).
   */
  async repeatable<T>(work: () => Promise<T>): Promise<T> {
    const { db } = this.#held;
    if (db.pragma('journal_mode', { simple: true }) !== 'wal') return work();
    db.pragma('synchronous = NORMAL');
    try {
      return await work();
    } finally {
      db.pragma('synchronous = FULL');
    }
  }

  /**
   * The commit has happened, so a later error must not make it a failure. Keys not destroyed now
   * are destroyed at the next opening: of users by the records in `keys_to_destroy`, of samples
   * because there are none.
   */
  afterCommit(work: () => void): void {
    try {
      work();
    } catch {
      // See above.
    }
  }
}
