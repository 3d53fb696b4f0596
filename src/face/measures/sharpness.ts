import { ellipseOn, HALF_SIDE, halfOf, smoothed } from './half-view.js';
import { type Measuring, ramp } from './measuring.js';

/**
 * Half axes of the measured ellipse, as shares of the face: eyes, nose and mouth, without the
 * sides, whose soft shading would pass for blur.
 */
const ACROSS = 0.38;
const DOWN = 0.42;

/** The steepest gradients, as a share of those in the ellipse. */
const STEEPEST = 0.05;

/** Gradients up to this share of the face's mean luminance per pixel are noise, or 8-bit steps. */
const FAINT = 0.015;

/**
 * Directions in which detail is measured separately, because motion removes it in one: offset of
 * the next pixel, as an index and in pixels, and the weights (of a pixel, of its neighbors and of
 * the next) that blur a line by about one pixel, a 25th of the eye distance.
 */
const DIRECTIONS: readonly Direction[] = [
  { step: 1, length: 1, weights: [6 / 16, 4 / 16, 1 / 16] },
  { step: HALF_SIDE, length: 1, weights: [6 / 16, 4 / 16, 1 / 16] },
  { step: HALF_SIDE + 1, length: Math.SQRT2, weights: [2 / 4, 1 / 4, 0] },
  { step: HALF_SIDE - 1, length: Math.SQRT2, weights: [2 / 4, 1 / 4, 0] },
];

interface Direction {
  readonly step: number;
  readonly length: number;
  readonly weights: readonly [number, number, number];
}

/**
 * Share of the face's steepest gradients that further blurring removes (the idea of F. Crete et
 * al., "The blur effect", 2007), in the direction that loses least: 0.14 for the median photo,
 * nearer to 0 the more it is already blurred by focus, motion or lack of pixels. A share is
 * independent of light and skin color.
 */
export const sharpness: Measuring = (view) => {
  const inside = ellipseOn(view, ACROSS, DOWN);
  if (inside.length * STEEPEST < LEAST_STEEPEST) return undefined;
  const half = smoothed(halfOf(view));
  const faint = FAINT * meanOf(half, inside);
  const value = Math.max(0, Math.min(...DIRECTIONS.map((d) => lossIn(d, half, inside, faint))));
  return { value, component: ramp(value, 0.065, 0.14) };
};

/** With fewer, a face is hardly in the photo. */
const LEAST_STEEPEST = 10;

function meanOf(half: Float32Array, inside: Uint16Array): number {
  let sum = 0;
  for (const i of inside) sum += half[i] as number;
  return sum / inside.length;
}

/** The share of its steepest gradients that the face loses in one direction. */
function lossIn(
  { step, length, weights: [own, near, far] }: Direction,
  half: Float32Array,
  inside: Uint16Array,
  faint: number,
): number {
  const [before, after] = [new Steps(), new Steps()];
  // Blurring a line and then differencing it is a single sum of differences.
  const [first, second] = [own - far, near];
  for (const i of inside) {
    const one = (half[i + step] as number) - (half[i - step] as number);
    const two = (half[i + 2 * step] as number) - (half[i - 2 * step] as number);
    const three = (half[i + 3 * step] as number) - (half[i - 3 * step] as number);
    before.add(one);
    after.add(first * one + second * two + far * three);
  }
  const wanted = STEEPEST * inside.length;
  // A difference spans two pixels.
  const least = 2 * length * faint;
  return 1 - (after.meanOfTop(wanted) + least) / (before.meanOfTop(wanted) + least);
}

/** Histogram of luminance differences, 0 to 255, in steps of a quarter. */
class Steps {
  readonly #counts = new Uint16Array(256 * STEPS_PER_LEVEL);

  add(difference: number): void {
    const step = (Math.abs(difference) * STEPS_PER_LEVEL) | 0;
    this.#counts[step] = (this.#counts[step] as number) + 1;
  }

  /** The mean of the `wanted` greatest. */
  meanOfTop(wanted: number): number {
    let [sum, left] = [0, wanted];
    for (let step = this.#counts.length - 1; step >= 0 && left > 0; step -= 1) {
      const taken = Math.min(left, this.#counts[step] as number);
      sum += taken * (step + 0.5);
      left -= taken;
    }
    return sum / wanted / STEPS_PER_LEVEL;
  }
}

const STEPS_PER_LEVEL = 4;
