import type { FaceView } from './view.js';

/** Statistics of the face's luminance, 0 to 1. */
export function luminanceOfFace({ histogram, skin }: FaceView): {
  readonly mean: number;
  readonly variance: number;
} {
  let [sum, squares] = [0, 0];
  for (const [value, count] of histogram.entries()) {
    const share = value / 255;
    sum += count * share;
    squares += count * share * share;
  }
  const mean = sum / skin.length;
  return { mean, variance: Math.max(0, squares / skin.length - mean * mean) };
}

/** Share of the face's pixels with a luminance within the bounds (0 to 255, inclusive). */
export function shareWithin({ histogram, skin }: FaceView, least: number, most: number): number {
  let within = 0;
  for (const count of histogram.subarray(least, most + 1)) within += count;
  return within / skin.length;
}
