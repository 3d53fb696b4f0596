import { FAILURES, type Failure, fail } from '../domain/failures.js';
import { count, quoted } from '../domain/text.js';
import type { CsvRecord } from './csv-records.js';
import type { ReportPlaces } from './report-places.js';

/** Where the cells of a row are. */
export interface RowLayout {
  /** Where each of the customer's columns is in the file; undefined for one that an error report had and the file has not. */
  readonly places: readonly (number | undefined)[];
  /** How many cells a row has in the file. */
  readonly width: number;
  /** Where an error report's own columns are; undefined for any other file. */
  readonly report?: ReportPlaces;
  readonly delimiter: string;
}

/** Spreadsheets fill rows up with empty cells; those say nothing. All others stay. */
export function withoutTail(cells: readonly string[], columns: number): readonly string[] {
  const isTail = cells.length > columns && cells.slice(columns).every((cell) => cell === '');
  return isTail ? cells.slice(0, columns) : cells;
}

/**
 * The cells of the customer's columns; undefined where a row has none. A row that is no row of
 * these headings keeps all of its cells, but for the last ones of an error report where those
 * are its own.
 */
export function customersCells(
  all: readonly string[],
  layout: RowLayout,
): readonly (string | undefined)[] {
  if (fits(all, layout)) {
    return layout.places.map((place) => (place === undefined ? undefined : all[place]));
  }
  return all.slice(0, all.length - ownAtEnd(all, layout));
}

/**
 * Whether a row has as many cells as the headings, or lacks none but at its end: spreadsheets
 * leave out what is empty there. Of an error report others are missing where its own columns
 * are at the end of the row.
 */
function fits(all: readonly string[], layout: RowLayout): boolean {
  const { width } = layout;
  return all.length === width || (all.length < width && ownAtEnd(all, layout) === 0);
}

/** How many cells at the end of a row, which is shorter or longer than the headings, are an error report's own. */
function ownAtEnd(all: readonly string[], { report }: RowLayout): number {
  const own = report ? Object.values(report).filter((place) => place !== undefined).length : 0;
  const [code = ''] = all.at(1 - own)?.split('; ') ?? [];
  return own > 1 && Object.hasOwn(FAILURES, code) ? own : 0;
}

/** Why a row is no row of these headings. */
export function rowFailure(
  record: CsvRecord,
  cells: readonly string[],
  row: number,
  layout: RowLayout,
): Failure | undefined {
  const { width, delimiter } = layout;
  const place = `row ${row} (line ${record.line})`;
  if (record.problem !== undefined) {
    const { problem, advice } = record.problem;
    return invalidRow(`${place}: ${problem}`, advice);
  }
  if (fits(cells, layout)) return undefined;
  return invalidRow(
    `${place} has ${count(cells.length, 'cell')}; the headings have ${width}`,
    cells.length < width
      ? 'Add the missing cells, empty where there is nothing to say.'
      : `Put every cell that contains the delimiter ${quoted(delimiter)} into double quotes.`,
  );
}

/** The failure of a row that cannot be read. */
export function invalidRow(problem: string, advice: string): Failure {
  return fail('ROW_INVALID', { problem }, `${advice} ${FAILURES.ROW_INVALID.advice}`);
}
