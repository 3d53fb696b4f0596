import { CHIP_EYE_DISTANCE } from './embed.js';
import type { Face } from './locate.js';

/**
 * How much a template of this face can be trusted, 0 to 1: the product of the
 * detector's score, the landmark model's presence, and the share of the encoder's
 * resolution that the photo has (`eyeDistance` in pixels of the photo).
 */
export function assess(face: Face, eyeDistance: number): number {
  const resolution = Math.min(1, eyeDistance / CHIP_EYE_DISTANCE);
  return face.detection.score * face.landmarks.presence * resolution;
}
