import type { Entry } from './entry.js';
import type { FailureCode } from './failures.js';
import type { ItemOutcome } from './outcome.js';
import type { ReportKey } from './report-key.js';

/** Cells longer than this are no names and dates, and are not kept. */
const MOST_KEPT = 1000;

/** A row of an error report as it was reported. */
export interface ReportedRow extends ReportKey {
  readonly userId: string;
  /** Of the list that was imported; undefined for a file of a folder. */
  readonly row: number | undefined;
  /** By the columns of the report that are not its own; undefined where one was too long to be kept. */
  readonly cells: readonly (string | undefined)[];
  /** Why it failed. */
  readonly codes: readonly FailureCode[];
  /** What was said of it first. */
  readonly message: string;
}

/** The run whose error report is retried. */
export interface ReportedRun {
  readonly runId: string;
  /** The headings of the report's columns but its own. */
  readonly headings: readonly string[];
  /** Heading to name of the field, as the run took them (--map). */
  readonly map: ReadonlyMap<string, string>;
  /** The row with this entry number; undefined where there is none, or its user was deleted since. */
  byEntry(entry: number): ReportedRow | undefined;
  /** The same by the row of the list that was imported. */
  byRow(row: number): ReportedRow | undefined;
  /** The user IDs of all rows. */
  userIds(): Iterable<string>;
}

/**
 * An entry as its error report has it: without the user ID that no outcome is told under, so that
 * nobody is enrolled under that by importing the report as it is.
 */
export function reportedEntry(entry: Entry, outcomes: readonly ItemOutcome[]): Entry {
  const isTold = entry.row !== undefined || outcomes.every(({ userId }) => userId !== '');
  return isTold ? entry : { ...entry, userId: '' };
}

/**
 * The cells of an entry as an error report has them: always as many as there are headings. What
 * is too much goes into the last one, what is missing is empty.
 */
export function reportedCells(
  { row, userId, photos, cells }: Entry,
  headings: readonly string[],
  delimiter: string,
): readonly string[] {
  // The file of a folder, or photos that were named, have no cells.
  const all = row === undefined ? [userId, ...photos.map(({ file }) => file)] : cells;
  const last = headings.length - 1;
  return headings.map((_, i) => (i === last ? all.slice(last).join(delimiter) : (all[i] ?? '')));
}

/** Of cells those that are kept. */
export function keptCells(cells: readonly string[]): readonly (string | null)[] {
  return cells.map((cell) => (cell.length > MOST_KEPT ? null : cell));
}
