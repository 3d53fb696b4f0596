import { edges } from './edges.js';
import { type Measuring, ramp } from './measuring.js';

/** How far the right edge of the photo from the middle of the eyes is, in eye distances: below 1.6 the face begins to be cut off, below 0.9 much of it is. */
export const rightwardCrop: Measuring = (view) => {
  const value = edges(view).right;
  return { value, component: ramp(value, 0.9, 1.6) };
};
