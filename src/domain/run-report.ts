import type { FailureCode } from './failures.js';
import type { Histogram } from './histogram.js';
import type { JournalRun } from './journal-run.js';
import type { MeasureName } from './quality.js';

/** A step of a run. */
export interface Phase {
  readonly name: 'read' | 'match' | 'extract' | 'compare' | 'apply';
  /** Milliseconds since the run began. */
  readonly from: number;
  readonly to: number;
  /** Photos or rows done in it. */
  readonly done: number;
}

/** A face to be shown, or why it cannot be. */
export type Picture =
  | { readonly jpeg: Uint8Array; readonly width: number; readonly height: number }
  | { readonly missing: 'anonymous' | 'gone' | 'changed' | 'unreadable' | 'not kept' | 'no photo' };

/** A photo as a report shows it. */
export interface ReportedPhoto {
  readonly row: number | undefined;
  readonly userId: string;
  readonly file: string;
  readonly picture: Picture;
}

export interface FailedPhoto extends ReportedPhoto {
  readonly code: FailureCode;
  /** What happened, with the actual values. */
  readonly message: string;
  readonly advice: string;
}

/** Two faces that are, or may be, one person's, or the other's. */
export interface ReportedPair {
  readonly kind: 'duplicate' | 'flagged duplicate' | 'swap';
  readonly similarity: number;
  readonly threshold: number;
  readonly photo: ReportedPhoto;
  readonly other: { readonly userId: string; readonly picture: Picture };
}

/** A quality component (0 to 100), or the unified quality in percent, over the photos of a run. */
export interface MeasuredSpread {
  readonly measure: MeasureName | 'quality';
  /** Ten counts: 0 to 9, 10 to 19, ... 90 to 100. */
  readonly counts: readonly number[];
}

export interface PoorPhoto extends ReportedPhoto {
  /** 0 to 1. */
  readonly quality: number;
  /** Its least components. */
  readonly least: readonly { readonly measure: MeasureName; readonly component: number }[];
}

/** How similar each enrolled photo is to the most similar other user. */
export interface NearestOthers {
  readonly histogram: Histogram;
  readonly photos: number;
  /** Similarities that decide, with what they mean. */
  readonly thresholds: readonly { readonly similarity: number; readonly meaning: string }[];
}

/** All of a report on a run except its lists, which are read page by page. */
export interface RunReport {
  /** Its options are those that differ from what they are by default. */
  readonly run: JournalRun;
  /** The command that it was, as it was typed. */
  readonly commandText: string | null;
  readonly pack: string;
  readonly encoder: string;
  readonly counts: {
    readonly enrolled: number;
    readonly unchanged: number;
    readonly imported: number;
    readonly failed: number;
    readonly flagged: number;
  };
  readonly failures: readonly { readonly code: FailureCode; readonly count: number }[];
  readonly timeline: readonly Phase[];
  readonly quality: readonly MeasuredSpread[];
  readonly poorest: readonly PoorPhoto[];
  /** Undefined where nothing was enrolled, or nobody else is there. */
  readonly nearest: NearestOthers | undefined;
  readonly pairs: number;
}

/** Commands that read a list. */
const LISTS: ReadonlySet<string> = new Set(['import-csv', 'sync']);

/** What the input of a run has: photos alone, or the rows of a list. */
export function itemsOf({ command }: Pick<JournalRun, 'command'>): 'photos' | 'rows' {
  return LISTS.has(command) ? 'rows' : 'photos';
}

/** How a report is written. */
export interface ReportLook {
  /** A UUID, in each of its files: see report-mark.ts. */
  readonly reportId: string;
  /** Leaves out faces, user IDs, names and file names. */
  readonly anonymous: boolean;
  /** The day on which whoever keeps the file should delete it, ISO 8601; printed on it. */
  readonly expires: string | undefined;
  readonly writtenAt: string;
  readonly version: string;
}

/** Failed photos of one file of a report that has pictures. */
export const PAGE_SIZE = 500;

/** Failed photos of one file of a report: without pictures, the numbers of all rows fit into one. */
export function pageSizeOf({ anonymous }: Pick<ReportLook, 'anonymous'>): number {
  return anonymous ? Number.MAX_SAFE_INTEGER : PAGE_SIZE;
}
