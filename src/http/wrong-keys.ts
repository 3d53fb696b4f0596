import { MAX_WRONG_KEYS } from './limits.js';
import { Problem } from './problem.js';
import { networkOf, Throttle } from './throttle.js';

const MINUTE_MS = 60_000;

/**
 * Attempts with keys that are wrong, by address. Whoever guesses must wait; while an address waits
 * no key of it is looked up, so that it learns nothing either.
 */
export class WrongKeys {
  readonly #throttle: Throttle;

  constructor(atMost = MAX_WRONG_KEYS, now?: () => number) {
    this.#throttle = new Throttle(atMost, MINUTE_MS, now);
  }

  /** @throws {Problem} when the address has tried too often. */
  refuse(ip: string | undefined): void {
    const ms = this.#throttle.wait(networkOf(ip));
    if (ms === undefined) return;
    throw new Problem('TOO_MANY_REQUESTS', 'too many wrong keys came from this address', {
      retryAfter: ms / 1000,
    });
  }

  /** Notes a wrong key. */
  note(ip: string | undefined): void {
    this.#throttle.note(networkOf(ip));
  }
}
