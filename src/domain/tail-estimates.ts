import type { Bin, Histogram } from './histogram.js';
import type { Tail } from './tail.js';

/** The share of the similarities that counts as the tail: above the 99th percentile. */
const SHARE = 0.01;

/**
 * Of the similarities below `end`, at most the 2,000 greatest are fitted, and at least 50. Farther
 * out the distribution fits better: with random vectors and with faces, the similarity at an FMR of
 * 1e-6 was too low with all 1% of a million pairs, and unbiased with 2,000. With fewer than 50, the
 * shape is indistinguishable from noise.
 */
const EXCESSES = { least: 50, most: 2000 };

/**
 * A cosine has an upper end, 1, and a distribution with an end has no shape above 0: a higher
 * estimate is noise, or duplicates that do not belong to the distribution. For shapes below -0.5
 * the method is not valid.
 */
const SHAPES = { least: -0.5, most: 0 };

/**
 * The tail below `end` by probability-weighted moments (Hosking and Wallis 1987, "Parameter and
 * quantile estimation for the generalized Pareto distribution", Technometrics 29): closed formulas
 * that are robust with few excesses.
 */
export function byMoments(histogram: Histogram, end: number): Tail {
  const { total } = histogram;
  const wanted = Math.min(Math.max(SHARE * total, EXCESSES.least), EXCESSES.most);
  const { bins, count, from } = greatest(histogram, wanted, end);
  const { mean, weighted } = moments(bins, from, count);
  // a0 and a1 of the paper; its k is the negative of the shape, and the mean is scale / (1 + k).
  const shape = 2 - mean / Math.max(mean - 2 * weighted, Number.MIN_VALUE);
  const bounded = Math.min(Math.max(shape, SHAPES.least), SHAPES.most);
  return { from, share: count / total, scale: mean * (1 - bounded), shape: bounded };
}

/** With this many, the lower half is enough to estimate a scale. */
const LEAST_HALVED = 100;

/**
 * The lower half does not determine the shape, so one is assumed: between that of an exponential,
 * 0, and that of a normal distribution's tail, about -0.1. With faces, -0.1 accused people in 7 of
 * 40 galleries without duplicates, and 0 found a tenth to a quarter fewer of many duplicates.
 */
const ASSUMED_SHAPE = -0.05;

/**
 * The tail, estimated from the lower half of the greatest 1% below `end`: of the upper half only
 * the count is used, not the values. Two hundred duplicates among 300 people hardly move it.
 */
export function fromLowerHalf(histogram: Histogram, end: number): Tail {
  const { total } = histogram;
  const wanted = Math.max(SHARE * total, LEAST_HALVED);
  const { bins, count, from } = greatest(histogram, wanted, end);
  let [upper, sum] = [0, 0];
  let cap: number | undefined;
  for (const bin of bins) {
    if (upper < count / 2) {
      upper += bin.count;
    } else {
      cap ??= middle(bin) - from;
      sum += bin.count * (middle(bin) - from);
    }
  }
  // The maximum likelihood of an exponential censored at `cap`, and the scale with which the
  // assumed shape has the same median.
  const exponential = (sum + upper * (cap ?? 0)) / Math.max(count - upper, 1);
  const scale = (exponential * Math.LN2 * ASSUMED_SHAPE) / (2 ** ASSUMED_SHAPE - 1);
  return {
    ...{ from, share: count / total },
    ...{ scale: Math.max(scale, Number.MIN_VALUE), shape: ASSUMED_SHAPE },
  };
}

interface Greatest {
  /** From the highest similarity to the lowest. */
  readonly bins: readonly Bin[];
  readonly count: number;
  /** The lower edge of the last of them. */
  readonly from: number;
}

/** The bins of about `wanted` similarities, those next below `end`. */
function greatest(histogram: Histogram, wanted: number, end: number): Greatest {
  const bins: Bin[] = [];
  let count = 0;
  for (const bin of histogram.descending()) {
    if (bin.from >= end) continue;
    bins.push(bin);
    count += bin.count;
    if (count >= wanted) break;
  }
  return { bins, count, from: bins.at(-1)?.from ?? -1 };
}

/** Means of the excesses x, and of x * (1 - p) with the plotting positions p of the paper. */
function moments(
  descending: readonly Bin[],
  from: number,
  count: number,
): { readonly mean: number; readonly weighted: number } {
  let [mean, weighted, greater] = [0, 0, 0];
  for (const bin of descending) {
    const excess = middle(bin) - from;
    // 1 - p of the rank j is (count - j + 0.35) / count; averaged over the ranks of the bin:
    const rest = (greater + (bin.count - 1) / 2 + 0.35) / count;
    mean += (bin.count * excess) / count;
    weighted += (bin.count * excess * rest) / count;
    greater += bin.count;
  }
  return { mean, weighted };
}

/** Bins are narrow enough, compared with the excesses, to be represented by their middle. */
function middle({ from, to }: Bin): number {
  return (from + to) / 2;
}
