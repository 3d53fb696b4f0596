import { luminanceOfFace } from './luminance.js';
import { type Measuring, ramp } from './measuring.js';

/** Variance of the luminance of the face, of 0 to 1: too little is fog, too much is harsh light. */
export const luminanceVariance: Measuring = (view) => {
  const { variance } = luminanceOfFace(view);
  const component = Math.min(ramp(variance, 0, 0.004), ramp(variance, 0.06, 0.015));
  return { value: variance, component };
};
