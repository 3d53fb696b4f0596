import { normalized } from '../domain/csv-fields.js';
import { original } from '../domain/formula.js';
import { isAltered } from '../domain/spreadsheet/altered.js';
import { isExport } from './csv-export.js';
import { type ReportPlaces, reportPlaces } from './report-places.js';

/** The customer's columns of a file. */
export interface CustomersColumns {
  readonly headings: readonly string[];
  /** Where each is in the file; undefined for one that the report had and the file has not. */
  readonly places: readonly (number | undefined)[];
}

/** The delimiter of an error report by its own columns: that of its list may have been any character. */
export function reportDelimiter(headingRow: string): string | undefined {
  const besides = headingRow.matchAll(
    /([^"\w])"?(?:error_code|report_row)|(?:error_code|report_row)"?([^"\w])/g,
  );
  const candidates = new Set([...besides].map(([, before, behind]) => before ?? behind ?? ''));
  return [...candidates].find((delimiter) => {
    const headings = headingRow.split(delimiter).map((cell) => cell.replace(/^"|"$/g, ''));
    return reportPlaces(headings) !== undefined;
  });
}

/**
 * The columns of a file without those of an error report. Of a report whose run is known they
 * are those that it was written with, under their own names, and those that somebody has added
 * behind them; so no spreadsheet takes one away.
 */
export function customersColumns(
  fileHeadings: readonly string[],
  report: ReportPlaces | undefined,
  reported: readonly string[] = [],
): CustomersColumns {
  const own = new Set(Object.values(report ?? {}));
  const places = fileHeadings.map((_, place) => place).filter((place) => !own.has(place));
  const isOurs = report !== undefined || isExport(fileHeadings);
  const headings = isOurs ? fileHeadings.map(original) : fileHeadings;
  const left = new Set(places);
  const take = (isIt: (heading: string) => boolean): number | undefined => {
    const place = [...left].find((one) => isIt(headings[one] ?? ''));
    if (place !== undefined) left.delete(place);
    return place;
  };
  const exact = reported.map((heading) => take((one) => one === heading));
  const found = reported.map((heading, i) => exact[i] ?? take((one) => isSame(heading, one)));
  const added = [...left];
  return {
    headings: [...reported, ...added.map((place) => headings[place] ?? '')],
    places: [...found, ...added],
  };
}

function isSame(reported: string, heading: string): boolean {
  // The mark at the beginning of the report, when it was read as text.
  const bare = heading.replace(/^(?:\ufeff|ï»¿)+/, '');
  return isAltered(reported, bare) || normalized(reported) === normalized(bare);
}
