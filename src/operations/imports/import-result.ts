import type { ImportFacts } from '../../domain/import-facts.js';

/** How an import ended; the paths of its reports are absolute. */
export interface ImportResult extends ImportFacts {
  /** Leavers whose face came under another user ID, in a sync. */
  readonly recognized: readonly string[];
  /** Why the HTML report that was wanted is not there. What the import has done stays. */
  readonly htmlProblem: string | null;
  /** Whether the error report can be imported again, as a list of users and photos can. */
  readonly canBeRetried: boolean;
}
