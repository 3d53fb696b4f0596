import { luminanceOfFace } from './luminance.js';
import { type Measuring, ramp } from './measuring.js';

/** Variance of the face's luminance (0 to 1): too low is fog, too high is harsh light. */
export const luminanceVariance: Measuring = (view) => {
  const { variance } = luminanceOfFace(view);
  const component = Math.min(ramp(variance, 0, 0.004), ramp(variance, 0.06, 0.015));
  return { value: variance, component };
};
