import { edges } from './edges.js';
import { type Measuring, ramp } from './measuring.js';

/** Distance from the eyes to the upper edge, in eye distances: the face is cut off below 1.3, largely below 0.6. */
export const marginAbove: Measuring = (view) => {
  const value = edges(view).above;
  return { value, component: ramp(value, 0.6, 1.3) };
};
