import { type FaceView, VIEW_SIDE } from './view.js';

/** Sums over a square of a view: luminance and each channel, 0 to 255 a pixel. */
interface Sums {
  readonly luminance: number;
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** Sums over the pixels up to `radius` from one of the view; all must lie in the view. */
export function squareSums(
  { pixels, luminance }: FaceView,
  column: number,
  row: number,
  radius: number,
): Sums {
  let [light, red, green, blue] = [0, 0, 0, 0];
  for (let y = row - radius; y <= row + radius; y += 1) {
    const end = y * VIEW_SIDE + column + radius;
    for (let i = y * VIEW_SIDE + column - radius; i <= end; i += 1) {
      light += luminance[i] as number;
      red += pixels[3 * i] as number;
      green += pixels[3 * i + 1] as number;
      blue += pixels[3 * i + 2] as number;
    }
  }
  return { luminance: light, red, green, blue };
}

/** The median; of an even number of values, the upper one. */
export function median(values: readonly number[]): number {
  return [...values].sort((p, q) => p - q)[values.length >> 1] as number;
}
