import { type Measuring, ramp } from './measuring.js';
import { meshPoint } from './view.js';

/** Points of the mesh symmetric about the nose: cheeks, temples, outer eye corners, mouth corners. */
const PAIRS = [
  [234, 454],
  [127, 356],
  [33, 263],
  [61, 291],
] as const;

/**
 * Yaw of the head in degrees, positive toward the right edge of the photo: the angle in depth of
 * the lines between symmetric points of the mesh.
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
