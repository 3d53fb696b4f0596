import { setTimeout as sleep } from 'node:timers/promises';

/** Something that is done again and again until it is ended. */
export class Loop {
  readonly #ending = new AbortController();
  readonly #all: Promise<void>;

  /**
   * @param work returns the milliseconds until the next time
   * @param onError hears of an error, which ends the loop; of none after `end`
   * @param firstMs milliseconds until the first time
   */
  constructor(work: () => Promise<number>, onError: (error: unknown) => void, firstMs = 0) {
    this.#all = this.#run(work, firstMs).catch((error) => {
      if (!this.#ending.signal.aborted) onError(error);
    });
  }

  /** Resolves when what is being done is done. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#all;
  }

  async #run(work: () => Promise<number>, firstMs: number): Promise<void> {
    const { signal } = this.#ending;
    for (let ms = firstMs; ; ms = await work()) {
      await sleep(ms, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
    }
  }
}

/** Does `work` when it is called, unless it has done it within the last `ms` milliseconds. */
export function atMostEvery(ms: number, work: () => Promise<void>): () => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = performance.now();
    if (now - last < ms) return;
    last = now;
    await work();
  };
}
