import type { UnknownRow } from '../domain/entry.js';
import { FAILURES, type Failure, type FailureCode, fail } from '../domain/failures.js';
import { REPORT_COLUMNS } from '../domain/report-columns.js';
import { isKeyOf, readReportKey } from '../domain/report-key.js';
import type { ReportedRow, ReportedRun } from '../domain/reported.js';
import { isAltered } from '../domain/spreadsheet/altered.js';
import { quoted } from '../domain/text.js';
import { USER_DATES } from '../domain/user-dates.js';
import { AlikeIds } from './alike-ids.js';
import type { Column } from './csv-headings.js';
import type { ReportPlaces } from './report-places.js';
import { MEANT, reportedId } from './reported-id.js';

/** A row of a report with a spreadsheet's alterations undone. */
export interface ReadRow {
  /** Cells of the customer's columns; undefined where nothing is known. */
  readonly cells: readonly (string | undefined)[];
  readonly failure?: Failure;
  /** Set where nothing says whose row it is. */
  readonly unknownRow?: UnknownRow;
}

/** What is known of a row with the wrong number of cells. */
type BrokenRow = Pick<ReadRow, 'unknownRow'> & {
  /** The reported ID of this row. */
  readonly userId?: string;
};

/** A row as it stands in the file. */
interface FileRow {
  /** As a spreadsheet counts. */
  readonly row: number;
  /** All cells, including the report's own. */
  readonly all: readonly string[];
  /** Cells of the customer's columns; undefined where column or cell is gone. */
  readonly customers: readonly (string | undefined)[];
}

/** Failures of files whose name gave no ID, so the report has none. */
const WAITS_FOR_ID: ReadonlySet<FailureCode> = new Set(['FILE_NAME_INVALID', 'USER_NOT_FOUND']);

/** The rows of an error report that is imported again; reads them once, in order. */
export class ReportRows {
  /** Number of cells reset to their reported value because a spreadsheet altered them. */
  restored = 0;
  /** Entry to the row of the file that has its key. */
  readonly #seen = new Map<number, number>();
  readonly #alike: AlikeIds;
  /** Which of the customer's columns has the user ID. */
  private readonly userIdAt: number;

  /**
   * @param reported undefined when the run is unknown and the report counts as a plain list
   * @param columns the customer's
   */
  constructor(
    private readonly own: ReportPlaces,
    private readonly reported: ReportedRun | undefined,
    private readonly columns: readonly Column[],
  ) {
    this.#alike = new AlikeIds(() => reported?.userIds() ?? []);
    this.userIdAt = columns.findIndex(({ use }) => use.kind === 'userId');
  }

  read(fileRow: FileRow): ReadRow {
    const cells = fileRow.customers;
    if (!this.reported) return this.#unknown(fileRow);
    const past = this.#past(fileRow, this.reported);
    if (past === undefined) return { cells };
    const failure = 'code' in past ? past : this.#crossed(fileRow, past);
    if (failure) return { cells, failure, unknownRow: this.#unknownRow(fileRow) };
    return this.#asReported(fileRow, past as ReportedRow);
  }

  /** Identifies a row by a key anywhere in it, although its cells cannot be told apart. */
  readBroken({ row, all }: FileRow): BrokenRow {
    const cells = all.map((cell) => cell.trim().replace(/^"|"$/g, ''));
    const key = cells.findLast((cell) => readReportKey(cell) !== undefined);
    if (key === undefined) return {};
    const past = this.reported && this.#ofKey(key, row, this.reported);
    if (!past || 'code' in past) return { unknownRow: { row: '', key } };
    return this.#once(past, row) ? { unknownRow: { row: '', key } } : { userId: past.userId };
  }

  /** The reported row, or a failure; undefined for a row that somebody added. */
  #past(fileRow: FileRow, reported: ReportedRun): ReportedRow | Failure | undefined {
    const { row } = fileRow;
    const key = this.#cell(fileRow, 'report_row').trim();
    if (key === '' && !this.#isReported(fileRow)) return undefined;
    const number = this.#cell(fileRow, 'row').trim();
    const past =
      key === '' ? (reported.byRow(Number(number)) ?? lost(row)) : this.#ofKey(key, row, reported);
    if ('code' in past) return past;
    if (/^\d+$/.test(number) && Number(number) !== past.row) {
      const of = past.row === undefined ? 'a file' : `row ${past.row}`;
      const problem = `row ${row}: its cell row says ${number}, and its cell report_row is of ${of}`;
      return invalid(problem, AS_WRITTEN);
    }
    return this.#once(past, row) ?? past;
  }

  /** The row reported under a key, or a failure. */
  #ofKey(cell: string, row: number, { runId, byEntry }: ReportedRun): ReportedRow | Failure {
    const key = readReportKey(cell);
    if (!key) return changed(row);
    if (key.runId !== runId) {
      return invalid(`row ${row} is of another error report than the rows before it`, BY_ITSELF);
    }
    const past = byEntry(key.entry);
    if (past && isKeyOf(cell, past.userId)) return past;
    return invalid(`row ${row} was never reported, or its user has been deleted since`, FROM_LIST);
  }

