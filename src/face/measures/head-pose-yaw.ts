import { type Measuring, ramp } from './measuring.js';
import { meshPoint } from './view.js';

/** Pairs of the mesh that are symmetric about the nose: cheeks, temples, outer eye corners, mouth corners. */
const PAIRS = [
  [234, 454],
  [127, 356],
  [33, 263],
  [61, 291],
] as const;

/**
 * Turn of the head to a side, degrees: positive towards the right edge of the photo. The angle in
 * depth of the lines that join symmetric points of the mesh.
 */
export const headPoseYaw: Measuring = (view) => {
  let [across, away] = [0, 0];
  for (const [left, right] of PAIRS) {
    across += meshPoint(view, right).x - meshPoint(view, left).x;
    away += meshPoint(view, right).z - meshPoint(view, left).z;
  }
  const value = (Math.atan2(away, across) * 180) / Math.PI;
  return { value, component: ramp(Math.abs(value), 60, 10) };
};
