import type { Calibration, Similarities } from './calibration.js';
import { manyOutliersOf, type Outliers, outliersOf } from './outliers.js';
import type { Tail } from './tail.js';

/**
 * By so many standard deviations the shape of the fitted tail is moved towards a longer one
 * before a pair is held against it: a fit that comes out short by chance must not accuse.
 */
const DEVIATIONS = 2;

/**
 * The least shape that a pair is held against, that of a normal distribution out there: of a
 * gallery of 60 people it comes out as -0.5 now and then, with an end just below its best pair.
 */
const SHORTEST = -0.1;

/**
 * Probable duplicates: pairs of different users that stand off from the gallery's own tail.
 * Where people are alike the whole tail lies higher, and nobody is suspected for that; a
 * pack's table is not asked.
 *
 * Measured with galleries of one photo of each of 300 people of LFW and an encoder with a TMR
 * of 0.86 at an FMR of 1e-5: without duplicates nobody was suspected in 40 of them; of 36
 * second photos 82% were found, with 0.3 wrong pairs (85% lie above all pairs of different
 * people); of 30 among 100 people 85%, with 0.6. In the five groups of 88 to 150 people, who
 * are alike, 15 of the 17 pairs of one person were found, and no other. By dlib's encoder,
 * whose similarities hardly tell those people apart, 2 and no other; of the 36 photos 18%.
 * Random vectors of 30 to 120 people: 1 suspicion in 240 galleries.
 *
 * @returns undefined when all can be chance
 */
export function suspicion(
  { different }: Similarities,
  { tail }: Pick<Calibration, 'tail'>,
): Outliers | undefined {
  const total = different.total;
  const [few, many] = [
    outliersOf(different, total, longer(tail, total)),
    manyOutliersOf(different, total),
  ];
  if (!few || !many) return few ?? many;
  return few.similarity < many.similarity ? few : many;
}

/** The tail with the same mean and a shape that allows for what chance can make of it. */
function longer({ from, share, scale, shape }: Tail, total: number): Tail {
  const deviation = 1 / Math.sqrt(share * total);
  const moved = Math.min(0, Math.max(SHORTEST, shape + DEVIATIONS * deviation));
  return { from, share, scale: (scale / (1 - shape)) * (1 - moved), shape: moved };
}
