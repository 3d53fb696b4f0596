import { AwakeClock } from './awake-clock.js';

interface Awaited {
  /** When waiting began, on the watch's clock. */
  readonly since: number;
  readonly ms: number;
}

/**
 * Detects a process that has stopped answering. Its threads share the tasks, and some tasks wait
 * for others, but some answer arrives within the time limit of one task.
 */
export class Watch {
  readonly #awaited = new Map<unknown, Awaited>();
  readonly #clock: AwakeClock;
  /** When the silence began. */
  #silentSince = 0;

  /** Calls `onOverdue` once, with the time waited in milliseconds; checks every `tickMs`. */
  constructor(tickMs: number, onOverdue: (ms: number) => void) {
    this.#clock = new AwakeClock(tickMs, () => {
      const overdue = this.#overdue();
      if (overdue === undefined) return;
      this.stop();
      onOverdue(overdue);
    });
  }

  /** Expects an answer within `ms` milliseconds, from the first call on. */
  expect(what: unknown, ms: number): void {
    if (this.#awaited.has(what)) return;
    const since = this.#clock.now();
    if (this.#awaited.size === 0) this.#silentSince = since;
    this.#awaited.set(what, { since, ms });
  }

  /** Milliseconds waited so far; 0 when nothing is expected. */
  waited(what: unknown): number {
    const now = this.#clock.now();
    return now - (this.#awaited.get(what)?.since ?? now);
  }

  /** Ends the expectation; also ends the silence. */
  done(what: unknown): void {
    this.#silentSince = this.#clock.now();
    this.#awaited.delete(what);
  }

  stop(): void {
    this.#clock.stop();
  }

  /** Milliseconds waited when the process is given up; undefined until then. */
  #overdue(): number | undefined {
    const now = this.#clock.now();
    // The first is the oldest.
    const [oldest] = this.#awaited.values();
    if (!oldest) return undefined;
    const most = Math.max(...[...this.#awaited.values()].map(({ ms }) => ms));
    if (now - this.#silentSince > most) return most;
    // One thread may hang while others answer: a task that waited for another has had its own turn
    // by now.
    return now - oldest.since > 2 * most ? 2 * most : undefined;
  }
}
