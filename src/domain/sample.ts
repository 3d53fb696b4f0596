import type { Failure } from './failures.js';
import type { PhotoReport, Turn } from './inspection.js';
import type { Choice } from './option-values.js';
import type { QualityPolicy } from './quality.js';

/** Changes whenever the same photo would give another sample; kept samples of another version are not used. */
export const PIPELINE_VERSION = 3;

/** An aligned face, to be encoded again by another pack. */
export interface Thumbnail {
  /** 256 x 256 pixels, upright; see face/thumbnail.ts. */
  readonly jpeg: Uint8Array;
  /** Eyes (the one on the left first), nose tip and corners of the mouth, in pixels of the JPEG. */
  readonly landmarks: readonly { readonly x: number; readonly y: number }[];
}

/** What extraction makes of one photo. */
export interface Sample {
  /** SHA-256 of the photo's bytes, hexadecimal. */
  readonly digest: string;
  /** L2-normalised. */
  readonly embedding: Float32Array;
  /** 0 to 1; see face/assess.ts. */
  readonly quality: number;
  readonly rotated: Turn;
  /** Probability that the face was before the camera itself, 0 to 1; null when it was not assessed. */
  readonly liveness: number | null;
  /** The photo as JPEG of at most 640 px, when the run asks for it. */
  readonly profileImage?: Uint8Array;
  /** When the run asks for it. */
  readonly thumbnail?: Thumbnail;
}

/** What a photo must be to become a sample. */
export interface PhotoPolicy {
  /** Several faces: refuse the photo, take one that clearly dominates, or take the largest. */
  readonly multipleFaces: Choice<'multipleFaces'>;
  readonly quality: QualityPolicy;
  /** The least liveness, 0 to 1; undefined when it is not checked. */
  readonly minLiveness?: number;
  /** A photo may take so long, in milliseconds. */
  readonly timeoutMs: number;
}

/** One photo for a worker. */
export interface ExtractionJob {
  readonly path: string;
  /** The real path of the folder that the photo must lie in when it is opened; anywhere unless told. */
  readonly within?: string;
  /** Digests of photos that the user has templates of: such a photo needs no template again. */
  readonly knownDigests: readonly string[];
  readonly profileImage: boolean;
  /** Whether the sample has a thumbnail; not unless told. */
  readonly thumbnail?: boolean;
  readonly policy: PhotoPolicy;
  /** Whether a photo that is refused tells the faces in it all the same; not unless told. */
  readonly compare?: boolean;
  /** Whether the answer tells all that was seen, and shows it in a picture with this heading. */
  readonly inspect?: { readonly heading?: string };
}

/** What a worker answers: a plain value, since an error would lose its code on the way. */
export type Extraction = (
  | { readonly kind: 'sample'; readonly sample: Sample }
  | { readonly kind: 'known'; readonly digest: string }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      /** Embeddings of the faces that were found, when the job asked for them. */
      readonly faces?: readonly Float32Array[];
    }
) & {
  /** As far as the photo got, when the job asked for it. */
  readonly report?: PhotoReport;
};
