import { edges } from './edges.js';
import { type Measuring, ramp } from './measuring.js';

/**
 * Distance from the midpoint of the eyes to the left edge, in eye distances: the face is cut off
 * below 1.6, largely below 0.9.
 */
export const leftwardCrop: Measuring = (view) => {
  const value = edges(view).left;
  return { value, component: ramp(value, 0.9, 1.6) };
};
