import type { NotLookedInto } from './entry.js';

/** What there is to tell of an input beside what became of its photos and rows. */
export interface InputFacts {
  /** Hidden and system files, or blank rows. */
  readonly skipped: number;
  /** Cells of an error report that a spreadsheet had altered, and that were read as they were reported. */
  readonly restored: number;
  /** Folders with photos that were not looked into; null where there are none. */
  readonly notLookedInto: NotLookedInto | null;
  /** Names of folders of other systems that were passed over. */
  readonly systemFolders: readonly string[];
  /** Rows that have fewer cells than there are headings. */
  readonly shortRows: number;
  /** Why there was nothing to do; null where there was, or where that is no complaint. */
  readonly nothingToDo: string | null;
}
