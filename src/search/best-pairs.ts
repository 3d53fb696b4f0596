import type { Pair } from './pairs.js';

/** A pair of rows, with a key that is the same for all pairs of its two groups. */
interface KeyedPair {
  readonly key: string;
  readonly pair: Pair;
}

/**
 * Keeps the `top` most similar pairs of groups, each with the most similar two of its rows;
 * of equal ones those with the lower indices, in whatever order they are told. For a few.
 */
export class BestPairs {
  #best: readonly KeyedPair[] = [];

  constructor(private readonly top: number) {}

  /** A pair with a lower similarity than this is not among the best. */
  get floor(): number {
    if (this.top === 0) return Number.POSITIVE_INFINITY;
    const last = this.#best[this.top - 1];
    return last?.pair.similarity ?? Number.NEGATIVE_INFINITY;
  }

  /** `groups`: those of the two rows, different numbers. */
  add(pair: Pair, groups: readonly [number, number]): void {
    if (pair.similarity < this.floor) return;
    const key = `${Math.min(...groups)} ${Math.max(...groups)}`;
    const known = this.#best.find((one) => one.key === key);
    if (known && order(known.pair, pair) < 0) return;
    const others = this.#best.filter((one) => one !== known);
    this.#best = [...others, { key, pair }]
      .sort((p, q) => order(p.pair, q.pair))
      .slice(0, this.top);
  }

  /** The best, in descending order. */
  pairs(): readonly Pair[] {
    return this.#best.map(({ pair }) => pair);
  }
}

function order(p: Pair, q: Pair): number {
  return q.similarity - p.similarity || p.first - q.first || p.second - q.second;
}
