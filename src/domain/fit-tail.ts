import type { Histogram } from './histogram.js';
import { CHANCE, manyOutliersOf, ROUNDS } from './outliers.js';
import { type Tail, tailSimilarity } from './tail.js';
import { byMoments } from './tail-estimates.js';

/**
 * Fits the upper tail without its outliers, which are duplicates: excludes first those that can be
 * identified however many they are, then those beyond the fitted tail.
 */
export function fitTail(histogram: Histogram): Tail {
  const total = histogram.total;
  let end = manyOutliersOf(histogram)?.similarity ?? Number.POSITIVE_INFINITY;
  let tail = byMoments(histogram, end);
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = tailSimilarity(tail, CHANCE / total);
    if (next >= end || histogram.above(next) <= histogram.above(end)) break;
    end = next;
    tail = byMoments(histogram, end);
  }
  return tail;
}
