import { type Measuring, ramp } from './measuring.js';
import { meshPoint, OUTLINE } from './view.js';

/** What the mesh says of a head that looks straight ahead: the median of the LFW photos, degrees. */
const STRAIGHT = -6.8;

/**
 * Nod of the head, degrees: positive upwards. The angle in depth of the line from the hairline to the chin.
 */
export const headPosePitch: Measuring = (view) => {
  const [top, bottom] = [meshPoint(view, OUTLINE.top), meshPoint(view, OUTLINE.bottom)];
  const angle = (Math.atan2(top.z - bottom.z, bottom.y - top.y) * 180) / Math.PI;
  const value = angle - STRAIGHT;
  return { value, component: ramp(Math.abs(value), 40, 8) };
};
