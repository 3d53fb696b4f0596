import { isUnable, problemOf } from './away.js';

/** How often it is said that the server is away, however often it comes and goes. */
const REMIND_EVERY_MS = 60_000;

/** An outage that begins again so soon after its end has not ended. */
const SETTLED_MS = 5_000;

interface Outage {
  /** By `performance.now()`. */
  readonly since: number;
  isTold: boolean;
  /** Whether the server answers, and cannot do what it is asked. */
  isUnable: boolean;
  /** When the server was back; undefined until then. */
  backAt?: number | undefined;
}

/** Knows when a server is away, and says so: when it goes, now and then, and when it is back to stay. */
export class Outages {
  readonly #tell: (message: string) => void;
  readonly #shown: string;
  /** Statements that wait for it. */
  readonly #waiting = new Set<symbol>();
  #outage: Outage | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  #settling: NodeJS.Timeout | undefined;
  #count = 0;

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
    return this.#outage !== undefined && this.#outage.backAt === undefined;
  }

  /** Notes that a statement did not reach it, or could not be done. */
  missed(statement: symbol, error: unknown): void {
    const now = performance.now();
    clearTimeout(this.#settling);
    this.#waiting.add(statement);
    this.#outage ??= { since: now, isTold: false, isUnable: false };
    this.#outage.backAt = undefined;
    this.#outage.isUnable = isUnable(error);
    if (now - this.#toldAt < REMIND_EVERY_MS) return;
    this.#toldAt = now;
    this.#outage.isTold = true;
    this.#tell(`Waiting for PostgreSQL at ${this.#shown}: ${problemOf(error)}`);
  }

  /**
   * Notes that it answered a statement; returns whether it was away until then. One whose disk is
   * full reads on: that says nothing to those that wait for it to write.
   */
  answered(statement: symbol): boolean {
    const hasWaited = this.#waiting.delete(statement);
    const outage = this.#outage;
    if (!outage || outage.backAt !== undefined) return false;
    if (outage.isUnable && !hasWaited && this.#waiting.size > 0) return false;
    outage.backAt = performance.now();
    this.#count += 1;
    this.#settling = setTimeout(() => this.settle(), SETTLED_MS);
    // It is no reason to stay.
    this.#settling.unref();
    return true;
  }

  /** Notes that a statement does not wait any more. */
  left(statement: symbol): void {
    this.#waiting.delete(statement);
  }

  /** Says that the server is back, if it is and that was not said. */
  settle(): void {
    clearTimeout(this.#settling);
    if (this.#outage?.backAt === undefined) return;
    const { since, backAt, isTold } = this.#outage;
    this.#outage = undefined;
    const seconds = Math.ceil((backAt - since) / 1000);
    if (isTold) this.#tell(`PostgreSQL at ${this.#shown} answers again after ${seconds} s`);
  }
}
