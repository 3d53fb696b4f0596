import { type Measuring, ramp } from './measuring.js';
import { type FaceView, meshPoint, VIEW_SIDE } from './view.js';

/** Points of the mesh on bare skin: forehead, both cheeks, bridge and sides of the nose, upper lip, chin. */
const SKIN = [151, 9, 50, 280, 101, 330, 6, 197, 164, 200];

/** Each is seen as a square of this half side. */
const RADIUS = 3;

/** A patch differs when its luminance is off the median by this share of it: a mask, a hand, hair, dark glasses. */
const DIFFERENT = 0.45;

/** Share of the face's skin patches that do not look like the others, 0 to 1. */
export const faceOcclusion: Measuring = (view) => {
  const levels = SKIN.flatMap((index) => patch(view, index) ?? []);
  if (levels.length < SKIN.length / 2) return undefined;
  const sorted = [...levels].sort((p, q) => p - q);
  const median = sorted[Math.floor(sorted.length / 2)] as number;
  const different = levels.filter((v) => Math.abs(v - median) > DIFFERENT * Math.max(median, 20));
  const value = different.length / levels.length;
  return { value, component: ramp(value, 0.8, 0) };
};

/** Mean luminance around a point of the mesh; undefined outside the view. */
function patch(view: FaceView, index: number): number | undefined {
  const point = meshPoint(view, index);
  const [cx, cy] = [Math.round(point.x), Math.round(point.y)];
  if (cx < RADIUS || cy < RADIUS || cx >= VIEW_SIDE - RADIUS || cy >= VIEW_SIDE - RADIUS) {
    return undefined;
  }
  let sum = 0;
  for (let y = cy - RADIUS; y <= cy + RADIUS; y += 1) {
    for (let x = cx - RADIUS; x <= cx + RADIUS; x += 1) {
      sum += view.luminance[y * VIEW_SIDE + x] as number;
    }
  }
  return sum / (2 * RADIUS + 1) ** 2;
}
