/** How many pictures there are, and how many could not be made. */
export interface PictureCounts {
  shown: number;
  missing: number;
}

/** What was written of a report on a run. */
export interface WrittenRunReport {
  /** Its files, absolute; the first one is the one to open. */
  readonly files: readonly string[];
  /** Failed photos and rows in it. */
  readonly failed: number;
  readonly pictures: Readonly<PictureCounts>;
}

/** A report on a collection that was written. */
export interface WrittenGalleryReport {
  readonly collection: string;
  /** Its one page. */
  readonly files: readonly string[];
  readonly users: number;
  readonly templates: number;
  /** Pairs of users who may be one person; null if nothing was compared. */
  readonly suspectedPairs: number | null;
  readonly anonymous: boolean;
  /** The day that is printed on it. */
  readonly expires: string | null;
}

/** A report on a run that was written. */
export interface WrittenReportOnRun extends WrittenRunReport {
  readonly runId: string;
  readonly anonymous: boolean;
  /** The day that is printed on it. */
  readonly expires: string | null;
}

export type WrittenReport = WrittenReportOnRun | WrittenGalleryReport;
