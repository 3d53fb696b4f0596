import type { JournaledOutcome } from '../../domain/outcome.js';
import { sumOf, Tallier, type Tally } from '../../domain/tally.js';
import type { RunLock } from '../../store/lock.js';
import type { RunStart } from '../../store/runs.js';
import type { Store } from '../../store/store.js';
import { uuidv7 } from '../../store/uuid.js';

interface Run {
  readonly runId: string;
  readonly start: RunStart;
  /** Marks it as live, once it has begun. */
  lock?: RunLock;
  /** What is committed. */
  done: Done;
  /** With what the present transaction adds. */
  next?: Done;
}

interface Done {
  readonly tally: Tally;
  readonly items: number;
}

/**
 * The runs of a server in the journal: one for each collection, since what is deleted with a
 * collection or a user is found by the collection of its run. What callers enroll is added to it
 * batch by batch.
 */
export class ServedRuns {
  readonly #runs = new Map<string, Run>();

  constructor(private readonly start: Omit<RunStart, 'collection'>) {}

  /** The ID of the run for a collection. */
  idOf(collection: string): string {
    return this.#of(collection).runId;
  }

  /** Begins the runs that have not begun, in the transaction that adds to them. */
  begin({ serverRuns }: Store, collections: Iterable<string>): void {
    const now = new Date().toISOString();
    for (const run of this.#runs.values()) delete run.next;
    for (const collection of collections) {
      const run = this.#of(collection);
      run.lock ??= serverRuns.lock(run.runId);
      serverRuns.goOn(run.runId, run.start, now);
    }
  }

  /** Adds what was done in the transaction. */
  add({ serverRuns }: Store, collection: string, outcomes: readonly JournaledOutcome[]): void {
    if (outcomes.length === 0) return;
    const run = this.#of(collection);
    const tallier = new Tallier();
    for (const outcome of outcomes) tallier.add(outcome);
    const { tally, items } = run.done;
    const next = { tally: sumOf(tally, tallier.result()), items: items + outcomes.length };
    serverRuns.add(run.runId, items + 1, outcomes, next.tally);
    run.next = next;
  }

  /** Keeps what was added. Call it when the transaction is committed. */
  committed(): void {
    for (const run of this.#runs.values()) {
      if (run.next) run.done = run.next;
      delete run.next;
    }
  }

  /** Whether any has begun. */
  get haveBegun(): boolean {
    return [...this.#runs.values()].some(({ lock }) => lock !== undefined);
  }

  /** Ends those that have begun, in a database that is held. */
  finish(store: Store): void {
    const now = new Date().toISOString();
    const begun = [...this.#runs.values()].filter(({ lock }) => lock !== undefined);
    store.once(() => {
      for (const { runId, start, done } of begun) {
        store.serverRuns.goOn(runId, start, now);
        store.serverRuns.finish(runId, done.tally, now);
      }
    });
  }

  /** They are not live any more. */
  release(): void {
    for (const run of this.#runs.values()) {
      run.lock?.release();
      delete run.lock;
    }
  }

  #of(collection: string): Run {
    const known = this.#runs.get(collection);
    if (known) return known;
    const done = { tally: new Tallier().result(), items: 0 };
    const run = { runId: uuidv7(), start: { ...this.start, collection }, done };
    this.#runs.set(collection, run);
    return run;
  }
}
