import { normalized } from '../domain/csv-fields.js';
import { original } from '../domain/formula.js';
import { isAltered } from '../domain/spreadsheet/altered.js';
import { isExport } from './csv-export.js';
import { type ReportPlaces, reportPlaces } from './report-places.js';

export interface CustomersColumns {
  readonly headings: readonly string[];
  /** Position of each in the file; undefined for a reported column that is gone. */
  readonly places: readonly (number | undefined)[];
}

/**
 * The delimiter of an error report, found by the report's own columns: its list may have used any
 * character.
 */
export function reportDelimiter(headingRow: string): string | undefined {
  const matches = headingRow.matchAll(
    /([^"\w])"?(?:error_code|report_row)|(?:error_code|report_row)"?([^"\w])/g,
  );
  const candidates = new Set([...matches].map(([, before, after]) => before ?? after ?? ''));
  return [...candidates].find((delimiter) => {
    const headings = headingRow.split(delimiter).map((cell) => cell.replace(/^"|"$/g, ''));
    return reportPlaces(headings) !== undefined;
  });
}

/**
 * The columns of a file without an error report's own. When its run is known, these are the columns
 * it was written with, under their original names, then those added since; so a spreadsheet cannot
 * remove one unnoticed.
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
  // A byte order mark that was read as text.
  const bare = heading.replace(/^(?:\ufeff|ï»¿)+/, '');
  return isAltered(reported, bare) || normalized(reported) === normalized(bare);
}
