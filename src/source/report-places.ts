import { fieldOf, normalized } from '../domain/csv-fields.js';
import { FAILURES } from '../domain/failures.js';
import { REPORT_COLUMNS } from '../domain/report-columns.js';
import { readReportKey } from '../domain/report-key.js';

type ReportColumn = (typeof REPORT_COLUMNS)[number];

/** Where the error report's own columns are in the file; a column may have been deleted. */
export type ReportPlaces = Readonly<Record<ReportColumn, number | undefined>>;

/** What is known of a file beside its headings. */
interface Known {
  /** The cells of the first rows. */
  readonly rows?: readonly (readonly string[])[];
  /** The headings of the customer's columns, where the run is known. */
  readonly reported?: readonly string[];
  /** Columns that a --map names. */
  readonly map?: ReadonlyMap<string, string>;
}

/** All but the key stand in this order before it, unless somebody has moved them. */
const BESIDE_KEY = REPORT_COLUMNS.slice(0, -1);

/**
 * The last of each name, wherever a spreadsheet has moved them; undefined where the file is no
 * error report. It is one by its keys, whatever stands above them, or by two of its columns that
 * no list has beside each other.
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

/** A list may have had a column of the same name: the report's own is one more. */
function named(
  column: ReportColumn,
  headings: readonly string[],
  reported: readonly string[] = [],
): number | undefined {
  const times = (list: readonly string[]) => list.filter((heading) => heading === column).length;
  return times(headings) > times(reported) ? headings.lastIndexOf(column) : undefined;
}

/** The column of the keys under another heading: "Report-Row", or one that only its cells tell. */
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
 * The report's own columns under headings of another language. They stand together before the
 * key, where a list of an unknown run has columns of the customer's, too, unless a code is there.
 */
function withRenamed(
  places: ReportPlaces,
  headings: readonly string[],
  known: Known,
): ReportPlaces {
  const key = places.report_row ?? 0;
  const found: Record<ReportColumn, number | undefined> = { ...places };
  const codesAt = key - BESIDE_KEY.length + BESIDE_KEY.indexOf('error_code');
  const isWhole = holdsOnly(known.rows ?? [], codesAt, isCode);
  if (!known.reported && !isWhole) return found;
  for (let place = key - 1; place >= 0 && place >= key - BESIDE_KEY.length; place -= 1) {
    if (Object.values(found).includes(place)) continue;
    if (isCustomers(headings[place] ?? '', known)) break;
    const here = BESIDE_KEY[BESIDE_KEY.length - (key - place)];
    const free = [here, ...BESIDE_KEY.slice(1)].find((one) => one && found[one] === undefined);
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

/** Whether a column has cells, and all that are filled are such ones. */
function holdsOnly(
  rows: readonly (readonly string[])[],
  place: number,
  isIt: (cell: string) => boolean,
): boolean {
  const filled = rows.flatMap((cells) => cells[place]?.trim() || []);
  return filled.length > 0 && filled.every(isIt);
}
