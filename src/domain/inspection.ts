import type { PhotoProblem } from './photo-problem.js';
import type { Lack } from './photo-profile.js';
import type { Quality } from './quality.js';

/** The clockwise turn, after EXIF, that puts the person upright, in degrees. */
export type Turn = 0 | 90 | 180 | 270;

interface PhotoPoint {
  readonly x: number;
  readonly y: number;
}

/** One face of a photo, in pixels of the upright photo. */
export interface SeenFace {
  readonly box: PhotoPoint & { readonly width: number; readonly height: number };
  /** The detector's confidence, 0 to 1. */
  readonly score: number;
  /** The landmark model's probability that it is a face, 0 to 1. */
  readonly presence: number;
  /** Eye centres, nose tip, mouth corners; the picture's left before its right. */
  readonly landmarks: readonly PhotoPoint[];
}

/** What the pipeline saw in a photo, as far as it got. */
export interface PhotoReport {
  /** Of the upright photo. */
  readonly width: number;
  readonly height: number;
  readonly format: 'jpeg' | 'png';
  readonly rotated: Turn;
  /** Largest first. */
  readonly faces: readonly SeenFace[];
  /** Index of the selected face; undefined if none was. */
  readonly chosen?: number;
  readonly quality?: Quality;
  /** What the face was refused for; undefined if it was not. */
  readonly problems?: readonly PhotoProblem[];
  /** What the photo lacks for the profile of the job's policy, as far as it was measured. */
  readonly lacks?: readonly Lack[];
  /** 0 to 1; undefined if not assessed. */
  readonly liveness?: number;
  /** JPEG of the annotated photo, if the job asked for it: see `PictureWanted`. */
  readonly picture?: Uint8Array;
}
