import { setTimeout as sleep } from 'node:timers/promises';

/** How long a program waits for a server: without end, until it is told that there is no use in it. */
export class Patience {
  readonly #over = new AbortController();
  readonly #lastMs: number;
  /** When the end was, by `performance.now()`. */
  #endedAt = 0;

  /** @param lastMs milliseconds after the end that work has, all of it together */
  constructor(lastMs: number) {
    this.#lastMs = lastMs;
  }

  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  end(): void {
    if (this.isOver) return;
    this.#endedAt = performance.now();
    this.#over.abort();
  }

  /** Waits for about this time, or until the end. */
  async pause(ms: number): Promise<void> {
    // Not all at the same moment when the server comes back.
    const jitter = 0.5 + Math.random();
    await sleep(ms * jitter, undefined, { signal: this.#over.signal }).catch(() => {});
  }

  /** Waits for work, or rejects when it takes too long after the end. */
  async inTime<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#over;
    const { promise, reject } = Promise.withResolvers<never>();
    let timer: NodeJS.Timeout | undefined;
    const hurry = (): void => {
      const late = new Error('Connection terminated: no answer');
      const leftMs = this.#endedAt + this.#lastMs - performance.now();
      timer = setTimeout(() => reject(late), Math.max(0, leftMs));
    };
    if (signal.aborted) hurry();
    else signal.addEventListener('abort', hurry, { once: true });
    try {
      return await Promise.race([work, promise]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', hurry);
    }
  }
}
