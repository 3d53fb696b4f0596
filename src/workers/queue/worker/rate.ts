/** What "lately" means: long enough to be steady, short enough to show that a machine is slower now. */
const WINDOW_MS = 10_000;

/** How many a second there are lately. */
export class Rate {
  readonly #began: number;
  #times: number[] = [];

  /** @param now milliseconds of a clock that runs evenly */
  constructor(private readonly now: () => number = () => performance.now()) {
    this.#began = now();
  }

  add(): void {
    this.#times.push(this.now());
    if (this.#times.length % 1000 === 0) this.#forgetOld();
  }

  perSecond(): number {
    this.#forgetOld();
    const seconds = Math.min(WINDOW_MS, this.now() - this.#began) / 1000;
    return seconds > 0 ? this.#times.length / seconds : 0;
  }

  #forgetOld(): void {
    const oldest = this.now() - WINDOW_MS;
    const first = this.#times.findIndex((time) => time >= oldest);
    this.#times = first === -1 ? [] : this.#times.slice(first);
  }
}
