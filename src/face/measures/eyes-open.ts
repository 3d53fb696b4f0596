import { eyeValues } from './eye-values.js';
import { logistic } from './fields.js';
import { type Measuring, ramp } from './measuring.js';
import { EYES_OPEN_WEIGHTS } from './weights/eyes-open.js';

/**
 * Probability that the wider-open eye is open, 0 to 1: a logistic model of the light and edges
 * around it (an open eye has a dark iris between light corners, a shut one a lid and a line of
 * lashes). Points of the mesh are nearly the same on shut lids. Only the wider-open eye counts,
 * because hair or a turned head may hide the other. See weights/eyes-open.ts for the measurements.
 */
export const eyesOpen: Measuring = (view) => {
  const value = Math.max(...eyeValues(view).map((eye) => logistic(eye, EYES_OPEN_WEIGHTS)));
  return { value, component: ramp(value, 0, 0.5) };
};
