import type { JournaledOutcome } from '../domain/outcome.js';
import type { HeldDatabase } from './held-database.js';
import type { RunLock } from './lock.js';
import { outcomeColumns } from './run-items.js';
import type { RunStart, Runs } from './runs.js';

/**
 * The runs of servers in the journal, which live as long as their server. Whoever calls this holds
 * the database.
 */
export class ServerRuns {
  readonly #held: HeldDatabase;
  readonly #runs: Runs;

  constructor(held: HeldDatabase, runs: Runs) {
    this.#held = held;
    this.#runs = runs;
  }

  /** Marks a run as live until the lock is released. */
  lock(runId: string): RunLock {
    return this.#held.lockServer(runId);
  }

  /**
   * Begins a run in the journal, unless it is there: also one that has begun before, if a backup
   * without it was restored meanwhile.
   */
  goOn(runId: string, start: RunStart, now: string): void {
    if (!this.#runs.has(runId)) this.#runs.start(runId, start, this.#held.unended(), now);
  }

  /**
   * Adds outcomes to the journal, in the transaction that makes them true.
   *
   * @param first the number of the first one
   * @param counts of the whole run, with these
   */
  add(runId: string, first: number, outcomes: readonly JournaledOutcome[], counts: object): void {
    // Where requests are decided, there is a table of the same name in memory.
    const insert = this.#held.db.prepare(
      `INSERT INTO main.run_items (run_id, item, entry, user_id, slot, file, outcome, action, code, detail, seen)
       VALUES (@runId, @item, @item, @userId, @slot, @file, @outcome, @action, @code, @detail, @seen)`,
    );
    for (const [i, one] of outcomes.entries()) {
      const { slot, file } = one;
      insert.run({ runId, slot, file, item: first + i, ...outcomeColumns(one) });
    }
    this.#runs.setCounts(runId, counts);
  }

  /** Ends the run; it has no report that is due. */
  finish(runId: string, counts: object, now: string): void {
    this.#runs.finish(runId, counts, now);
    this.#runs.setReported(runId, undefined);
  }
}
