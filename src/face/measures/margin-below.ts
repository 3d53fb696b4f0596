import { edges } from './edges.js';
import { type Measuring, ramp } from './measuring.js';

/** Distance from the eyes to the lower edge, in eye distances: the face is cut off below 1.9, largely below 1.2. */
export const marginBelow: Measuring = (view) => {
  const value = edges(view).below;
  return { value, component: ramp(value, 1.2, 1.9) };
};
