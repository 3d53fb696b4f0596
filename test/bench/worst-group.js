/**
 * What a pack promises: the similarity that pairs of people of one group and one sex exceed at
 * a rate, in the group where that similarity is highest.
 */

import { tailSimilarity } from '../../dist/domain/tail.js';

/** What similarities are told for: the rates of the table, from the highest to the lowest. */
const RATES = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8];

/** A few thousand pairs of a group measure rates down to this one; those below are extrapolated. */
const LEAST_MEASURED = 1e-3;

/** What lies above a group's 95th percentile is its tail: some hundred pairs of each group. */
const TAIL = 0.05;

/**
 * The table of a pack.
 *
 * Beyond `TAIL` the excesses of each group are taken to follow a generalized Pareto
 * distribution, with a scale of its own and the shape that all of them have in common: of
 * one group's few hundred excesses the shape cannot be told, and it decides what comes out
 * for rates below those that can be counted (of one group's own it was anything from -0.3 to
 * 0). Shape and scale by probability-weighted moments (Hosking and Wallis 1987, see
 * src/domain/tail-estimates.ts).
 *
 * @param groups for each group the similarities of its pairs of one sex, in descending order
 * @returns rows of { fmr, similarity, basis? }
 */
export function worstGroupTable(groups) {
  const tails = groups.map(tailOf);
  // In units of each group's mean, so that none counts more than another.
  const together = tails.flatMap(({ excesses, mean }) => excesses.map((excess) => excess / mean));
  const shape = shapeOf(together);
  return RATES.map((fmr) => {
    const similarity = Math.max(
      ...groups.map((similarities, i) =>
        fmr > TAIL
          ? similarities[Math.floor(fmr * similarities.length)]
          : tailSimilarity(withShape(tails[i], shape), fmr),
      ),
    );
    const row = { fmr, similarity: Number(similarity.toFixed(4)) };
    return fmr < LEAST_MEASURED ? { ...row, basis: 'extrapolated' } : row;
  });
}

function tailOf(similarities) {
  const count = Math.floor(TAIL * similarities.length);
  const from = similarities[count];
  const excesses = Array.from(similarities.slice(0, count), (similarity) => similarity - from);
  return { from, excesses, mean: mean(excesses) };
}

/** A group's tail, of which the mean is its own and the shape that of all. */
function withShape({ from, mean: excess }, shape) {
  return { from, share: TAIL, scale: excess * (1 - shape), shape };
}

/** A cosine ends at 1, so that no shape is above 0; below -0.5 the method is not made for. */
function shapeOf(excesses) {
  const sorted = excesses.toSorted((p, q) => q - p);
  const all = mean(sorted);
  const weighted = mean(sorted.map((excess, i) => (excess * (i + 0.35)) / sorted.length));
  return Math.min(Math.max(2 - all / (all - 2 * weighted), -0.5), 0);
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
