import type { ExtractionJob } from '../domain/sample.js';

/** Asks a thread to get ready; there is no answer to it. */
export const OPEN_MODELS = 'open models';

/** Asks a thread to find out whether the models do what their pack says. */
export const TRY_MODELS = 'try models';

/** What a worker thread is asked to do. */
export type WorkerTask = ExtractionJob | typeof OPEN_MODELS | typeof TRY_MODELS;
