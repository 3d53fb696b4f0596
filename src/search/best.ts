/** A row of a gallery and its cosine to the query: -1 to 1, up to rounding. */
export interface Match {
  readonly index: number;
  readonly similarity: number;
}

/** Keeps the `top` best matches; equal ones by lower index. */
export class Best {
  #matches: Match[] = [];
  #floor: number;

  constructor(
    private readonly top: number,
    least: number,
  ) {
    this.#floor = least;
  }

  /** Matches with a lower similarity are not among the best. */
  get floor(): number {
    return this.#floor;
  }

  add(match: Match): void {
    if (match.similarity < this.#floor) return;
    this.#matches.push(match);
    // Sorting only at twice the size spreads its cost, however large `top` is.
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
