import { MIN_EYE_DISTANCE } from '../../domain/limits.js';
import { type Measuring, ramp } from './measuring.js';

/** ISO/IEC 19794-5 requires 90 px between the eyes of a full frontal image. */
const IDEAL_PIXELS = 90;

/** Distance of the eye centers in pixels of the photo. */
export const interEyeDistance: Measuring = ({ eyeDistance }) => ({
  value: eyeDistance,
  component: ramp(eyeDistance, MIN_EYE_DISTANCE / 2, IDEAL_PIXELS),
});
