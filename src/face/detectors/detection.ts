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
  /** A face with less may hang upside down, even where the landmark model is all but certain. */
  readonly upright: number;
  /** Upside-down faces were seen with scores up to this one, where it was less certain. */
  readonly upsideDown: number;
  /** Among many tiles a find must be this sure. */
  readonly inTiles: number;
  /** From a face that it hardly sees to one that it is sure of: what quality makes of the score. */
  readonly quality: { readonly worst: number; readonly ideal: number };
}

/** Detectors of one make: what they take, and how what they give is read. */
export interface DetectorFamily {
  readonly input: PixelInput;
  /**
   * A first look with a smaller side, for models that take one: a face that it sees with this
   * score, and that the landmark model is certain of, needs no other look.
   */
  readonly firstLook?: { readonly side: number; readonly score: number };
  readonly scores: Scores;
  /** Every detection above the family's least score, in pixels of the input, whose side is given; unmerged. */
  readonly read: (outputs: ReadonlyMap<string, Output>, side: number) => readonly Detection[];
}
