import type { Batch, Compared } from './batch.js';

/** What is to be done at the desk. */
export interface Task<T> {
  /** Position in the order of arrival. */
  readonly order: number;
  /** Aborted when nobody waits for it any more. */
  readonly signal: AbortSignal;
  /** Does it in a transaction with others; undoes its own changes if it throws. */
  readonly work: (batch: Batch) => Promise<T>;
  /** The collection that it enrolls in, if it does. */
  readonly enrollsIn?: string;
  /** The collection whose enrolled faces it is compared with, if it is. */
  readonly compares?: Compared;
}

interface Waiter {
  readonly task: Task<unknown>;
  /** By `performance.now()`. */
  readonly since: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A task whose turn it is: nothing but its end is left to be told. */
export type Begun = Omit<Waiter, 'since'>;

/** The tasks that wait for the desk; one that is aborted leaves. */
export class Waiting {
  readonly #all = new Set<Waiter>();

  get size(): number {
    return this.#all.size;
  }

  /** What the waiting tasks are compared with. */
  get compared(): readonly Compared[] {
    return [...this.#all].flatMap(({ task: { compares } }) => compares ?? []);
  }

  /** Resolves when the task is done and committed. */
  add<T>(task: Task<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const { signal } = task;
    const waiter: Waiter = { task, since: performance.now(), resolve, reject };
    const leave = (): void => {
      // One that was taken has begun.
      if (this.#all.delete(waiter)) reject(signal.reason);
    };
    this.#all.add(waiter);
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    const end = (): void => signal.removeEventListener('abort', leave);
    promise.then(end, end);
    return promise as Promise<T>;
  }

  /** Takes the next ones, in the order of arrival; abortion does not concern them any more. */
  take(most: number): readonly Begun[] {
    const next = [...this.#all].sort((p, q) => p.task.order - q.task.order).slice(0, most);
    for (const waiter of next) this.#all.delete(waiter);
    return next;
  }

  /** Rejects those that have waited for longer. */
  expire(patienceMs: number, why: () => unknown): void {
    const since = performance.now() - patienceMs;
    for (const waiter of this.#all) {
      if (waiter.since > since) continue;
      this.#all.delete(waiter);
      waiter.reject(why());
    }
  }

  rejectAll(why: unknown): void {
    for (const waiter of this.#all) waiter.reject(why);
    this.#all.clear();
  }
}
