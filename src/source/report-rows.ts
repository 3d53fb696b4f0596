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

/** What a row of a report says, once what a spreadsheet has done to it is undone. */
export interface ReadRow {
  /** Of the customer's columns; undefined where nothing is known of one. */
  readonly cells: readonly (string | undefined)[];
  readonly failure?: Failure;
  /** Whose row it is cannot be told. */
  readonly unknownRow?: UnknownRow;
}

/** What is known of a row with a wrong number of cells. */
type BrokenRow = Pick<ReadRow, 'unknownRow'> & {
  /** That was reported in this row. */
  readonly userId?: string;
};

/** A row as it stands in the file. */
interface FileRow {
  /** As a spreadsheet counts. */
  readonly row: number;
  /** All cells, the report's own among them. */
  readonly all: readonly string[];
  /** Those of the customer's columns; undefined where the column or the cell is gone. */
  readonly customers: readonly (string | undefined)[];
}

/** Files whose names told nobody's ID, so that the report has none. */
const WAITS_FOR_ID: ReadonlySet<FailureCode> = new Set(['FILE_NAME_INVALID', 'USER_NOT_FOUND']);

/** The rows of an error report that is imported again, read once from first to last. */
export class ReportRows {
  /** Cells that were taken as they were reported, since a spreadsheet has altered them. */
  restored = 0;
  /** Which row of the file has the key of an entry. */
  readonly #seen = new Map<number, number>();
  readonly #alike: AlikeIds;
  /** Which of the customer's columns has the user ID. */
  private readonly userIdAt: number;

  /**
   * @param reported undefined where the run is not known and the report is taken for a list
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

  /** Tells by the key that is somewhere in a row whose it is, though its cells cannot be told apart. */
  readBroken({ row, all }: FileRow): BrokenRow {
    const cells = all.map((cell) => cell.trim().replace(/^"|"$/g, ''));
    const key = cells.findLast((cell) => readReportKey(cell) !== undefined);
    if (key === undefined) return {};
    const past = this.reported && this.#ofKey(key, row, this.reported);
    if (!past || 'code' in past) return { unknownRow: { row: '', key } };
    return this.#once(past, row) ? { unknownRow: { row: '', key } } : { userId: past.userId };
  }

  /** What was reported of a row, or why that cannot be told; undefined for a row that somebody has added. */
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

  /** What was reported under a key, or why nothing was. */
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

  /** The failure of a row whose key an earlier row has. */
  #once({ entry }: ReportedRow, row: number): Failure | undefined {
    const before = this.#seen.get(entry);
    this.#seen.set(entry, before ?? row);
    if (before === undefined) return undefined;
    return invalid(`row ${row} has the cell report_row of row ${before}`, ONCE);
  }

  /**
   * Cells may have been moved against the report's own, as by sorting some columns alone. Where
   * the ID is, to the letter or once it has lost its zeros, that of another row too, only the
   * other cells tell whose a row is; so these must be as they were reported.
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

  /** A row of a report whose run nobody knows: nothing can be put right, but a changed ID shows. */
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

  /** Why the ID of such a row is not known to be the reported one. */
  #unverified(fileRow: FileRow, key: string, userId: string): Failure | undefined {
    const { row } = fileRow;
    if (key === '') return this.#isReported(fileRow) ? lost(row) : undefined;
    if (!readReportKey(key)) return changed(row);
    if (isKeyOf(key, userId)) return undefined;
    const problem = 'is not the one that was reported in this row';
    return fail('USER_ID_INVALID', { userId, problem }, MEANT);
  }

  /** The number of a row that has lost its key would be looked for in the next report. */
  #unknownRow(fileRow: FileRow): UnknownRow {
    const key = this.#cell(fileRow, 'report_row').trim();
    return { key, row: key === '' ? '' : this.#cell(fileRow, 'row') };
  }

  /** What is told of a row: what somebody has typed, and else what was reported. */
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

  /** Whether somebody has typed a cell, which no spreadsheet makes of the one before by itself. */
  #isTyped(at: number, { codes }: ReportedRow, before: string, now: string): boolean {
    if (now === before) return false;
    const isAnswer = codes.includes('DATE_INVALID') && this.#isDate(at);
    return isAnswer || !isAltered(before, now);
  }

  /** Whether any of the report's own cells says something. */
  #isReported(fileRow: FileRow): boolean {
    return REPORT_COLUMNS.some((column) => this.#cell(fileRow, column).trim() !== '');
  }

  /** Whether a column has a date, which may be wrong in nothing but its form. */
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

/** What was reported of a row, of which nobody has corrected anything. */
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
