import type { Point } from '../image.js';
import { median, squareSums } from './square.js';
import { type FaceView, meshPoint, VIEW_SIDE } from './view.js';

/**
 * A part of the face with coordinates of its own: u from -1 at its left edge to 1 at its
 * right one, v from -1 above to 1 below, to a point of the view.
 */
export type Region = (u: number, v: number) => Point;

/** A region is looked at in so many samples; a field is 2 x 2 of them. Both are even. */
export interface Samples {
  readonly columns: number;
  readonly rows: number;
}

/** What is told of each field, in this order. */
export const TOLD = ['light', 'across', 'lighter', 'darker', 'red', 'blue', 'colour'] as const;

/** Points of the mesh whose skin is bare behind a mask and behind glasses: forehead, bridge of the nose, below the eyes, cheekbones. */
const SKIN = [151, 9, 108, 337, 6, 101, 330, 50, 280];

/** The skin's luminance counts as so much at least, 0 to 255: below it noise would be held for edges. */
const LEAST_LIGHT = 12;

/** Steps of light from sample to sample above this share of the skin's light count as this. */
const MOST_STEP = 0.5;

/** Log ratios of colours beyond this count as this: black has any colour. */
const MOST_COLOUR = 0.6;

/** Added to each channel of a sample, 0 to 255, so that the noise of dark pixels is no colour. */
const DARK = 8;

/** Added to the contrast of a region, as a share of the skin's light: a plain one is not blown up. */
const LEAST_CONTRAST = 0.05;

/** The mean of 3 x 3 pixels: luminance, and the log ratios of red and of blue to green. */
interface Spot {
  readonly light: number;
  readonly red: number;
  readonly blue: number;
}

/**
 * What the fields of a region look like beside the skin of the same face, field by field
 * from left to right and row by row, of each the seven values of `TOLD`: its light (standard
 * deviations from the region's mean), the mean step of light across and downwards (to lighter
 * and to darker), how much redder and bluer than skin it is, and how much of another colour.
 * Nothing of it depends on the colour of the skin or on how bright the photo is, and a grey
 * photo has no colours.
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
  const fields = new Float64Array((light.length / 4) * TOLD.length);
  for (let i = 0; i < light.length; i += 1) {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    const at = TOLD.length * ((row >> 1) * (columns >> 1) + (column >> 1));
    const own = light[i] as number;
    const across = column + 1 < columns ? Math.abs((light[i + 1] as number) - own) : 0;
    const down = row + 1 < rows ? (light[i + columns] as number) - own : 0;
    const [r, b] = [limited(red[i] as number), limited(blue[i] as number)];
    const told = [
      (own - mean) / contrast,
      2 * Math.min(MOST_STEP, across),
      2 * Math.min(MOST_STEP, Math.max(0, down)),
      2 * Math.min(MOST_STEP, Math.max(0, -down)),
      r,
      b,
      Math.abs(r) + Math.abs(b),
    ];
    for (let k = 0; k < TOLD.length; k += 1) {
      fields[at + k] = (fields[at + k] as number) + (told[k] as number) / 4;
    }
  }
  return fields;
}

/** The same fields with each the mean of itself and of the one that mirrors it: half as many. */
export function folded(fields: Float64Array, { columns }: Samples): Float64Array {
  const across = columns / 2;
  const half = across / 2;
  const values = new Float64Array(fields.length / 2);
  for (let i = 0; i < values.length; i += 1) {
    const [field, k] = [Math.floor(i / TOLD.length), i % TOLD.length];
    const [row, column] = [Math.floor(field / half), field % half];
    const left = TOLD.length * (row * across + column) + k;
    const right = TOLD.length * (row * across + across - 1 - column) + k;
    values[i] = ((fields[left] as number) + (fields[right] as number)) / 2;
  }
  return values;
}

/** What a logistic model says of some values: its weights, and a constant after them, in thousandths. */
export function logistic(values: ArrayLike<number>, weights: readonly number[]): number {
  let sum = weights[values.length] as number;
  for (let i = 0; i < values.length; i += 1) sum += (weights[i] as number) * (values[i] as number);
  return 1 / (1 + Math.exp(-sum / 1000));
}

/** The skin that the fields are held against: the median of each value over its places. */
function skinOf(view: FaceView): Spot {
  const spots = SKIN.map((index) => spotAt(view, meshPoint(view, index)));
  return {
    light: Math.max(LEAST_LIGHT, median(spots.map(({ light }) => light))),
    red: median(spots.map(({ red }) => red)),
    blue: median(spots.map(({ blue }) => blue)),
  };
}

/** The pixels around a point; beyond the view's edge those at the edge. */
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
  return Math.min(MOST_COLOUR, Math.max(-MOST_COLOUR, value));
}
