import { fieldsOf } from './fields.js';
import { EYE, eyeRegions } from './regions.js';
import type { FaceView } from './view.js';

type Both = readonly [Float64Array, Float64Array];

/** Two measures use the same values. */
const known = new WeakMap<FaceView, Both>();

/** The field values of each eye, the picture's left one first, both from the outer side. */
export function eyeValues(view: FaceView): Both {
  let both = known.get(view);
  if (!both) {
    const [left, right] = eyeRegions(view);
    both = [fieldsOf(view, left, EYE), fieldsOf(view, right, EYE)];
    known.set(view, both);
  }
  return both;
}
