import { type Measuring, ramp } from './measuring.js';

/** Entropy of the face's luminance in bits, 0 to 8, as in OFIQ. */
export const dynamicRange: Measuring = ({ luminance, skin }) => {
  const counts = new Uint32Array(256);
  for (const i of skin) {
    const value = luminance[i] as number;
    counts[value] = (counts[value] as number) + 1;
  }
  let entropy = 0;
  for (const count of counts) {
    if (count > 0) entropy -= (count / skin.length) * Math.log2(count / skin.length);
  }
  return { value: entropy, component: ramp(entropy, 3, 6) };
};
