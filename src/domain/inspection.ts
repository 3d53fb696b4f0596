import type { Quality } from './quality.js';

/** How far a photo had to be turned clockwise for its person to stand upright, after EXIF, in degrees. */
export type Turn = 0 | 90 | 180 | 270;

/** A point of a photo, in pixels of the upright photo. */
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

/** What the pipeline saw of a photo, as far as it got. */
export interface PhotoReport {
  /** As it is shown upright. */
  readonly width: number;
  readonly height: number;
  readonly format: 'jpeg' | 'png';
  readonly rotated: Turn;
  /** The largest first. */
  readonly faces: readonly SeenFace[];
  /** Index of the face that was taken; undefined when none was. */
  readonly chosen?: number;
  readonly quality?: Quality;
  /** 0 to 1; undefined when it was not assessed. */
  readonly liveness?: number;
  /** JPEG of the photo with what was seen drawn into it, when the job asked for it. */
  readonly picture?: Uint8Array;
}
