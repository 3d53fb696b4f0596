import type { ItemOutcome } from '../../domain/outcome.js';
import { sumOf, Tallier, type Tally } from '../../domain/tally.js';
import type { RunLock } from '../../store/lock.js';
import type { RunStart } from '../../store/runs.js';
import type { Store } from '../../store/store.js';

/** The one run of a server in the journal: what its callers enroll is added to it batch by batch. */
export class ServedRun {
  #tally: Tally = new Tallier().result();
  #items = 0;
  /** With what the present transaction adds. */
  #next: { readonly tally: Tally; readonly items: number } | undefined;

  constructor(
    readonly runId: string,
    private readonly start: RunStart,
  ) {}

  /** Begins it, in a database that is held; it lives until the lock is released. */
  begin({ serverRuns }: Store): RunLock {
    return serverRuns.begin(this.runId, this.start, new Date().toISOString());
  }

  /** Ends it, in a database that is held. */
  finish(store: Store): void {
    store.once(() => {
      this.goOn(store);
      store.serverRuns.finish(this.runId, this.#tally, new Date().toISOString());
    });
  }

  /** Sees to it that the database has the run. Call it in the transaction. */
  goOn({ serverRuns }: Store): void {
    this.#next = undefined;
    serverRuns.goOn(this.runId, this.start, new Date().toISOString());
  }

  /** Adds what was done in the transaction. */
  add({ serverRuns }: Store, outcomes: readonly ItemOutcome[]): void {
    if (outcomes.length === 0) return;
    const tallier = new Tallier();
    for (const outcome of outcomes) tallier.add(outcome);
    const tally = sumOf(this.#tally, tallier.result());
    serverRuns.add(this.runId, this.#items + 1, outcomes, tally);
    this.#next = { tally, items: this.#items + outcomes.length };
  }

  /** Keeps what was added. Call it when the transaction is committed. */
  committed(): void {
    if (!this.#next) return;
    this.#tally = this.#next.tally;
    this.#items = this.#next.items;
    this.#next = undefined;
  }
}
