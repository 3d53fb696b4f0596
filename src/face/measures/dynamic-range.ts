import { type Measuring, ramp } from './measuring.js';

/** Entropy of the face's luminance in bits, 0 to 8, as in OFIQ. */
export const dynamicRange: Measuring = ({ histogram, skin }) => {
  let entropy = 0;
  for (const count of histogram) {
    if (count > 0) entropy -= (count / skin.length) * Math.log2(count / skin.length);
  }
  return { value: entropy, component: ramp(entropy, 3, 6) };
};
