import type { Size } from './decode.js';
import type { Bounds } from './fit-bounds.js';
import { type FaceGeometry, type Fitted, valuesOf } from './fit-values.js';
import type { Box } from './image.js';

/** Against rounding of products that should be whole. */
const EPSILON = 1e-9;

/** What grows with the size in proportion. */
const GROWING = [
  ...(['width', 'height', 'eyeDistance', 'faceWidth', 'faceHeight'] as const),
] satisfies readonly Fitted[];

/**
 * The largest size of a crop within the upper bounds, at most `most` of its own: nothing is
 * enlarged, since that would invent detail.
 */
export function fitSize(crop: Box, face: FaceGeometry, bounds: Bounds, most = 1): Size {
  const own = valuesOf({ crop, size: crop }, face);
  const upTo = GROWING.map((name) => (bounds[name]?.most ?? Infinity) / own[name]);
  const scale = Math.min(1, most, ...upTo);
  const height = Math.max(1, Math.floor(crop.height * scale + EPSILON));
  return { height, width: widthFor(height, crop, bounds) };
}

/** The share of its own size that a crop must have at least; more than 1 where it is too small. */
export function leastScale(crop: Box, face: FaceGeometry, bounds: Bounds): number {
  const own = valuesOf({ crop, size: crop }, face);
  return Math.max(0, ...GROWING.map((name) => (bounds[name]?.least ?? 0) / own[name]));
}

/** The whole width whose aspect is nearest to the crop's, within the bounds where one is. */
function widthFor(height: number, crop: Box, { aspect, width }: Bounds): number {
  const least = Math.max(1, Math.ceil((aspect?.least ?? 0) * height - EPSILON));
  const widest = (aspect?.most ?? Infinity) * height + EPSILON;
  const most = Math.floor(Math.min(crop.width, widest, width?.most ?? Infinity));
  const nearest = Math.floor((crop.width * height) / crop.height + EPSILON);
  return Math.max(1, Math.min(Math.max(nearest, least), most));
}
