import type { Bin, Histogram } from './histogram.js';

/**
 * The upper tail of a distribution of similarities: beyond `from` the excesses follow a
 * generalized Pareto distribution, as those of nearly every distribution do far enough out
 * (Pickands 1975; Balkema and de Haan 1974).
 */
export interface Tail {
  /** The similarity where the tail begins. */
  readonly from: number;
  /** The share of all similarities that lie in it, 0 to 1. */
  readonly share: number;
  /** Of the excesses, above 0. */
  readonly scale: number;
  /** 0 for an exponential tail; below 0 for one that thins out towards an end. */
  readonly shape: number;
}

/**
 * The tail is what lies above the 99th percentile, but no more than the 2,000 greatest and
 * no fewer than 50. Farther out the distribution is a better fit: with random vectors and
 * with faces the similarity at an FMR of 1e-6 came out too low with all 1% of a million
 * pairs, and without a bias with 2,000. Of fewer than 50 the shape cannot be told from noise.
 */
const SHARE = 0.01;
const EXCESSES = { least: 50, most: 2000 };

/**
 * A cosine has an upper end, 1, and a distribution with an end has no shape above 0: an
 * estimate above it is noise, or duplicates that do not belong to the distribution. For
 * shapes below -0.5 the method below is not made.
 */
const SHAPES = { least: -0.5, most: 0 };

/**
 * Where the fitted tail has fewer than this many similarities of all, what lies there does
 * not belong to it: in one gallery of a hundred this is wrong, and costs one pair.
 */
export const OUTLIERS = 0.01;

/** Leaving out the farthest outliers shows others; after so many times the rest is the tail. */
const ROUNDS = 10;

/**
 * Fits the tail by probability-weighted moments (Hosking and Wallis 1987, "Parameter and
 * quantile estimation for the generalized Pareto distribution", Technometrics 29): closed
 * formulas that are safe with few excesses. Outliers, which are duplicates, are left out.
 */
export function fitTail(histogram: Histogram): Tail {
  const total = histogram.total;
  let tail = fitBelow(histogram, total, Number.POSITIVE_INFINITY);
  for (let round = 0, left = 0; round < ROUNDS; round += 1) {
    const end = tailEnd(tail, total);
    const outliers = histogram.above(end);
    if (outliers <= left) break;
    left = outliers;
    tail = fitBelow(histogram, total, end);
  }
  return tail;
}

/** The similarity that chance hardly ever exceeds among `total` of them. */
export function tailEnd(tail: Tail, total: number): number {
  return tailSimilarity(tail, OUTLIERS / total);
}

function fitBelow(histogram: Histogram, total: number, end: number): Tail {
  const wanted = Math.min(Math.max(SHARE * total, EXCESSES.least), EXCESSES.most);
  const bins: Bin[] = [];
  let count = 0;
  for (const bin of histogram.descending()) {
    if (bin.from >= end) continue;
    bins.push(bin);
    count += bin.count;
    if (count >= wanted) break;
  }
  const from = bins.at(-1)?.from ?? -1;
  const { mean, weighted } = moments(bins, from, count);
  // a0 and a1 of the paper; its k is the negative of the shape, and the mean is scale / (1 + k).
  const shape = 2 - mean / Math.max(mean - 2 * weighted, Number.MIN_VALUE);
  const bounded = Math.min(Math.max(shape, SHAPES.least), SHAPES.most);
  return { from, share: count / total, scale: mean * (1 - bounded), shape: bounded };
}

/** The mean of the excesses x, and the mean of x * (1 - p) with the plotting positions p of the paper. */
function moments(
  descending: readonly Bin[],
  from: number,
  count: number,
): { readonly mean: number; readonly weighted: number } {
  let [mean, weighted, greater] = [0, 0, 0];
  for (const bin of descending) {
    // Bins are so narrow beside the excesses that their middle stands for each of them.
    const excess = (bin.from + bin.to) / 2 - from;
    // 1 - p of the rank j is (count - j + 0.35) / count; on average over the ranks of the bin:
    const rest = (greater + (bin.count - 1) / 2 + 0.35) / count;
    mean += (bin.count * excess) / count;
    weighted += (bin.count * excess * rest) / count;
    greater += bin.count;
  }
  return { mean, weighted };
}

/** The similarity above which the tail has a share `rate` (above 0) of all similarities. */
export function tailSimilarity({ from, share, scale, shape }: Tail, rate: number): number {
  const farther = Math.log(share / rate);
  return from + (shape === 0 ? scale * farther : (scale * Math.expm1(shape * farther)) / shape);
}
