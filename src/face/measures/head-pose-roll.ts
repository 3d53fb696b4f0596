import { type Measuring, ramp } from './measuring.js';

/** Tilt of the head in the photo's plane, degrees clockwise. Alignment levels it, so only a large tilt counts. */
export const headPoseRoll: Measuring = ({ roll }) => ({
  value: roll,
  component: ramp(Math.abs(roll), 60, 10),
});
