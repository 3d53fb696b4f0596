import type { FairnessReport } from '../../domain/fairness/report.js';

/** A report, and the file that was written. */
export interface MeasuredFairness {
  readonly report: FairnessReport;
  readonly html: string | null;
  /** The day that is printed on it. */
  readonly expires: string | null;
}
