import type { Failure } from './failures.js';
import type { Thumbnail } from './sample.js';

/** A face for a worker to encode: its thumbnail, JPEG and landmarks. */
export type EncodingJob = Thumbnail;

/** A worker's answer: a plain value, like `Extraction`. */
export type Encoding =
  /** Of length 1. */
  | { readonly kind: 'encoded'; readonly embedding: Float32Array }
  | { readonly kind: 'failed'; readonly failure: Failure };
