import { eyeValues } from './eye-values.js';
import { logistic } from './fields.js';
import { type Measuring, ramp } from './measuring.js';
import { EYES_VISIBLE_WEIGHTS } from './weights/eyes-visible.js';

/**
 * Probability that the eyes are visible, 0 to 1: dark and mirrored glasses hide them; clear and
 * tinted ones, lids and lashes do not. The mean, in log odds, of a logistic model of the light,
 * edges and colors around each eye. See weights/eyes-visible.ts for the measurements.
 */
export const eyesVisible: Measuring = (view) => {
  const [left, right] = eyeValues(view);
  const both = left.map((value, i) => (value + (right[i] as number)) / 2);
  const value = logistic(both, EYES_VISIBLE_WEIGHTS);
  return { value, component: ramp(value, 0, 0.5) };
};
