import { ninesOf } from '../landmarks.js';
import { fieldsOf, folded, logistic } from './fields.js';
import { type Measuring, ramp } from './measuring.js';
import { LOWER_FACE, lowerFace } from './regions.js';
import type { FaceView } from './view.js';
import { MOUTH_WEIGHTS } from './weights/mouth.js';

/**
 * Probability that a mask, scarf or hand covers the mouth, 0 to 1: a logistic model of the light,
 * edges and colors of the lower face (a bare one has lips, a line between them, nostrils, and the
 * forehead's color) and of the landmark model's certainty. See weights/mouth.ts for the
 * measurements.
 */
export const mouthOcclusion: Measuring = (view) => {
  const value = 1 - logistic(mouthValues(view), MOUTH_WEIGHTS);
  return { value, component: ramp(value, 1, 0.5) };
};

/** The model's input. */
export function mouthValues(view: FaceView): Float64Array {
  const fields = folded(fieldsOf(view, lowerFace(view), LOWER_FACE), LOWER_FACE);
  return Float64Array.of(...fields, ninesOf(view.input.face.landmarks));
}
