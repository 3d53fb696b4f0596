import type { Calibration, Similarities } from './calibration.js';
import { manyOutliersOf, type Outliers, outliersOf } from './outliers.js';
import type { Tail } from './tail.js';

/**
 * Standard deviations by which the fitted tail is lengthened before a pair is called suspicious: a
 * fit that is too short by chance must not accuse anybody.
 */
const DEVIATIONS = 2;

/**
 * The least shape used for suspicion, that of a normal distribution's tail: for a gallery of 60
 * people the fit is -0.5 now and then, with an end just below its most similar pair.
 */
const SHORTEST = -0.1;

/**
 * Probable duplicates: pairs of different users that stand off from the gallery's own tail. If
 * people are alike, the whole tail lies higher, and nobody is suspected for that; a pack's table is
 * not used.
 *
 * Measured with MobileFaceNet_TF, which had no part in choosing the constants (they were chosen
 * with dlib's encoder and another MobileFaceNet, on the same photos). Without duplicates, nobody
 * was suspected in 40 galleries of one photo of each of 300 people of LFW, nor in 40 of 100. Of 36
 * second photos among 300 people, 75% were found (84% lie above all pairs of different people),
 * with a wrong pair in every fourth gallery; of 30 among 100 people, 45%. In the five groups of 88
 * to 150 people, who are alike, it found 6 of the 17 pairs that the other MobileFaceNet takes for
 * one person, and no other. dlib's encoder hardly distinguishes those people: it finds 2, and 18%
 * of the 36 photos. Random vectors of 30 to 120 people: 1 suspicion in 240 galleries.
 *
 * @returns undefined if all can be chance
 */
export function suspicion(
  { different }: Similarities,
  { tail }: Pick<Calibration, 'tail'>,
): Outliers | undefined {
  const [few, many] = [
    outliersOf(different, longer(tail, different.total)),
    manyOutliersOf(different),
  ];
  if (!few || !many) return few ?? many;
  return few.similarity < many.similarity ? few : many;
}

/** The tail with the same mean and a longer shape that allows for chance. */
function longer({ from, share, scale, shape }: Tail, total: number): Tail {
  const deviation = 1 / Math.sqrt(share * total);
  const moved = Math.min(0, Math.max(SHORTEST, shape + DEVIATIONS * deviation));
  return { from, share, scale: (scale / (1 - shape)) * (1 - moved), shape: moved };
}
