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
 * The shape of the tails, for all packs. Of a few hundred excesses of each group it cannot be
 * told: of one group's own it comes out as anything from -0.3 to 0, and of all groups together
 * as -0.13 (standard), -0.17 (openvino), -0.19 (combined) and -0.21 (dlib). It decides about
 * rates below those that can be counted, and with a shape of its own for each pack one would be
 * called stronger than another by chance.
 */
const SHAPE = -0.15;

/**
 * The table of a pack. Beyond `TAIL` the excesses of each group are taken to follow a
 * generalized Pareto distribution with the mean that they have and the shape of all.
 *
 * @param groups for each group the similarities of its pairs of one sex, in descending order
 * @returns rows of { fmr, similarity, basis? }
 */
export function worstGroupTable(groups) {
  const tails = groups.map(tailOf);
  return RATES.map((fmr) => {
    const similarity = Math.max(
      ...groups.map((similarities, i) =>
        fmr > TAIL
          ? similarities[Math.floor(fmr * similarities.length)]
          : tailSimilarity(tails[i], fmr),
      ),
    );
    const row = { fmr, similarity: Number(similarity.toFixed(4)) };
    return fmr < LEAST_MEASURED ? { ...row, basis: 'extrapolated' } : row;
  });
}

/** Mean and shape make the scale of the tail: it is the mean times (1 - shape). */
function tailOf(similarities) {
  const count = Math.floor(TAIL * similarities.length);
  const from = similarities[count];
  const sum = similarities.slice(0, count).reduce((total, similarity) => total + similarity, 0);
  const mean = sum / count - from;
  return { from, share: TAIL, scale: mean * (1 - SHAPE), shape: SHAPE };
}
