import type { Pair } from './pairs.js';

/** A pair of rows, with a key shared by all pairs of its two groups. */
interface KeyedPair {
  readonly key: string;
  readonly pair: Pair;
}

/**
 * Keeps the `top` most similar pairs of groups, each with its most similar pair of rows; equal ones
 * by lower indices, regardless of insertion order. For small `top`.
 */
export class BestPairs {
  #best: readonly KeyedPair[] = [];

  constructor(private readonly top: number) {}

  /** Pairs with a lower similarity are not among the best. */
  get floor(): number {
    if (this.top === 0) return Number.POSITIVE_INFINITY;
    const last = this.#best[this.top - 1];
    return last?.pair.similarity ?? Number.NEGATIVE_INFINITY;
  }

  /** `groups` are the groups of the two rows, and differ. */
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
