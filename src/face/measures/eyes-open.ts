import { distance } from '../transform.js';
import { type Measuring, ramp } from './measuring.js';
import { type FaceView, meshPoint } from './view.js';

/** Outer corner, inner corner, upper lid, lower lid of each eye in the mesh. */
const EYES = [
  [33, 133, 159, 145],
  [263, 362, 386, 374],
] as const;

/**
 * Opening of the wider-open eye, as lid distance over corner distance (the eye aspect
 * ratio of T. Soukupova and J. Cech, 2016). Of the wider one, since a head turned aside
 * hides the other.
 */
export const eyesOpen: Measuring = (view) => {
  const value = Math.max(...EYES.map((eye) => opening(view, eye)));
  return { value, component: ramp(value, 0.05, 0.25) };
};

function opening(view: FaceView, [outer, inner, upper, lower]: (typeof EYES)[number]): number {
  const [a, b] = [meshPoint(view, outer), meshPoint(view, inner)];
  return distance(meshPoint(view, upper), meshPoint(view, lower)) / distance(a, b);
}
