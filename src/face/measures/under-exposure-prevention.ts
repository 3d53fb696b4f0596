import { shareWithin } from './luminance.js';
import { type Measuring, ramp } from './measuring.js';

/** OFIQ's bound for pixels that are too dark. */
const DARK = 25;

/** Share of the face that is too dark to show anything, 0 to 1. */
export const underExposurePrevention: Measuring = (view) => {
  const value = shareWithin(view, 0, DARK);
  return { value, component: ramp(value, 0.15, 0) };
};
