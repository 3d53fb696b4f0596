/** What "lately" means: long enough to be steady, short enough to show that a machine is slower now. */
const WINDOW_MS = 10_000;

/** From a shorter time nothing follows. */
const LEAST_MS = 1_000;

/** How many a second there are lately. */
export class Rate {
  #times: number[] = [];

  /** @param now milliseconds of a clock that runs evenly */
  constructor(private readonly now: () => number = () => performance.now()) {}

  add(): void {
    this.#times.push(this.now());
    if (this.#times.length % 1000 === 0) this.#forgetOld();
  }

  /** Since there were any: a worker that waited before is no slower for that. */
  perSecond(): number {
    this.#forgetOld();
    const [first] = this.#times;
    if (first === undefined) return 0;
    return (this.#times.length * 1000) / Math.max(LEAST_MS, this.now() - first);
  }

  #forgetOld(): void {
    const oldest = this.now() - WINDOW_MS;
    const first = this.#times.findIndex((time) => time >= oldest);
    this.#times = first === -1 ? [] : this.#times.slice(first);
  }
}
