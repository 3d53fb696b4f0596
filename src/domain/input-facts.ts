import type { NotLookedInto } from './entry.js';

/** What is reported of an input in addition to the outcomes of its photos and rows. */
export interface InputFacts {
  /** Hidden and system files, or blank rows. */
  readonly skipped: number;
  /** Cells of an error report that a spreadsheet altered, and that were read as reported. */
  readonly restored: number;
  /** Folders with photos that were not looked into; null if there are none. */
  readonly notLookedInto: NotLookedInto | null;
  /** Names of other systems' folders that were skipped. */
  readonly systemFolders: readonly string[];
  /** Rows with fewer cells than there are headings. */
  readonly shortRows: number;
  /** Why there was nothing to do; null if there was something, or if that is no problem. */
  readonly nothingToDo: string | null;
}
