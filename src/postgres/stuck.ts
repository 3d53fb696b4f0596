/** A statement was given up, to be done again on another connection. */
export class StuckError extends Error {}

interface Waiting {
  /** By `performance.now()`. */
  readonly since: number;
  readonly reject: (why: StuckError) => void;
}

/**
 * Statements that wait for an answer. After an outage of the network TCP takes up to a minute to send
 * again what was lost; a new connection is answered at once.
 */
export class Stuck {
  readonly #waiting = new Set<Waiting>();
  readonly #leastMs: number;

  /** @param leastMs milliseconds after which a statement that waits is stuck */
  constructor(leastMs: number) {
    this.#leastMs = leastMs;
  }

  /** Waits for work, or rejects when it is stuck and the server has answered others. */
  async watch<T>(work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const waiting: Waiting = { since: performance.now(), reject };
    this.#waiting.add(waiting);
    try {
      return await Promise.race([work, promise]);
    } finally {
      this.#waiting.delete(waiting);
    }
  }

  /** The server answers again: gives up what is stuck. */
  giveUp(): void {
    const latest = performance.now() - this.#leastMs;
    for (const { since, reject } of this.#waiting) {
      if (since < latest) reject(new StuckError('it was stuck'));
    }
  }
}
