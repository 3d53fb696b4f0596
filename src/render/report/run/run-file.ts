import type {
  FailedPhoto,
  ReportedPair,
  ReportLook,
  RunReport,
} from '../../../domain/run-report.js';
import type { ReportTexts } from '../texts.js';

/** One file of a report on a run. */
export interface RunReportFile {
  readonly report: RunReport;
  readonly look: ReportLook;
  /** The names of all files of the report, in their order; they lie in one folder. */
  readonly files: readonly string[];
  /** Which of them this is: 0 for the first, which has more than failed photos. */
  readonly at: number;
  /** Only the first file has them. */
  readonly pairs: AsyncIterable<ReportedPair>;
  /** Those of this file, as many as `pageSizeOf` says, in the order of `report.failures`. */
  readonly failed: AsyncIterable<FailedPhoto>;
}

/** What the sections of a report are made from. */
export type Drawn = RunReportFile & { readonly texts: ReportTexts };
