import { shareWithin } from './luminance.js';
import { type Measuring, ramp } from './measuring.js';

/** OFIQ's bound for pixels that are too bright. */
const BRIGHT = 247;

/** Share of the face that is burnt out, 0 to 1. */
export const overExposurePrevention: Measuring = (view) => {
  const value = shareWithin(view, BRIGHT, 255);
  return { value, component: ramp(value, 0.4, 0.03) };
};
