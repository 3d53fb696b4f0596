/**
 * Bins of 2^-15, about 0.00003: finer than the four decimals that are shown. A power of two keeps
 * the edges exact.
 */
const BINS_PER_UNIT = 2 ** 15;

const LAST = 2 * BINS_PER_UNIT - 1;

/** A range of a histogram and the number of similarities in it. */
export interface Bin {
  /** The lower edge, -1 to 1. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** How often each similarity (-1 to 1) was seen: half a megabyte, however many there are. */
export class Histogram {
  readonly #counts = new Float64Array(LAST + 1);

  /** Counts a similarity; rounding beyond -1 or 1 falls into the first or last bin. */
  add(similarity: number): void {
    const bin = Math.floor((similarity + 1) * BINS_PER_UNIT);
    const inside = bin < 0 ? 0 : bin > LAST ? LAST : bin;
    this.#counts[inside] = (this.#counts[inside] ?? 0) + 1;
  }

  get total(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** The non-empty bins, from the highest similarity to the lowest. */
  *descending(): Generator<Bin> {
    for (let bin = LAST; bin >= 0; bin -= 1) {
      const count = this.#counts[bin] ?? 0;
      if (count === 0) continue;
      yield { from: bin / BINS_PER_UNIT - 1, to: (bin + 1) / BINS_PER_UNIT - 1, count };
    }
  }

  /** The number above a similarity; those in its own bin are assumed to be spread evenly. */
  above(similarity: number): number {
    let sum = 0;
    for (const { from, to, count } of this.descending()) {
      if (to <= similarity) break;
      sum += count * Math.min(1, (to - similarity) / (to - from));
    }
    return sum;
  }

  /** The similarity with `count` above it, the inverse of `above`; -1 if there are fewer. */
  similarityAbove(count: number): number {
    let left = count;
    for (const bin of this.descending()) {
      if (bin.count >= left) return bin.to - (left / bin.count) * (bin.to - bin.from);
      left -= bin.count;
    }
    return -1;
  }
}
