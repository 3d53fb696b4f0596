import { eyeValues } from './eye-values.js';
import { logistic } from './fields.js';
import { type Measuring, ramp } from './measuring.js';
import { EYES_OPEN_WEIGHTS } from './weights/eyes-open.js';

/**
 * How sure it is that the wider-open eye is open, 0 to 1: what a logistic model makes of the
 * light and the edges around it (an open one has a dark iris between light corners, a shut one
 * a lid and a line of lashes). The points of the mesh do not tell: they lie about the same on
 * shut lids. Of the wider-open one, since hair or the turn of the head may hide the other. See
 * weights/eyes-open.ts for what it was measured on.
 */
export const eyesOpen: Measuring = (view) => {
  const value = Math.max(...eyeValues(view).map((eye) => logistic(eye, EYES_OPEN_WEIGHTS)));
  return { value, component: ramp(value, 0, 0.5) };
};
