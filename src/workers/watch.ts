import { AwakeClock } from './awake-clock.js';

interface Awaited {
  /** When the waiting began, on the watch's clock. */
  readonly since: number;
  readonly ms: number;
}

/**
 * Notices that a process has stopped answering. Its threads share what they are given, and
 * some of that waits for the rest, but something is answered within the time that one may take.
 */
export class Watch {
  readonly #awaited = new Map<unknown, Awaited>();
  readonly #clock: AwakeClock;
  /** When the silence began. */
  #silentSince = 0;

  /** `onOverdue` is told once how long was waited for, in milliseconds; looks every `tickMs`. */
  constructor(tickMs: number, onOverdue: (ms: number) => void) {
    this.#clock = new AwakeClock(tickMs, () => {
      const overdue = this.#overdue();
      if (overdue === undefined) return;
      this.stop();
      onOverdue(overdue);
    });
  }

  /** An answer is due within so many milliseconds, from the first time that it is expected. */
  expect(what: unknown, ms: number): void {
    if (this.#awaited.has(what)) return;
    const since = this.#clock.now();
    if (this.#awaited.size === 0) this.#silentSince = since;
    this.#awaited.set(what, { since, ms });
  }

  /** How long it has been waited for, in milliseconds; 0 for what is not expected. */
  waited(what: unknown): number {
    const now = this.#clock.now();
    return now - (this.#awaited.get(what)?.since ?? now);
  }

  /** Something is not waited for any more, and the process is not silent. */
  done(what: unknown): void {
    this.#silentSince = this.#clock.now();
    this.#awaited.delete(what);
  }

  stop(): void {
    this.#clock.stop();
  }

  /** How long has been waited when it is given up; undefined until then. */
  #overdue(): number | undefined {
    const now = this.#clock.now();
    // The first is the oldest.
    const [oldest] = this.#awaited.values();
    if (!oldest) return undefined;
    const most = Math.max(...[...this.#awaited.values()].map(({ ms }) => ms));
    if (now - this.#silentSince > most) return most;
    // One of its threads may hang while the others answer: what waited for another had a turn
    // of its own by now.
    return now - oldest.since > 2 * most ? 2 * most : undefined;
  }
}
