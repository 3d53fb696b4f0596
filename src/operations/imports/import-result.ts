import type { ImportFacts } from '../../domain/import-facts.js';

/** How an import ended; the path of its error report is absolute. */
export interface ImportResult extends ImportFacts {
  /** Leavers whose face came under another user ID, in a sync. */
  readonly recognized: readonly string[];
  /** Whether the error report can be imported again, as a list of users and photos can. */
  readonly canBeRetried: boolean;
}
