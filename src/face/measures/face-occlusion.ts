import { type Measuring, ramp } from './measuring.js';
import { median, squareSums } from './square.js';
import { type FaceView, meshPoint, VIEW_SIDE } from './view.js';

/** Points of the mesh on bare skin: forehead, both cheeks, bridge and sides of the nose, upper lip, chin. */
const SKIN = [151, 9, 50, 280, 101, 330, 6, 197, 164, 200];

/** Half the side of the square around each. */
const RADIUS = 3;

/** A patch differs when its luminance is off the median by this share: a hand, hair, dark glasses. */
const DIFFERENT_LUMINANCE = 0.45;

/**
 * Or when its color differs: light and shadow change the shares of red and green in skin by a few
 * hundredths, a mask or scarf by more.
 */
const DIFFERENT_COLOR = 0.08;

/** Luminance of a patch, and the shares of red and green in it, 0 to 1. */
interface Patch {
  readonly luminance: number;
  readonly red: number;
  readonly green: number;
}

/** Share of the face's skin patches that differ from the others, 0 to 1. */
export const faceOcclusion: Measuring = (view) => {
  const patches = SKIN.flatMap((index) => patch(view, index) ?? []);
  if (patches.length < SKIN.length / 2) return undefined;
  const [luminance, red, green] = (['luminance', 'red', 'green'] as const).map((value) =>
    median(patches.map((p) => p[value])),
  ) as [number, number, number];
  const different = patches.filter(
    (p) =>
      Math.abs(p.luminance - luminance) > DIFFERENT_LUMINANCE * Math.max(luminance, 20) ||
      Math.abs(p.red - red) + Math.abs(p.green - green) > DIFFERENT_COLOR,
  );
  const value = different.length / patches.length;
  return { value, component: ramp(value, 0.8, 0) };
};

/** Mean of a square around a point of the mesh; undefined outside the view. */
function patch(view: FaceView, index: number): Patch | undefined {
  const point = meshPoint(view, index);
  const [cx, cy] = [Math.round(point.x), Math.round(point.y)];
  if (cx < RADIUS || cy < RADIUS || cx >= VIEW_SIDE - RADIUS || cy >= VIEW_SIDE - RADIUS) {
    return undefined;
  }
  const { luminance, red, green, blue } = squareSums(view, cx, cy, RADIUS);
  const light = Math.max(1, red + green + blue);
  return {
    luminance: luminance / (2 * RADIUS + 1) ** 2,
    red: red / light,
    green: green / light,
  };
}
