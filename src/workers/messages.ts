import type { Encoding, EncodingJob } from '../domain/encoding.js';
import type { Extraction, ExtractionJob } from '../domain/sample.js';
import type { PackModels } from '../models/packs.js';

/**
 * How many tasks a thread has at once. While it computes one, the next are decoded behind its
 * back, and faces that are ready are encoded together, four at most (see face/together.ts).
 * More photos at once would take memory and gain nothing.
 */
export const TASKS_PER_THREAD = { extract: 4, encode: 8 } as const;

/** Asks a thread to get ready; there is no answer to it. */
export const OPEN_MODELS = 'open models';

/** Asks a thread to find out whether the models do what their pack says. */
export const TRY_MODELS = 'try models';

/** What a worker thread that extracts is asked to do. */
export type ExtractionTask = ExtractionJob | typeof OPEN_MODELS | typeof TRY_MODELS;

/** What a worker thread that encodes is asked to do. */
export type EncodingTask = EncodingJob | typeof OPEN_MODELS;

/** What a worker thread is asked to do. */
export type WorkerTask = ExtractionTask | EncodingTask;

/** What it answers; undefined where there is nothing to tell. */
export type WorkerAnswer = Extraction | Encoding | undefined;

/** What a worker process is started with. */
export interface Setup {
  readonly models: PackModels;
  /** What its threads are for: photos, or thumbnails, for which they open the encoder alone. */
  readonly work: 'extract' | 'encode';
  readonly threads: number;
  /** It tells when it holds more bytes than these. */
  readonly maxMemory?: number;
}

/** What a worker process is told. */
export type ToProcess =
  | { readonly kind: 'open'; readonly setup: Setup }
  | { readonly kind: 'task'; readonly id: number; readonly task: WorkerTask }
  | { readonly kind: 'leave' };

/** What a worker process tells; `bytes` is the memory it holds (resident set size). */
export type FromProcess =
  | { readonly kind: 'ready'; readonly bytes: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: WorkerAnswer }
  | { readonly kind: 'broken'; readonly id: number; readonly error: unknown }
  | { readonly kind: 'over memory'; readonly bytes: number };
