import { luminanceOfFace } from './luminance.js';
import { type Measuring, ramp } from './measuring.js';

/** Mean luminance of the face, 0 to 1. The bounds allow for every skin color. */
export const luminanceMean: Measuring = (view) => {
  const { mean } = luminanceOfFace(view);
  return { value: mean, component: Math.min(ramp(mean, 0.05, 0.25), ramp(mean, 0.98, 0.8)) };
};
