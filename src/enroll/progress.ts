/** How far a run is; told after each step of a photo. */
export interface Progress {
  readonly phase: 'read' | 'extract' | 'apply';
  /** Entries read, or photos extracted, or entries decided. */
  readonly done: number;
  /** Undefined while the input is still being read. */
  readonly total: number | undefined;
  readonly failed: number;
}

export type ProgressListener = (progress: Progress) => void;
