import type { DuplicateSummary } from './duplicate-summary.js';
import type { InputFacts } from './input-facts.js';
import type { TableCheck } from './table-check.js';
import type { Tally } from './tally.js';

/** How an import ended. */
export interface ImportFacts extends Tally, InputFacts {
  /** Null for a dry run. */
  readonly runId: string | null;
  readonly dryRun: boolean;
  /** The signal came: nobody is enrolled, and the same import goes on from the photos it had done. */
  readonly interrupted: boolean;
  readonly usersCreated: number;
  readonly usersUpdated: number;
  /** Photos that were extracted, of those that had to be. */
  readonly extracted: { readonly done: number; readonly total: number };
  /** How duplicates were searched for; null if there was nothing to compare, or no search. */
  readonly duplicates: DuplicateSummary | null;
  /**
   * How the gallery compares with the table in use; null if nobody was enrolled, for one person
   * alone, and if there is too little data.
   */
  readonly tableCheck: TableCheck | null;
  readonly seconds: number;
  /** Path of the error report, if one was written. */
  readonly errorReport: string | null;
  /** Path of the first page of the HTML report, if one was wanted and written. */
  readonly htmlReport: string | null;
}
