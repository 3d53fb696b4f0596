import { Histogram } from '../../src/domain/histogram.js';

/**
 * A histogram of `count` similarities that follow a distribution to the letter: the middle
 * of each `1 / count` of it.
 *
 * @param quantile the similarity that a share (0 to 1) is above
 */
export function histogramOfQuantiles(quantile: (rate: number) => number, count: number): Histogram {
  const histogram = new Histogram();
  for (let i = 0; i < count; i += 1) histogram.add(quantile((i + 0.5) / count));
  return histogram;
}

/** Steps of the numerical integral: the similarity is exact to 0.00001. */
const STEPS = 200_000;

/**
 * The cosine of two random directions in `dimension` dimensions that a share `rate` of pairs
 * is above: its density is proportional to (1 - s^2)^((dimension - 3) / 2).
 */
export function sphereQuantiles(dimension: number): (rate: number) => number {
  const above = new Float64Array(STEPS + 1);
  for (let i = STEPS - 1; i >= 0; i -= 1) {
    const s = (2 * (i + 0.5)) / STEPS - 1;
    above[i] = (above[i + 1] ?? 0) + (1 - s * s) ** ((dimension - 3) / 2);
  }
  const total = above[0] ?? 1;
  return (rate) => {
    let [low, high] = [0, STEPS];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((above[middle] ?? 0) / total > rate) low = middle;
      else high = middle;
    }
    return (2 * high) / STEPS - 1;
  };
}
