import { distance } from '../transform.js';
import { type Measuring, ramp } from './measuring.js';
import { meshPoint, OUTLINE } from './view.js';

/** Inner edges of the upper and lower lip in the mesh. */
const LIPS = [13, 14] as const;

/** Gap between the lips as a share of the face's height; a smile is acceptable, a yawn is not. */
export const mouthClosed: Measuring = (view) => {
  const gap = distance(meshPoint(view, LIPS[0]), meshPoint(view, LIPS[1]));
  const tall = distance(meshPoint(view, OUTLINE.top), meshPoint(view, OUTLINE.bottom));
  const value = gap / tall;
  return { value, component: ramp(value, 0.25, 0.08) };
};
