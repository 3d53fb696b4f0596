import type { Phase } from '../domain/run-report.js';

/** How often the phase at work is kept, in milliseconds: what a killed run may lack of it. */
const KEEP_EVERY_MS = 10_000;

/** The phases of a run as it goes through them, one after the other. */
export class Timeline {
  readonly #keep: (phases: readonly Phase[]) => void;
  readonly #clock: () => number;
  readonly #began: number;
  #ended: readonly Phase[] = [];
  #open: Omit<Phase, 'to'> | undefined;
  #kept: number;

  /**
   * @param keep writes them in the transaction that it is called in
   * @param clock milliseconds that a change of the system's time does not move
   */
  constructor(keep: (phases: readonly Phase[]) => void, clock = () => performance.now()) {
    this.#keep = keep;
    this.#clock = clock;
    this.#began = clock();
    this.#kept = this.#began;
  }

  /** Begins a phase, and ends the one before. */
  begin(name: Phase['name']): void {
    this.end();
    this.#open = { name, from: this.#now(), done: 0 };
  }

  /** How many photos or rows are done in the phase at work. */
  setDone(done: number): void {
    if (this.#open) this.#open = { ...this.#open, done };
  }

  /** Ends the phase at work. */
  end(): void {
    this.#ended = this.phases();
    this.#open = undefined;
  }

  /** All phases so far; the one at work as if it ended now. */
  phases(): readonly Phase[] {
    if (!this.#open) return this.#ended;
    const { name, from, done } = this.#open;
    return [...this.#ended, { name, from, to: this.#now(), done }];
  }

  /** Writes the phases so far. Call it in a transaction. */
  keep(): void {
    this.#kept = this.#clock();
    this.#keep(this.phases());
  }

  /** The same for a call after each photo: seldom enough to cost nothing. */
  keepSeldom(): void {
    if (this.#clock() - this.#kept >= KEEP_EVERY_MS) this.keep();
  }

  #now(): number {
    return Math.round(this.#clock() - this.#began);
  }
}
