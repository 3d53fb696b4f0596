import type { Point } from '../image.js';
import { median, squareSums } from './square.js';
import { type FaceView, meshPoint, VIEW_SIDE } from './view.js';

/**
 * A part of the face with its own coordinates: u from -1 at its left edge to 1 at its right, v from
 * -1 at the top to 1 at the bottom, mapped to a point of the view.
 */
export type Region = (u: number, v: number) => Point;

/** Sampling grid of a region; a field is 2 x 2 samples, so both are even. */
export interface Samples {
  readonly columns: number;
  readonly rows: number;
}

/** Values of each field, in this order. */
export const VALUES = ['light', 'across', 'lighter', 'darker', 'red', 'blue', 'color'] as const;

/**
 * Points of the mesh on skin that masks and glasses leave bare: forehead, bridge of the nose, below
 * the eyes, cheekbones.
 */
const SKIN = [151, 9, 108, 337, 6, 101, 330, 50, 280];

/** Least luminance assumed for skin, 0 to 255; below it noise would pass for edges. */
const LEAST_LIGHT = 12;

/** Cap on steps of light between samples, as a share of the skin's light. */
const MOST_STEP = 0.5;

/** Cap on log ratios of colors, because black can have any color. */
const MOST_COLOR = 0.6;

/** Added to each channel of a sample, 0 to 255, so that noise in dark pixels has no color. */
const DARK = 8;

/** Added to a region's contrast, as a share of the skin's light, so that plain regions are not amplified. */
const LEAST_CONTRAST = 0.05;

/** Mean of 3 x 3 pixels: luminance, and the log ratios of red and of blue to green. */
interface Spot {
  readonly light: number;
  readonly red: number;
  readonly blue: number;
}

/**
 * Compares the fields of a region with the skin of the same face: row by row, from left to right,
 * the seven values of `VALUES` for each: its light (standard deviations from the region's
 * mean), the mean step of light across and downwards (to lighter and to darker), how much redder
 * and bluer than skin it is, and how far its color differs otherwise. Independent of skin color and
 * of the photo's brightness; a gray photo has no color.
 */
export function fieldsOf(view: FaceView, region: Region, { columns, rows }: Samples): Float64Array {
  const skin = skinOf(view);
  const [light, red, blue] = [0, 1, 2].map(() => new Float64Array(columns * rows)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let [sum, squares] = [0, 0];
  for (let i = 0; i < light.length; i += 1) {
    const u = (2 * ((i % columns) + 0.5)) / columns - 1;
    const v = (2 * (Math.floor(i / columns) + 0.5)) / rows - 1;
    const spot = spotAt(view, region(u, v));
    const value = Math.min(2, spot.light / skin.light);
    light[i] = value;
    red[i] = spot.red - skin.red;
    blue[i] = spot.blue - skin.blue;
    sum += value;
    squares += value * value;
  }
  const mean = sum / light.length;
  const contrast = Math.sqrt(Math.max(0, squares / light.length - mean * mean)) + LEAST_CONTRAST;
  const fields = new Float64Array((light.length / 4) * VALUES.length);
  for (let i = 0; i < light.length; i += 1) {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    const at = VALUES.length * ((row >> 1) * (columns >> 1) + (column >> 1));
    const own = light[i] as number;
    const across = column + 1 < columns ? Math.abs((light[i + 1] as number) - own) : 0;
    const down = row + 1 < rows ? (light[i + columns] as number) - own : 0;
    const [r, b] = [limited(red[i] as number), limited(blue[i] as number)];
    const values = [
      (own - mean) / contrast,
      2 * Math.min(MOST_STEP, across),
      2 * Math.min(MOST_STEP, Math.max(0, down)),
      2 * Math.min(MOST_STEP, Math.max(0, -down)),
      r,
      b,
      Math.abs(r) + Math.abs(b),
    ];
    for (let k = 0; k < VALUES.length; k += 1) {
      fields[at + k] = (fields[at + k] as number) + (values[k] as number) / 4;
    }
  }
  return fields;
}

/** Averages each field with its mirror image, which leaves half as many. */
export function folded(fields: Float64Array, { columns }: Samples): Float64Array {
  const across = columns / 2;
  const half = across / 2;
  const values = new Float64Array(fields.length / 2);
  for (let i = 0; i < values.length; i += 1) {
    const [field, k] = [Math.floor(i / VALUES.length), i % VALUES.length];
    const [row, column] = [Math.floor(field / half), field % half];
    const left = VALUES.length * (row * across + column) + k;
    const right = VALUES.length * (row * across + across - 1 - column) + k;
    values[i] = ((fields[left] as number) + (fields[right] as number)) / 2;
  }
  return values;
}

/** A logistic model: `weights`, in thousandths, end with the constant. */
export function logistic(values: ArrayLike<number>, weights: readonly number[]): number {
  let sum = weights[values.length] as number;
  for (let i = 0; i < values.length; i += 1) sum += (weights[i] as number) * (values[i] as number);
  return 1 / (1 + Math.exp(-sum / 1000));
}

/** The reference for fields: the median of each value over the skin points. */
function skinOf(view: FaceView): Spot {
  const spots = SKIN.map((index) => spotAt(view, meshPoint(view, index)));
  return {
    light: Math.max(LEAST_LIGHT, median(spots.map(({ light }) => light))),
    red: median(spots.map(({ red }) => red)),
    blue: median(spots.map(({ blue }) => blue)),
  };
}

/** Mean around a point; repeats the view's edge pixels. */
function spotAt(view: FaceView, { x, y }: Point): Spot {
  const column = Math.min(VIEW_SIDE - 2, Math.max(1, Math.floor(x)));
  const row = Math.min(VIEW_SIDE - 2, Math.max(1, Math.floor(y)));
  const { luminance, red, green, blue } = squareSums(view, column, row, 1);
  const dark = 9 * DARK;
  return {
    light: luminance / 9,
    red: Math.log((red + dark) / (green + dark)),
    blue: Math.log((blue + dark) / (green + dark)),
  };
}

function limited(value: number): number {
  return Math.min(MOST_COLOR, Math.max(-MOST_COLOR, value));
}
