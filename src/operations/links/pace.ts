import { setTimeout as sleep } from 'node:timers/promises';

/** Keeps mails apart in time, so that no more than so many are sent in a minute. */
export class Pace {
  readonly #apartMs: number;
  #next = 0;

  constructor(perMinute: number) {
    this.#apartMs = 60_000 / perMinute;
  }

  /** Takes the turn of the next mail if it need not wait; false if it must. */
  takeNow(): boolean {
    const now = performance.now();
    if (this.#next > now) return false;
    this.#next = now + this.#apartMs;
    return true;
  }

  /** Waits for the turn of the next mail; returns at once when the signal is aborted. */
  async turn(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const waitMs = Math.max(0, this.#next - now);
    this.#next = Math.max(now, this.#next) + this.#apartMs;
    if (waitMs > 0) await pause(waitMs, signal);
  }
}

/** Waits, at most until the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((error) => {
    if (!signal.aborted) throw error;
  });
}
