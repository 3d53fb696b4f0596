import type { ExtractionJob } from '../domain/sample.js';

/** What a worker thread is given when it starts: the files of the model pack. */
export interface WorkerSetup {
  readonly detector: string;
  readonly landmarks: string;
  readonly encoder: string;
  readonly liveness?: string;
}

/** Asks a thread to get ready; there is no answer to it. */
export const OPEN_MODELS = 'open models';

/** What a worker thread is asked to do. */
export type WorkerTask = ExtractionJob | typeof OPEN_MODELS;
