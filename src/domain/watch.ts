import type { FailureCode } from './failures.js';

/** How a batch of a watch ended. */
export interface WatchedBatch {
  readonly kind: 'batch';
  /** When it ended, ISO 8601. */
  readonly at: string;
  readonly runId: string | null;
  /** Photos, and rows without one. */
  readonly items: number;
  readonly enrolled: number;
  readonly unchanged: number;
  /** Rows without a photo that changed a user's data. */
  readonly imported: number;
  readonly failed: number;
  readonly failures: Readonly<Partial<Record<FailureCode, number>>>;
  readonly seconds: number;
  /** Absolute; null where nothing has failed. */
  readonly errorReport: string | null;
  /** A signal came: nobody was enrolled, and the next start goes on. */
  readonly interrupted: boolean;
}

/** What somebody should know who runs a watch; it goes on. */
export interface WatchNotice {
  readonly kind: 'notice';
  readonly at: string;
  readonly code:
    | 'FOLDER_AWAY'
    | 'FOLDER_BACK'
    | 'LIST_AWAY'
    | 'LIST_BROKEN'
    | 'WAITING'
    | 'PROBLEM'
    | 'COMMAND_FAILED';
  readonly message: string;
}

/** The beginning of a watch. */
export interface WatchStart {
  readonly kind: 'started';
  readonly at: string;
  /** Absolute. */
  readonly folder: string;
  readonly csv: string | null;
  /** Seconds. */
  readonly every: number;
  readonly settle: number;
  /** Files that an earlier watch was done with. */
  readonly remembered: number;
}

export interface WatchEnd {
  readonly kind: 'stopped';
  readonly at: string;
  readonly batches: number;
}

/** What a watch tells. */
export type WatchEvent = WatchStart | WatchedBatch | WatchNotice | WatchEnd;
