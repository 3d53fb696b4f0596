/** How far a run is; told after each step of a photo. */
export interface Progress {
  readonly phase: 'read' | 'extract' | 'compare' | 'apply';
  /** Entries read, photos extracted, faces to be compared (none of them yet), or entries applied. */
  readonly done: number;
  /** Undefined while the input is still being read. */
  readonly total: number | undefined;
  readonly failed: number;
}

export type ProgressListener = (progress: Progress) => void;

/** How far the encoding of stored faces is; told after each. */
export interface EncodingProgress extends Omit<Progress, 'phase'> {
  readonly phase: 'encode';
}
