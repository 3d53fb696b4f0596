/** Cap on what a late tick counts, in ticks; a busy machine is a little late, too. */
const MOST_TICKS = 4;

/**
 * Measures the time in which this process was awake, in milliseconds. After a suspension (Ctrl-Z, a
 * laptop asleep) hours may have passed in which nobody could answer; of a time without ticks only a
 * moment counts.
 */
export class AwakeClock {
  readonly #timer: NodeJS.Timeout;
  #awake = 0;
  #last = performance.now();

  /** Ticks every `tickMs` milliseconds, calling `onTick`, until stopped. */
  constructor(
    private readonly tickMs: number,
    onTick: () => void,
  ) {
    this.#timer = setInterval(onTick, tickMs).unref();
  }

  /** Milliseconds awake since the start. */
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
