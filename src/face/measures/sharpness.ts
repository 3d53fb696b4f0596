import { ellipseOn, HALF_SIDE, halfOf, smoothed } from './half-view.js';
import { type Measuring, ramp } from './measuring.js';

/**
 * Half axes of the ellipse that is looked at, as shares of the face: eyes, nose and mouth,
 * without the sides of the face, whose soft shading would pass for blur.
 */
const ACROSS = 0.38;
const DOWN = 0.42;

/** The steepest gradients, as a share of those in the ellipse. */
const STEEPEST = 0.05;

/**
 * Gradients of this share of the face's mean luminance a pixel, and less, tell nothing: they
 * are noise, or the steps of 8 bits.
 */
const FAINT = 0.015;

/**
 * Where detail is looked for, each for itself, since motion takes that of one direction: how far
 * the next pixel is, in indices and in pixels, and how a line of pixels is blurred once more,
 * by about one pixel, which is a 25th of the eye distance. The weights are those of a pixel,
 * of its neighbours and of the next.
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
 * How much of the face's steepest gradients is lost when it is blurred once more (the idea of
 * F. Crete et al., "The blur effect", 2007), as a share of them, in the direction that
 * loses least: 0.14 of the median photo, the nearer to 0 the more it is blurred already, by focus,
 * motion or want of pixels. As a share, so that neither light nor colour of the skin counts.
 */
export const sharpness: Measuring = (view) => {
  const inside = ellipseOn(view, ACROSS, DOWN);
  if (inside.length * STEEPEST < LEAST_STEEPEST) return undefined;
  const half = smoothed(halfOf(view));
  const faint = FAINT * meanOf(half, inside);
  const value = Math.max(0, Math.min(...DIRECTIONS.map((d) => lossIn(d, half, inside, faint))));
  return { value, component: ramp(value, 0.065, 0.14) };
};

/** A face with fewer is hardly in the photo. */
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
  // Blurring a line and taking the differences of its pixels are one sum of differences.
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

/** Counts differences of luminance, 0 to 255, in steps of a quarter. */
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
