import type { PixelInput } from '../../models/manifest.js';
import type { Output } from '../../models/session.js';
import type { Box, Point } from '../image.js';

/** One detection, in pixels of its picture. */
export interface Detection {
  /** Confidence that this is a face, 0 to 1. */
  readonly score: number;
  readonly box: Box;
  /** Centers of the eyes: the picture's left, then its right. */
  readonly eyes: readonly [Point, Point];
}

/** Score thresholds, measured for each family because score ranges differ. */
interface Scores {
  /** From this score on, a face in a close-up view is sure. */
  readonly sure: number;
  /** Below this, a face may be upside down, even when the landmark model is all but certain. */
  readonly upright: number;
  /** Highest score of upside-down faces where the landmark model was less certain. */
  readonly upsideDown: number;
  /** Least score for a detection among many tiles. */
  readonly inTiles: number;
  /** Range of scores that quality maps to 0 to 1: barely seen to certain. */
  readonly quality: { readonly worst: number; readonly ideal: number };
}

/** Detectors of one design: their input, and how their output is read. */
export interface DetectorFamily {
  readonly input: PixelInput;
  /**
   * A cheaper first look with a smaller side, where the model takes one: a face with this score and
   * a certain landmark reading needs no other look.
   */
  readonly firstLook?: { readonly side: number; readonly score: number };
  readonly scores: Scores;
  /** All detections above the family's least score, in pixels of the input of this side; unmerged. */
  readonly read: (outputs: ReadonlyMap<string, Output>, side: number) => readonly Detection[];
}
