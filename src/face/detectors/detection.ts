import type { PixelInput } from '../../models/manifest.js';
import type { Output } from '../../models/session.js';
import type { Box, Point } from '../image.js';

/** One detection, in pixels of the picture it was found in. */
export interface Detection {
  /** The detector's confidence that this is a face, 0 to 1. */
  readonly score: number;
  readonly box: Box;
  /** Centre of the eye on the picture's left, and of the eye on its right. */
  readonly eyes: readonly [Point, Point];
}

/** Scores of a family, which differ in what they give a face: measured, see each family. */
interface Scores {
  /** A face that a close-up view sees this sure has been seen well. */
  readonly sure: number;
  /** A face with less may lie on its side or hang upside down. */
  readonly upright: number;
  /** Upside-down faces were seen with scores up to this one. */
  readonly upsideDown: number;
  /** Among many tiles a find must be this sure. */
  readonly inTiles: number;
  /** From a face that it hardly sees to one that it is sure of: what quality makes of the score. */
  readonly quality: { readonly worst: number; readonly ideal: number };
}

/** Detectors of one make: what they take, and how what they give is read. */
export interface DetectorFamily {
  readonly input: PixelInput;
  readonly scores: Scores;
  /** Every detection above the family's least score, in pixels of the input, unmerged. */
  readonly read: (outputs: ReadonlyMap<string, Output>) => readonly Detection[];
}
