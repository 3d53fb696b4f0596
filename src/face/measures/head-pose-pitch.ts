import { type Measuring, ramp } from './measuring.js';
import { meshPoint, OUTLINE } from './view.js';

/** The mesh's angle for a head that looks straight ahead: the median of LFW, in degrees. */
const STRAIGHT = -6.8;

/** Pitch of the head in degrees, positive upwards: the angle in depth of the line from hairline to chin. */
export const headPosePitch: Measuring = (view) => {
  const [top, bottom] = [meshPoint(view, OUTLINE.top), meshPoint(view, OUTLINE.bottom)];
  const angle = (Math.atan2(top.z - bottom.z, bottom.y - top.y) * 180) / Math.PI;
  const value = angle - STRAIGHT;
  return { value, component: ramp(Math.abs(value), 40, 8) };
};
