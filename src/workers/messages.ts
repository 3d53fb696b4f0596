import type { Encoding, EncodingJob } from '../domain/encoding.js';
import type { Fitting, FittingJob } from '../domain/fitting.js';
import type { Pictured, PictureJob } from '../domain/photo-picture.js';
import type { Extraction, ExtractionJob } from '../domain/sample.js';
import type { PackModels } from '../models/packs.js';

/**
 * Concurrent tasks per thread. While it computes one, the next are decoded, and ready faces are
 * encoded together, at most four (see face/together.ts). More tasks would take memory and gain
 * nothing.
 */
export const TASKS_PER_THREAD = { extract: 4, encode: 8 } as const;

/** Makes a thread open its models; its only answer is that one of them cannot be. */
export const OPEN_MODELS = 'open models';

/** Makes a thread check that the models do what their pack says. */
export const TRY_MODELS = 'try models';

/** Tasks of a thread that extracts, makes pictures or photos that fit a profile: all need the same models. */
export type ExtractionTask =
  | ExtractionJob
  | FittingJob
  | PictureJob
  | typeof OPEN_MODELS
  | typeof TRY_MODELS;

/** Tasks of a thread that encodes. */
export type EncodingTask = EncodingJob | typeof OPEN_MODELS;

export type WorkerTask = ExtractionTask | EncodingTask;

/** A model that cannot be opened: its file, and what the library says. */
export interface Unopened {
  readonly kind: 'unopened';
  readonly path: string;
  readonly words: string;
}

/** Undefined for tasks without a result. */
export type WorkerAnswer = Extraction | Fitting | Pictured | Encoding | undefined;

/** The first message to a worker process. */
export interface Setup {
  readonly models: PackModels;
  /** Its threads process photos, or thumbnails, which need only the encoder. */
  readonly work: 'extract' | 'encode';
  readonly threads: number;
  /** The process reports when it holds more than this many bytes. */
  readonly maxMemory?: number;
}

/** Messages to a worker process. */
export type ToProcess =
  | { readonly kind: 'open'; readonly setup: Setup }
  | { readonly kind: 'task'; readonly id: number; readonly task: WorkerTask }
  | { readonly kind: 'leave' };

/** Messages from a worker process; `bytes` is its resident set size. */
export type FromProcess =
  | { readonly kind: 'ready'; readonly bytes: number }
  | Unopened
  | { readonly kind: 'answer'; readonly id: number; readonly answer: WorkerAnswer }
  | { readonly kind: 'broken'; readonly id: number; readonly error: unknown }
  | { readonly kind: 'over memory'; readonly bytes: number };
