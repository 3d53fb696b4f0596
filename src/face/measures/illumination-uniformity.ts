import { type Measuring, ramp } from './measuring.js';
import { meshPoint, VIEW_SIDE } from './view.js';

/** Point of the mesh on the bridge of the nose. */
const NOSE_BRIDGE = 168;

/** Bins of luminance; finer ones would compare noise. */
const STEPS = 16;

/**
 * How alike the two halves of the face are lit: the intersection of their luminance histograms, 0
 * to 1, as in OFIQ.
 */
export const illuminationUniformity: Measuring = (view) => {
  const middle = meshPoint(view, NOSE_BRIDGE).x;
  const [lefts, rights] = [new Float64Array(STEPS), new Float64Array(STEPS)];
  let left = 0;
  for (const i of view.skin) {
    const step = ((view.luminance[i] as number) * STEPS) >> 8;
    const isLeft = (i % VIEW_SIDE) + 0.5 < middle;
    const half = isLeft ? lefts : rights;
    half[step] = (half[step] as number) + 1;
    if (isLeft) left += 1;
  }
  const right = view.skin.length - left;
  // A head turned far aside has no second half to compare.
  if (Math.min(left, right) < view.skin.length / 10) return undefined;
  const value = lefts.reduce((sum, n, step) => {
    return sum + Math.min(n / left, (rights[step] as number) / right);
  }, 0);
  return { value, component: ramp(value, 0, 0.8) };
};