  /** Fails when an earlier row has the same key. */
  #once({ entry }: ReportedRow, row: number): Failure | undefined {
    const before = this.#seen.get(entry);
    this.#seen.set(entry, before ?? row);
    if (before === undefined) return undefined;
    return invalid(`row ${row} has the cell report_row of row ${before}`, ONCE);
  }

  /**
   * Sorting single columns may have shifted cells against the report's own. When the ID is also
   * another row's, exactly or after losing zeros, only the other cells identify the row; so these
   * must equal what was reported.
   */
  #crossed({ row, customers }: FileRow, past: ReportedRow): Failure | undefined {
    const now = customers[this.userIdAt]?.trim();
    if (now === undefined || (now !== past.userId && !isAltered(past.userId, now)))
      return undefined;
    const isTyped = customers.some((cell, i) => {
      const before = past.cells[i];
      const isData = i !== this.userIdAt && cell !== undefined && before !== undefined;
      return isData && this.#isTyped(i, past, before, cell);
    });
    if (!isTyped || !this.#alike.isAnothers(now, past.userId)) return undefined;
    const problem =
      `row ${row}: the user ID ${quoted(now)} may be that of another row of this report, and other cells ` +
      'are not what was reported in this row, so that nobody can tell whose row it is';
    return invalid(problem, CROSSED);
  }

  /** A row of a report of an unknown run: nothing can be restored, but a changed ID is detected. */
  #unknown(fileRow: FileRow): ReadRow {
    const { row, customers: cells } = fileRow;
    const userId = cells[this.userIdAt] ?? '';
    const key = this.#cell(fileRow, 'report_row').trim();
    const failure = this.#unverified(fileRow, key, userId);
    if (failure) return { cells, failure, unknownRow: this.#unknownRow(fileRow) };
    if (!this.#isStillUnreadable(fileRow)) return { cells };
    const problem = `row ${row} is still marked as unreadable`;
    return { cells, failure: fail('ROW_INVALID', { problem }) };
  }

  /** Fails when the ID of such a row may differ from the reported one. */
  #unverified(fileRow: FileRow, key: string, userId: string): Failure | undefined {
    const { row } = fileRow;
    if (key === '') return this.#isReported(fileRow) ? lost(row) : undefined;
    if (!readReportKey(key)) return changed(row);
    if (isKeyOf(key, userId)) return undefined;
    const problem = 'is not the one that was reported in this row';
    return fail('USER_ID_INVALID', { userId, problem }, MEANT);
  }

  /** Keeps the row number, so that the next report can identify a row that lost its key. */
  #unknownRow(fileRow: FileRow): UnknownRow {
    const key = this.#cell(fileRow, 'report_row').trim();
    return { key, row: key === '' ? '' : this.#cell(fileRow, 'row') };
  }

  /** A row's cells: as typed by the operator, else as reported. */
  #asReported(fileRow: FileRow, past: ReportedRow): ReadRow {
    const { row, customers } = fileRow;
    const cells = customers.map((now, i) => {
      const before = past.cells[i];
      if (before === undefined) return now;
      if (i === this.userIdAt || now === before) return before;
      if (now !== undefined && this.#isTyped(i, past, before, now)) return now;
      this.restored += 1;
      return before;
    });
    const id = reportedId(customers[this.userIdAt], past);
    if ('code' in id) return { cells, failure: id };
    const { userId, isRestored } = id;
    if (isRestored) this.restored += 1;
    if (userId.trim() === '' && past.codes.some((code) => WAITS_FOR_ID.has(code))) {
      return { cells, failure: sameAgain(past) };
    }
    cells[this.userIdAt] = userId;
    const isCorrected = cells.some((cell, i) => cell !== (past.cells[i] ?? cell));
    if (isCorrected || !past.codes.includes('ROW_INVALID') || !this.#isStillUnreadable(fileRow)) {
      return { cells };
    }
    const problem = `row ${row} has not been corrected: ${past.message}`;
    return { cells, failure: fail('ROW_INVALID', { problem }) };
  }

  /** Whether somebody typed a cell, as opposed to a spreadsheet altering it. */
  #isTyped(at: number, { codes }: ReportedRow, before: string, now: string): boolean {
    if (now === before) return false;
    const isAnswer = codes.includes('DATE_INVALID') && this.#isDate(at);
    return isAnswer || !isAltered(before, now);
  }

  /** Whether any of the report's own cells is filled. */
  #isReported(fileRow: FileRow): boolean {
    return REPORT_COLUMNS.some((column) => this.#cell(fileRow, column).trim() !== '');
  }

  /** Whether a column holds a date, which may fail only for its format. */
  #isDate(at: number): boolean {
    const use = this.columns[at]?.use;
    return use?.kind === 'known' && (USER_DATES as readonly string[]).includes(use.field);
  }

  #isStillUnreadable(fileRow: FileRow): boolean {
    return this.#cell(fileRow, 'error_code').split('; ').includes('ROW_INVALID');
  }

  #cell({ all }: FileRow, column: keyof ReportPlaces): string {
    return all[this.own[column] ?? -1] ?? '';
  }
}

/** The reported failure of a row in which nothing was corrected. */
function sameAgain({ codes: [code = 'USER_ID_MISSING'], message }: ReportedRow): Failure {
  return { code, message, advice: FAILURES[code].advice };
}

function invalid(problem: string, advice: string): Failure {
  return fail('ROW_INVALID', { problem }, advice);
}

function changed(row: number): Failure {
  return invalid(`row ${row}: its cell report_row was changed`, AS_WRITTEN);
}

function lost(row: number): Failure {
  return invalid(`row ${row} has lost its cell report_row, by which it is known`, AS_WRITTEN);
}

const CROSSED =
  'Correct the report as it was written, in a text editor. Or put the right user ID into this row, and empty all cells of the report in it.';
const AS_WRITTEN =
  'Take the row from the report as it was written. In a row of your own, empty all cells of the report.';
const BY_ITSELF = 'Move the row into a file of its own with the headings, and import that.';
const FROM_LIST = 'Import the row from the list that it came from.';
const ONCE = 'Keep one of them. In a row of your own, empty all cells of the report.';
