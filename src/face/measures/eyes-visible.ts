import { eyeValues } from './eye-values.js';
import { logistic } from './fields.js';
import { type Measuring, ramp } from './measuring.js';
import { EYES_VISIBLE_WEIGHTS } from './weights/eyes-visible.js';

/**
 * How sure it is that the eyes can be seen, 0 to 1: dark and mirrored glasses hide them, clear
 * and tinted ones, lids and lashes do not. The mean, as log odds, of what a logistic model
 * makes of the light, the edges and the colours around each eye. See weights/eyes-visible.ts
 * for what it was measured on.
 */
export const eyesVisible: Measuring = (view) => {
  const [left, right] = eyeValues(view);
  const both = left.map((value, i) => (value + (right[i] as number)) / 2);
  const value = logistic(both, EYES_VISIBLE_WEIGHTS);
  return { value, component: ramp(value, 0, 0.5) };
};
