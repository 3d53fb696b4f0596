import { Bell } from './bell.js';

type Work = () => Promise<void>;

/** Work on photos: as much at the same time as a pool takes, the rest waits. */
export class Works {
  readonly #capacity: () => number;
  #waiting: readonly Work[] = [];
  #atWork = 0;
  #beginsNoMore = false;
  readonly #done = new Bell();
  readonly #allDone = new Bell();

  /** @param capacity how much the pool takes at once */
  constructor(capacity: () => number) {
    this.#capacity = capacity;
  }

  /** What is at work or waits. */
  get size(): number {
    return this.#atWork + this.#waiting.length;
  }

  /** @param works each settles what goes wrong with it itself */
  add(works: readonly Work[]): void {
    if (this.#beginsNoMore) return;
    this.#waiting = [...this.#waiting, ...works];
    this.#begin();
  }

  /** Does a piece of work when its turn comes, and settles as it does. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.add([() => work().then(resolve, reject)]);
    return promise;
  }

  /** Forgets what waits. */
  beginNoMore(): void {
    this.#beginsNoMore = true;
    this.#waiting = [];
    this.#done.ring();
  }

  /** Resolves when a piece of it is done. */
  async oneDone(): Promise<void> {
    await this.#done.rung();
  }

  /** Resolves when all of it is done. */
  async allDone(): Promise<void> {
    while (this.size > 0) await this.#done.rung();
  }

  /** Resolves when the last of it is done, after `ms` milliseconds, or when the signal is aborted. */
  async allDoneWithin(ms: number, signal: AbortSignal): Promise<void> {
    await this.#allDone.rungWithin(ms, signal);
  }

  #begin(): void {
    while (this.#atWork < this.#capacity()) {
      const [next, ...others] = this.#waiting;
      if (!next) return;
      this.#waiting = others;
      void this.#do(next);
    }
  }

  async #do(work: Work): Promise<void> {
    this.#atWork += 1;
    await work();
    this.#atWork -= 1;
    this.#done.ring();
    if (this.size === 0) this.#allDone.ring();
    this.#begin();
  }
}
