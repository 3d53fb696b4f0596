import { fieldOf, normalized } from '../domain/csv-fields.js';
import { FAILURES } from '../domain/failures.js';
import { REPORT_COLUMNS } from '../domain/report-columns.js';
import { readReportKey } from '../domain/report-key.js';

type ReportColumn = (typeof REPORT_COLUMNS)[number];

/** Positions of the error report's own columns; undefined for a deleted one. */
export type ReportPlaces = Readonly<Record<ReportColumn, number | undefined>>;

/** What is known of a file besides its headings. */
interface Known {
  /** The cells of the first rows. */
  readonly rows?: readonly (readonly string[])[];
  /** The headings of the customer's columns, when the run is known. */
  readonly reported?: readonly string[];
  /** Columns that a --map names. */
  readonly map?: ReadonlyMap<string, string>;
}

/** In this order before the key, unless somebody moved them. */
const BEFORE_KEY = REPORT_COLUMNS.slice(0, -1);

/**
 * Finds the report's own columns, wherever a spreadsheet moved them; undefined where the file is
 * not an error report. The last of each name counts. The file is one when it has keys, under any
 * heading, or two report columns that no list has side by side.
 */
export function reportPlaces(
  headings: readonly string[],
  known: Known = {},
): ReportPlaces | undefined {
  const exact = Object.fromEntries(
    REPORT_COLUMNS.map((column) => [column, named(column, headings, known.reported)]),
  ) as ReportPlaces;
  const report_row = exact.report_row ?? keysAt(headings, known.rows ?? []);
  const found = REPORT_COLUMNS.filter((column) => exact[column] !== undefined);
  if (report_row !== undefined) return withRenamed({ ...exact, report_row }, headings, known);
  return exact.error_code !== undefined && found.length > 1 ? exact : undefined;
}

/** The customer's list may have columns of the same names; the report's own is one more. */
function named(
  column: ReportColumn,
  headings: readonly string[],
  reported: readonly string[] = [],
): number | undefined {
  const times = (list: readonly string[]) => list.filter((heading) => heading === column).length;
  return times(headings) > times(reported) ? headings.lastIndexOf(column) : undefined;
}

/** The column of keys under another heading: "Report-Row", or one recognized only by its cells. */
function keysAt(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): number | undefined {
  const alike = headings.findLastIndex((one) => normalized(one) === normalized('report_row'));
  if (alike >= 0) return alike;
  const place = headings.findLastIndex((_, i) =>
    holdsOnly(rows, i, (cell) => readReportKey(cell) !== undefined),
  );
  return place < 0 ? undefined : place;
}

/**
 * The report's own columns under translated headings. They precede the key; but in a report of an
 * unknown run, so may columns of the customer's, unless a cell holds a code.
 */
function withRenamed(
  places: ReportPlaces,
  headings: readonly string[],
  known: Known,
): ReportPlaces {
  const key = places.report_row ?? 0;
  const found: Record<ReportColumn, number | undefined> = { ...places };
  const codesAt = key - BEFORE_KEY.length + BEFORE_KEY.indexOf('error_code');
  const isWhole = holdsOnly(known.rows ?? [], codesAt, isCode);
  if (!known.reported && !isWhole) return found;
  for (let place = key - 1; place >= 0 && place >= key - BEFORE_KEY.length; place -= 1) {
    if (Object.values(found).includes(place)) continue;
    if (isCustomers(headings[place] ?? '', known)) break;
    const here = BEFORE_KEY[BEFORE_KEY.length - (key - place)];
    const free = [here, ...BEFORE_KEY.slice(1)].find((one) => one && found[one] === undefined);
    if (free === undefined) break;
    found[holdsOnly(known.rows ?? [], place, isCode) ? 'error_code' : free] ??= place;
  }
  return found;
}

function isCustomers(heading: string, { reported = [], map = new Map() }: Known): boolean {
  const same = (other: string) => normalized(other) === normalized(heading);
  const own = REPORT_COLUMNS.some(same);
  return (
    reported.some(same) || (!own && fieldOf(heading) !== undefined) || [...map.keys()].some(same)
  );
}

function isCode(cell: string): boolean {
  return cell.split('; ').every((code) => Object.hasOwn(FAILURES, code.toUpperCase()));
}

/** Whether a column has filled cells and all of them pass. */
function holdsOnly(
  rows: readonly (readonly string[])[],
  place: number,
  accepts: (cell: string) => boolean,
): boolean {
  const filled = rows.flatMap((cells) => cells[place]?.trim() || []);
  return filled.length > 0 && filled.every(accepts);
}
