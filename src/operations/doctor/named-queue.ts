import type { QueuePlace } from '../queue/check.js';

/** Which queue, and the pack whose models are to be those of its imports. */
export interface NamedQueue extends QueuePlace {
  readonly models: string;
}

/** Milliseconds for a connection, for an answer, and for all together. */
export interface QueuePatience {
  readonly connectMs: number;
  readonly answerMs: number;
  readonly lastMs: number;
}
