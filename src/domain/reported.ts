import type { Entry, UnknownRow } from './entry.js';
import type { Failure, FailureCode } from './failures.js';
import type { ItemOutcome } from './outcome.js';
import type { ReportKey } from './report-key.js';

/** A row of an error report as it was reported. */
export interface ReportedRow extends ReportKey {
  readonly userId: string;
  /** Of the list that was imported; undefined for a file of a folder. */
  readonly row: number | undefined;
  /** By the columns of the report that are not its own; undefined where an earlier version left out a long one. */
  readonly cells: readonly (string | undefined)[];
  /** Why it failed. */
  readonly codes: readonly FailureCode[];
  /** What was said of it first. */
  readonly message: string;
}

/** An entry of which something failed, as the error report of its run has it. */
export interface FailedRow extends ReportKey {
  readonly userId: string;
  /** Of the list that was imported; undefined for a file of a folder. */
  readonly row: number | undefined;
  /** By the columns of the report that are not its own. */
  readonly cells: readonly string[];
  readonly unknownRow: UnknownRow | undefined;
  readonly failures: readonly FailedPhoto[];
}

/** Why a photo failed, or a row, which has no file. */
export interface FailedPhoto {
  readonly file: string;
  readonly failure: Failure;
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

/** What the cells of a report depend on. */
export interface ReportLook {
  readonly headings: readonly string[];
  readonly delimiter: string;
}

/** How a photo or a row ended, without what its report does not tell. */
type Ended = Pick<ItemOutcome, 'userId' | 'file' | 'outcome'>;

/**
 * An entry as its error report has it: without the user ID that no outcome is told under, so that
 * nobody is enrolled under that by importing the report as it is.
 */
export function failedRow(
  key: ReportKey,
  read: Entry,
  ended: readonly Ended[],
  { headings, delimiter }: ReportLook,
): FailedRow {
  const { row, unknownRow } = read;
  const isNamed = row !== undefined || ended.every(({ userId }) => userId !== '');
  const userId = isNamed ? read.userId : '';
  const cells = reportedCells({ ...read, userId }, headings, delimiter);
  return { ...key, userId, row, cells, unknownRow, failures: failedOf(ended) };
}

/** Those that failed, and why. */
export function failedOf(ended: readonly Ended[]): readonly FailedPhoto[] {
  return ended.flatMap(({ file, outcome }) =>
    outcome.kind === 'failed' ? [{ file, failure: outcome.failure }] : [],
  );
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
