import type { Face } from '../../src/face/locate.js';
import { detection } from './detections.js';

/** A face of `width` pixels whose box begins at `x`; score and presence are both `certainty`'s root. */
export function faceAt(x: number, width: number, certainty = 0.9): Face {
  const found = detection(x, 10, width, Math.sqrt(certainty));
  const [left, right] = found.eyes;
  const nose = { x: x + width / 2, y: 10 + width / 2 };
  return {
    detection: found,
    landmarks: {
      presence: Math.sqrt(certainty),
      mesh: [],
      five: [left, right, nose, nose, nose],
    },
  };
}
