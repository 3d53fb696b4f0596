import type { Failure } from './failures.js';
import type { PhotoReport, Turn } from './inspection.js';
import type { Choice } from './option-values.js';
import type { Lack, PhotoProfile } from './photo-profile.js';
import type { QualityPolicy } from './quality.js';
import type { PhotoEdit } from './review.js';
import type { Measured } from './seen.js';

/**
 * Increase it whenever a photo would give another sample: samples of other versions are ignored.
 */
export const PIPELINE_VERSION = 4;

/** An aligned face, to be encoded again by another pack. */
export interface Thumbnail {
  /** 256 x 256 pixels, upright; see face/thumbnail.ts. */
  readonly jpeg: Uint8Array;
  /** Eyes (the one on the left first), nose tip and mouth corners, in pixels of the JPEG. */
  readonly landmarks: readonly { readonly x: number; readonly y: number }[];
}

/** The result of extraction for one photo. */
export interface Sample {
  /** SHA-256 of the photo's bytes, hexadecimal. */
  readonly digest: string;
  /** L2-normalized. */
  readonly embedding: Float32Array;
  /** 0 to 1; see face/assess.ts. */
  readonly quality: number;
  readonly rotated: Turn;
  /** Probability that the face was before the camera itself, 0 to 1; null if not assessed. */
  readonly liveness: number | null;
  /** Absent where the sample comes from a file of templates. */
  readonly measures?: Measured;
  /** What the photo lacks for the profile of its policy. */
  readonly lacks?: readonly Lack[];
  /** The photo as JPEG of at most 640 px, if the run asks for it. */
  readonly profileImage?: Uint8Array;
  /** Only if the run asks for it. */
  readonly thumbnail?: Thumbnail;
}

/** What a photo must be to become a sample. */
export interface PhotoPolicy {
  /** For several faces: refuse the photo, take one that clearly dominates, or take the largest. */
  readonly multipleFaces: Choice<'multipleFaces'>;
  readonly quality: QualityPolicy;
  /** The least liveness, 0 to 1; undefined if not checked. */
  readonly minLiveness?: number;
  /** Time limit for a photo, in milliseconds. */
  readonly timeoutMs: number;
  /** What a device or service takes for a photo, and whether one that is not so is refused. */
  readonly profile?: { readonly of: PhotoProfile; readonly refuses: boolean };
}

/**
 * The annotated photo of a report: with the verdict in words for operator and person, under the name
 * that the operator knows it by; or, of a photo that is refused, with its faces alone, since the words
 * are in the person's language elsewhere.
 */
export type PictureWanted = { readonly heading: string } | 'faces';

/** One photo for a worker. */
export interface ExtractionJob {
  /** Its file; with `bytes` only its name. */
  readonly path: string;
  /** The photo itself: then no file is opened. */
  readonly bytes?: Uint8Array;
  /** Real path of the folder that the photo must lie in when it is opened; default: anywhere. */
  readonly within?: string;
  /** Digests of photos that the user has templates of: such a photo needs no other template. */
  readonly knownDigests: readonly string[];
  readonly profileImage: boolean;
  /** Whether the sample has a thumbnail; default: no. */
  readonly thumbnail?: boolean;
  readonly policy: PhotoPolicy;
  /** Whether the failure of a refused photo includes its faces; default: no. */
  readonly compare?: boolean;
  /** The photo is turned and cropped first, and looked at as it is then. */
  readonly edit?: PhotoEdit;
  /** Asks for a full report. */
  readonly inspect?: { readonly picture?: PictureWanted };
}

/** A worker's answer: a plain value, since an error would lose its code on the way. */
export type Extraction = (
  | { readonly kind: 'sample'; readonly sample: Sample }
  | { readonly kind: 'known'; readonly digest: string }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      /** As far as they were assessed. */
      readonly measures?: Measured;
      /** Embeddings of the faces found, if the job asked for them. */
      readonly faces?: readonly Float32Array[];
    }
) & {
  /** As far as the photo got, if the job asked for it. */
  readonly report?: PhotoReport;
  /** The photo turned and cropped, a JPEG, if the job asked for it and the photo could be read. */
  readonly edited?: Uint8Array;
};
