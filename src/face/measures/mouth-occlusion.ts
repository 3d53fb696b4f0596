import { ninesOf } from '../landmarks.js';
import { fieldsOf, folded, logistic } from './fields.js';
import { type Measuring, ramp } from './measuring.js';
import { LOWER_FACE, lowerFace } from './regions.js';
import type { FaceView } from './view.js';
import { MOUTH_WEIGHTS } from './weights/mouth.js';

/**
 * How sure it is that the mouth is covered, by a mask, a scarf or a hand, 0 to 1: what a
 * logistic model makes of the light, the edges and the colours of the lower face (a bare one
 * has lips, a line between them, nostrils, and the colour of the forehead), and of how certain
 * the landmark model is. See weights/mouth.ts for what it was measured on.
 */
export const mouthOcclusion: Measuring = (view) => {
  const value = 1 - logistic(mouthValues(view), MOUTH_WEIGHTS);
  return { value, component: ramp(value, 1, 0.5) };
};

/** What the model looks at. */
export function mouthValues(view: FaceView): Float64Array {
  const fields = folded(fieldsOf(view, lowerFace(view), LOWER_FACE), LOWER_FACE);
  return Float64Array.of(...fields, ninesOf(view.input.face.landmarks));
}
