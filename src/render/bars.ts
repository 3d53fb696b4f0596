import type { Similarities } from '../domain/calibration.js';
import type { Bin, Histogram } from '../domain/histogram.js';

/** One bar of a histogram for people. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  /** Pairs of different users, and pairs of one user. */
  readonly different: number;
  readonly same: number;
}

/** Widths that make round edges; the widest covers all similarities with twenty bars. */
const WIDTHS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1];

/** The similarities in at most `most` (at least 20) bars with round edges, ascending. */
export function bars({ different, same }: Similarities, most: number): readonly Bar[] {
  const all = [...ends(different), ...ends(same)];
  const [least, greatest] = [Math.min(...all), Math.max(...all)];
  const span = (width: number) => first(greatest, width) - first(least, width) + 1;
  const width = WIDTHS.find((width) => span(width) <= most) ?? 0.1;
  const lowest = first(least, width);
  const numbers = Array.from({ length: span(width) }, (_, i) => lowest + i);
  const result = numbers.map((n) => ({
    from: round(n * width),
    to: round((n + 1) * width),
    different: 0,
    same: 0,
  }));
  for (const [name, histogram] of [
    ['different', different],
    ['same', same],
  ] as const) {
    for (const bin of histogram.descending()) {
      const bar = result[first(middle(bin), width) - lowest];
      if (bar) bar[name] += bin.count;
    }
  }
  return result;
}

/** The middles of the lowest and the highest bin, if any. */
function ends(histogram: Histogram): readonly number[] {
  const middles = [...histogram.descending()].map(middle);
  return middles.length === 0 ? [] : [middles.at(-1) as number, middles[0] as number];
}

/** The number of the bar that contains a similarity; bar 0 begins at 0. */
function first(similarity: number, width: number): number {
  return Math.floor(similarity / width);
}

function middle({ from, to }: Bin): number {
  return (from + to) / 2;
}

/** Removes noise of multiplication: 0.93, not 0.9300000000000001. */
function round(similarity: number): number {
  return Number(similarity.toFixed(3));
}
