import { distance } from '../transform.js';
import { type Measuring, ramp } from './measuring.js';
import { meshPoint, OUTLINE, photoPixels, photoSize } from './view.js';

/**
 * Height of the face, from hairline to chin, as a share of the photo's. ISO/IEC 29794-5 wants the
 * head neither lost in the photo nor overflowing it.
 */
export const headSize: Measuring = (view) => {
  const tall = distance(meshPoint(view, OUTLINE.top), meshPoint(view, OUTLINE.bottom));
  const value = (tall * photoPixels(view)) / photoSize(view.input).height;
  return { value, component: Math.min(ramp(value, 0.02, 0.25), ramp(value, 1.2, 0.75)) };
};
