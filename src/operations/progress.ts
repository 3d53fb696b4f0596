import type { Crew } from '../domain/crew.js';
import type { EncodingProgress, Progress as RunProgress } from '../enroll/progress.js';

/** One step of a longer work. */
export interface StepProgress {
  readonly kind: 'step';
  readonly step: string;
  /** How far it is, where it can tell. */
  readonly done?: number;
  readonly of?: number;
}

/** A file that comes from the network. */
export interface DownloadProgress {
  readonly kind: 'download';
  readonly name: string;
  /** Bytes. */
  readonly received: number;
  readonly of: number;
}

/** How far photos or faces are. */
export interface BatchProgress {
  readonly kind: 'batch';
  readonly at: RunProgress | EncodingProgress;
  /** Who works on it, where that is on other machines. */
  readonly crew?: Crew | undefined;
}

/** How far a longer work is. */
export type Progress = StepProgress | DownloadProgress | BatchProgress;
