import type { FaceView } from './view.js';

/** Statistics of the luminance over the face, 0 to 1. */
export function luminanceOfFace({ luminance, skin }: FaceView): {
  readonly mean: number;
  readonly variance: number;
} {
  let [sum, squares] = [0, 0];
  for (const i of skin) {
    const value = (luminance[i] as number) / 255;
    sum += value;
    squares += value * value;
  }
  const mean = sum / skin.length;
  return { mean, variance: Math.max(0, squares / skin.length - mean * mean) };
}

/** Share of the face's pixels whose luminance is within the bounds (0 to 255, both included). */
export function shareWithin({ luminance, skin }: FaceView, least: number, most: number): number {
  let within = 0;
  for (const i of skin) {
    const value = luminance[i] as number;
    if (value >= least && value <= most) within += 1;
  }
  return within / skin.length;
}
