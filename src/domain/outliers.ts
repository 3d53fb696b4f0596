import type { Histogram } from './histogram.js';
import { type Tail, tailRate } from './tail.js';
import { fromLowerHalf } from './tail-estimates.js';

/** Similarities that do not belong to the tail of a distribution. */
export interface Outliers {
  /** They are at least so similar. */
  readonly similarity: number;
  /** How many there are, and how many the tail has there. */
  readonly pairs: number;
  readonly expected: number;
}

/**
 * Of the similarities that are called outliers at most this share may belong to the tail:
 * one of fifty. So a first one needs a place where chance puts one in fifty galleries, and
 * where many stand off the next may lie nearer.
 */
export const CHANCE = 0.02;

/** A fit below the outliers shows others; after so many times the rest is the tail. */
export const ROUNDS = 10;

/**
 * The greatest similarities of which there are so many more than the tail has that they do
 * not belong to it: the procedure of Benjamini and Hochberg (1995, "Controlling the false
 * discovery rate", Journal of the Royal Statistical Society B 57), on the histogram's bins.
 *
 * @returns undefined when all can belong to the tail
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
    // Hundreds of pairs of one picture would allow for a few of chance.
    if (expected <= CHANCE * (pairs - same)) outliers = { similarity: bin.from, pairs, expected };
  }
  return outliers;
}

/**
 * Templates of one picture are at least so similar: the same file under several user IDs.
 * Different people never are.
 */
const SAME_PICTURE = 1 - 2 ** -13;

/**
 * Pairs of one picture need no tail to be told by. They can be so many, as where a placeholder
 * stands for many people, that they would pass for the tail themselves.
 *
 * @returns undefined also when most pairs are such: then similarities mean nothing at all
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
 * The same by the tail that the lower half of the greatest similarities tells: it finds
 * outliers also where they are so many that a fit of all takes them for the tail itself. Pairs
 * of one picture are outliers however many they are.
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
