import { distance, mean } from '../transform.js';
import type { FaceView } from './view.js';

/** Distances of the photo's edges from the midpoint of the eyes, in eye distances. */
export function edges({ input: { pyramid, face } }: FaceView): {
  readonly left: number;
  readonly right: number;
  readonly above: number;
  readonly below: number;
} {
  const [left, right] = face.landmarks.five;
  const eyes = distance(left, right);
  const { x, y } = mean([left, right]);
  const { width, height } = pyramid.image;
  return { left: x / eyes, right: (width - x) / eyes, above: y / eyes, below: (height - y) / eyes };
}
