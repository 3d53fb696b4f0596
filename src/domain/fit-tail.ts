import type { Histogram } from './histogram.js';
import { CHANCE, manyOutliersOf, ROUNDS } from './outliers.js';
import { type Tail, tailSimilarity } from './tail.js';
import { byMoments } from './tail-estimates.js';

/**
 * Fits the upper tail. Outliers, which are duplicates, are left out: first those that can be
 * told however many they are, then what still lies where the fitted tail has next to nothing.
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
