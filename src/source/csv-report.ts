import { FAILURES, type Failure, fail } from '../domain/failures.js';
import { original } from '../domain/formula.js';
import { REPORT_COLUMNS } from '../domain/report-columns.js';

/** Where the error report's own columns are in the file, in the order of REPORT_COLUMNS. */
export type ReportPlaces = readonly number[];

const UNREADABLE = 'ROW_INVALID';

const [ROW, CODE, MESSAGE, ADVICE] = REPORT_COLUMNS;

/** The last of each name, wherever a spreadsheet has moved them; none where the file is no error report. */
export function reportPlaces(headings: readonly string[]): ReportPlaces {
  const places = REPORT_COLUMNS.map((heading) => headings.lastIndexOf(heading));
  return places.includes(-1) ? [] : places;
}

/** The delimiter of an error report by its own columns: that of its list may have been any character. */
export function reportDelimiter(headingRow: string): string | undefined {
  const own = new RegExp(`${ROW}([^"\\w])${CODE}\\1${MESSAGE}\\1${ADVICE}`);
  return own.exec(headingRow)?.[1];
}

/**
 * The customer's cells of a row of a report that has `columns` columns. A row with another
 * number of cells keeps all of them, but for its last four where those are the report's.
 */
export function customersCells(
  cells: readonly string[],
  columns: number,
  places: ReportPlaces,
): readonly string[] {
  if (cells.length === columns) return cells.filter((_, place) => !places.includes(place));
  const [code = ''] = cells.at(1 - REPORT_COLUMNS.length)?.split('; ') ?? [];
  return Object.hasOwn(FAILURES, code) ? cells.slice(0, -REPORT_COLUMNS.length) : cells;
}

/**
 * The failure of a row that could not be read before and is not marked as corrected. The
 * report had to give it as many cells as there are headings, so that it looks well now;
 * whether it is, only the operator knows.
 */
export function notCorrected(
  cells: readonly string[],
  places: ReportPlaces,
  row: number,
): Failure | undefined {
  const [, code, message] = places.map((place) => original(cells[place] ?? ''));
  if (code?.trim() !== UNREADABLE) return undefined;
  return fail(UNREADABLE, { problem: message || `row ${row} is still marked as unreadable` });
}
