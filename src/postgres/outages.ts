import { problemOf } from './away.js';

/** How often it is said that the server is still away. */
const REMIND_EVERY_MS = 60_000;

/** Knows when a server is away, and says so: when it goes, now and then, and when it is back. */
export class Outages {
  readonly #tell: (message: string) => void;
  readonly #shown: string;
  #count = 0;
  #isShortTold = false;
  /** Since when it is away, and when that was said last; by `performance.now()`. */
  #away: { readonly since: number; told: number } | undefined;

  constructor(shown: string, tell: (message: string) => void) {
    this.#shown = shown;
    this.#tell = tell;
  }

  /** How often it was away, and came back. */
  get count(): number {
    return this.#count;
  }

  /** Whether it is away now. */
  get isAway(): boolean {
    return this.#away !== undefined;
  }

  /** Notes that a statement did not reach it. */
  missed(error: unknown): void {
    const now = performance.now();
    if (this.#away && now - this.#away.told < REMIND_EVERY_MS) return;
    this.#away = { since: this.#away?.since ?? now, told: now };
    this.#tell(`Waiting for PostgreSQL at ${this.#shown}: ${problemOf(error)}`);
  }

  /** Notes that it gives no more connections than there are, which is no outage. */
  gaveNoMore(error: unknown): void {
    if (this.#isShortTold) return;
    this.#isShortTold = true;
    this.#tell(
      `PostgreSQL at ${this.#shown} gives no further connection (${problemOf(error)}): work goes on with those that there are`,
    );
  }

  /** Notes that it answered; returns whether it was away until then. */
  answered(): boolean {
    if (!this.#away) return false;
    const seconds = Math.round((performance.now() - this.#away.since) / 1000);
    this.#away = undefined;
    this.#count += 1;
    this.#tell(`PostgreSQL at ${this.#shown} answers again after ${seconds} s`);
    return true;
  }
}
