import { setTimeout } from 'node:timers/promises';
import type { HeldDatabase } from './held-database.js';
import type { Vault } from './secrets/vault.js';
import { ASK_EVERY_MS, SHORT_PART_MS } from './take-lock.js';

/**
 * Transactions on a database whose secrets pass through a vault: new data keys are kept just
 * before the commit, and keys that seal nothing any more are destroyed after it.
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
   * Does all of `work` or nothing. It must not wait for anything: whatever else uses the
   * connection meanwhile would become a part of it.
   */
  once<T>(work: () => T): T {
    this.#held.expectInPlace();
    const transaction = this.#held.db.transaction(() => {
      const result = this.#vault.gather(work);
      // A large batch takes minutes, in which the file may be removed.
      this.#held.expectInPlace();
      return result;
    });
    // A dry run writes to memory only, and must not stand in the way of another process.
    if (this.#held.dryRun) return transaction.deferred();
    const result = transaction.immediate();
    this.afterCommit(() => this.#vault.destroyUnused());
    return result;
  }

  /**
   * The same as soon as no other run writes: one that applies a large batch does for minutes,
   * in which this process goes on hearing its signals. Throws the reason of `signal` when that
   * is aborted before its turn comes.
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
   * Does work whose commits do not wait for the disk: a process that is killed loses none of
   * them, a power cut perhaps the last, and never half of one (the write-ahead log sees to
   * that; https://sqlite.org/pragma.html#pragma_synchronous). For what can be made again.
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
   * What is committed has happened, so nothing that follows may make a failure of it. Keys
   * that are not destroyed now are at the next opening: of users by the notes in
   * `keys_to_destroy`, of samples because there are none.
   */
  afterCommit(work: () => void): void {
    try {
      work();
    } catch {
      // See above.
    }
  }
}
