import type { Entry, UnknownRow } from './entry.js';
import type { Failure, FailureCode } from './failures.js';
import type { ItemOutcome } from './outcome.js';
import type { ReportKey } from './report-key.js';

/** A row of an error report as it was reported. */
export interface ReportedRow extends ReportKey {
  readonly userId: string;
  /** Of the imported list; undefined for a file of a folder. */
  readonly row: number | undefined;
  /** Without the report's own columns; undefined if an earlier version omitted a long cell. */
  readonly cells: readonly (string | undefined)[];
  readonly codes: readonly FailureCode[];
  /** The first message about it. */
  readonly message: string;
}

/** An entry with failures, as the error report of its run has it. */
export interface FailedRow extends ReportKey {
  readonly userId: string;
  /** Of the imported list; undefined for a file of a folder. */
  readonly row: number | undefined;
  /** By the report's columns other than its own. */
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
  /** The headings of the report's columns other than its own. */
  readonly headings: readonly string[];
  /** Heading to name of the field, as the run took them (--map). */
  readonly map: ReadonlyMap<string, string>;
  /** The row with this entry number; undefined if there is none, or its user was deleted since. */
  byEntry(entry: number): ReportedRow | undefined;
  /** Like `byEntry`, by the row of the imported list. */
  byRow(row: number): ReportedRow | undefined;
  /** The user IDs of all rows. */
  userIds(): Iterable<string>;
}

/** What the cells of a report depend on. */
export interface ReportLook {
  readonly headings: readonly string[];
  readonly delimiter: string;
}

/** The part of an outcome that its report needs. */
type Ended = Pick<ItemOutcome, 'userId' | 'file' | 'outcome'>;

/**
 * An entry as its error report has it. If every outcome lacks the user ID, the report does too, so
 * that importing it unchanged enrolls nobody under that ID.
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

/** The failures among outcomes. */
export function failedOf(ended: readonly Ended[]): readonly FailedPhoto[] {
  return ended.flatMap(({ file, outcome }) =>
    outcome.kind === 'failed' ? [{ file, failure: outcome.failure }] : [],
  );
}

/**
 * The cells of an entry as an error report has them, one for each heading: the last one takes
 * surplus cells, missing ones are empty.
 */
export function reportedCells(
  { row, userId, photos, cells }: Entry,
  headings: readonly string[],
  delimiter: string,
): readonly string[] {
  // A file of a folder, or a named photo, has no cells.
  const all = row === undefined ? [userId, ...photos.map(({ file }) => file)] : cells;
  const last = headings.length - 1;
  return headings.map((_, i) => (i === last ? all.slice(last).join(delimiter) : (all[i] ?? '')));
}
