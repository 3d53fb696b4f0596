import type { Failure } from './failures.js';
import type { Lack, PhotoProfile } from './photo-profile.js';

/** A photo for a worker to make fit a profile. */
export interface FittingJob {
  readonly profile: PhotoProfile;
  readonly photo:
    | { readonly bytes: Uint8Array }
    | {
        readonly path: string;
        /** Real path of the folder that it must lie in. */
        readonly within: string;
        /** SHA-256 of the photo that is meant, hexadecimal. */
        readonly digest: string;
      };
  /** Time limit, in milliseconds. */
  readonly timeoutMs: number;
}

/** A photo that fits a profile. */
export interface FittedPhoto {
  readonly bytes: Uint8Array;
  readonly format: 'jpeg' | 'png';
  readonly width: number;
  readonly height: number;
  /** Recommendations of the profile that it does not keep. */
  readonly advice: readonly Lack[];
}

/** A worker's answer: a plain value, like `Extraction`. */
export type Fitting =
  | { readonly kind: 'fitted'; readonly photo: FittedPhoto }
  /** What the photo lacks however it is cropped, or what its best crop lacks. */
  | { readonly kind: 'unfit'; readonly of: 'photo' | 'crop'; readonly lacks: readonly Lack[] }
  /** The file is another photo than the one that is meant. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'failed'; readonly failure: Failure };
