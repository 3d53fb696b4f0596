/** Progress of a run, reported after each step of a photo. */
export interface Progress {
  readonly phase: 'read' | 'extract' | 'compare' | 'apply';
  /** Entries read, photos extracted, faces to be compared (none so far), or entries applied. */
  readonly done: number;
  /** Undefined while the input is being read. */
  readonly total: number | undefined;
  readonly failed: number;
  /** Of the photos done, those that an interrupted run had extracted: they take no time. */
  readonly kept?: number;
}

export type ProgressListener = (progress: Progress) => void;

/** Progress of encoding stored faces, reported after each. */
export interface EncodingProgress extends Omit<Progress, 'phase'> {
  readonly phase: 'encode';
}
