/** A row of a gallery and its cosine to what was searched: -1 to 1, but for rounding. */
export interface Match {
  readonly index: number;
  readonly similarity: number;
}

/** Keeps the `top` best of the matches told to it, of equal ones those with the lower index. */
export class Best {
  #matches: Match[] = [];
  #floor: number;

  constructor(
    private readonly top: number,
    least: number,
  ) {
    this.#floor = least;
  }

  /** A match with a lower similarity than this is not among the best. */
  get floor(): number {
    return this.#floor;
  }

  add(match: Match): void {
    if (match.similarity < this.#floor) return;
    this.#matches.push(match);
    // Cut now and then, not each time: so the cost of sorting is shared, however large `top` is.
    if (this.#matches.length < 2 * this.top) return;
    this.#cut();
    this.#floor = this.#matches.at(-1)?.similarity ?? this.#floor;
  }

  /** The best, in descending order. */
  matches(): readonly Match[] {
    this.#cut();
    return this.#matches;
  }

  #cut(): void {
    this.#matches.sort((p, q) => q.similarity - p.similarity || p.index - q.index);
    this.#matches.length = Math.min(this.#matches.length, this.top);
  }
}
