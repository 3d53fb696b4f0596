import type { Failure } from './failures.js';
import type { Choice } from './option-values.js';

/** A photo for a worker to make a small picture of, for somebody to look at. */
export interface PictureJob {
  readonly path: string;
  /** Real path of the folder that the photo must lie in; default: anywhere. */
  readonly within?: string;
  readonly shows: /** The photo with a box around each face, as of a photo that was refused. */
    | 'faces'
    /** The photo alone: no face is looked for. */
    | 'photo'
    /** Head and shoulders of the face that an import takes, in a square. */
    | 'head';
  /** Its longer side, in pixels, at most. */
  readonly side: number;
  /** Which of several faces an import takes. */
  readonly multipleFaces: Choice<'multipleFaces'>;
  /** Time limit, in milliseconds. */
  readonly timeoutMs: number;
}

/** A JPEG with nothing of the photo but its pixels: neither place nor time nor camera. */
export interface SmallPicture {
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A worker's answer: a plain value, like `Extraction`. */
export type Pictured =
  | { readonly kind: 'pictured'; readonly picture: SmallPicture }
  | { readonly kind: 'failed'; readonly failure: Failure };
