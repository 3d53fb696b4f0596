import { edges } from './edges.js';
import { type Measuring, ramp } from './measuring.js';

/** How far the lower edge of the photo from the eyes is, in eye distances: below 1.9 the face begins to be cut off, below 1.2 much of it is. */
export const marginBelow: Measuring = (view) => {
  const value = edges(view).below;
  return { value, component: ramp(value, 1.2, 1.9) };
};
