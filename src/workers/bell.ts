import { setTimeout as sleep } from 'node:timers/promises';

/** Wakes whoever waits for something to happen. */
export class Bell {
  readonly #waiting = new Set<() => void>();

  ring(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Resolves the next time that it rings. */
  async rung(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    await promise;
    this.#waiting.delete(resolve);
  }

  /** Resolves when it rings, after `ms` milliseconds, or when the signal is aborted. */
  async rungWithin(ms: number, signal: AbortSignal): Promise<void> {
    // Not a race of promises: one that stays open would keep all that have lost against it.
    const ending = new AbortController();
    const end = (): void => ending.abort();
    this.#waiting.add(end);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    await sleep(ms, undefined, { signal: ending.signal }).catch(() => {});
    signal.removeEventListener('abort', end);
    this.#waiting.delete(end);
  }
}
