/** What a tick that comes late may count, in ticks: a busy machine is a little late, too. */
const MOST_TICKS = 4;

/**
 * Milliseconds in which this process was awake. A command that is suspended (Ctrl-Z, a laptop
 * asleep) finds when it goes on that hours have passed, in which nobody could answer it: of a
 * time in which its own timer did not tick only a moment counts.
 */
export class AwakeClock {
  readonly #timer: NodeJS.Timeout;
  #awake = 0;
  #last = performance.now();

  /** Ticks every `tickMs` milliseconds, and calls `onTick` each time, until it is stopped. */
  constructor(
    private readonly tickMs: number,
    onTick: () => void,
  ) {
    this.#timer = setInterval(onTick, tickMs).unref();
  }

  /** Since the start. */
  now(): number {
    const now = performance.now();
    this.#awake += Math.min(now - this.#last, MOST_TICKS * this.tickMs);
    this.#last = now;
    return this.#awake;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
