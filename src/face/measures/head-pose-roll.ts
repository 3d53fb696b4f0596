import { type Measuring, ramp } from './measuring.js';

/** Tilt of the head in the photo's plane, degrees clockwise. The encoder's alignment levels it out, so only much of it counts. */
export const headPoseRoll: Measuring = ({ roll }) => ({
  value: roll,
  component: ramp(Math.abs(roll), 60, 10),
});
