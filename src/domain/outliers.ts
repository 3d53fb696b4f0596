import type { Histogram } from './histogram.js';
import { type Tail, tailRate } from './tail.js';
import { fromLowerHalf } from './tail-estimates.js';

/** Similarities that do not belong to the tail of a distribution. */
export interface Outliers {
  /** Their least similarity. */
  readonly similarity: number;
  /** Their number, and the number that the tail predicts there. */
  readonly pairs: number;
  readonly expected: number;
}

/**
 * Of the similarities that are called outliers, at most this share may belong to the tail. A single
 * one must lie where chance puts one in fifty galleries; if many stand off, the next may lie
 * nearer.
 */
export const CHANCE = 0.02;

/** A fit without the outliers reveals others; after 10 rounds the rest is the tail. */
export const ROUNDS = 10;

/**
 * The greatest similarities that outnumber the tail's prediction so far that they do not belong to
 * it: the procedure of Benjamini and Hochberg (1995, "Controlling the false discovery rate",
 * Journal of the Royal Statistical Society B 57), on the histogram's bins.
 *
 * @returns undefined if all can belong to the tail
 */
export function outliersOf(histogram: Histogram, tail: Tail): Outliers | undefined {
  const { total } = histogram;
  const same = samePictures(histogram)?.pairs ?? 0;
  let pairs = 0;
  let outliers: Outliers | undefined;
  for (const bin of histogram.descending()) {
    if (bin.from <= tail.from) break;
    pairs += bin.count;
    const expected = total * tailRate(tail, bin.from);
    // Hundreds of pairs of one picture would admit a few by chance.
    if (expected <= CHANCE * (pairs - same)) outliers = { similarity: bin.from, pairs, expected };
  }
  return outliers;
}

/**
 * Templates of one picture, the same file under several user IDs, are at least this similar.
 * Different people never are.
 */
const SAME_PICTURE = 1 - 2 ** -13;

/**
 * Pairs of one picture are recognized without the tail. A placeholder used for many people makes
 * enough of them to pass for the tail themselves.
 *
 * @returns undefined also if most pairs are such: then similarities mean nothing
 */
function samePictures(histogram: Histogram): Outliers | undefined {
  let pairs = 0;
  let similarity = 1;
  for (const bin of histogram.descending()) {
    if (bin.from < SAME_PICTURE) break;
    pairs += bin.count;
    similarity = bin.from;
  }
  return pairs === 0 || pairs > histogram.total / 2
    ? undefined
    : { similarity, pairs, expected: 0 };
}

/**
 * Like `outliersOf`, with a tail fitted to the lower half of the greatest similarities: finds
 * outliers even if they are so numerous that a fit of all takes them for the tail. Pairs of one
 * picture are always outliers.
 */
export function manyOutliersOf(histogram: Histogram): Outliers | undefined {
  let outliers = samePictures(histogram);
  for (let round = 0; round < ROUNDS; round += 1) {
    const end = outliers?.similarity ?? Number.POSITIVE_INFINITY;
    const next = outliersOf(histogram, fromLowerHalf(histogram, end));
    if (!next || next.similarity >= end) break;
    outliers = next;
  }
  return outliers;
}
