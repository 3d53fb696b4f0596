import { edges } from './edges.js';
import { type Measuring, ramp } from './measuring.js';

/** How far the upper edge of the photo from the eyes is, in eye distances: below 1.3 the face begins to be cut off, below 0.6 much of it is. */
export const marginAbove: Measuring = (view) => {
  const value = edges(view).above;
  return { value, component: ramp(value, 0.6, 1.3) };
};
