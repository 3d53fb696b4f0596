import { FAILURES, type Failure, fail } from '../domain/failures.js';
import { count, quoted } from '../domain/text.js';
import type { CsvRecord } from './csv-records.js';
import type { ReportPlaces } from './report-places.js';

/** Positions of the cells of a row. */
export interface RowLayout {
  /** Position of each of the customer's columns; undefined for a reported column that is gone. */
  readonly places: readonly (number | undefined)[];
  /** Number of cells of a row in the file. */
  readonly width: number;
  /** Positions of an error report's own columns; undefined for any other file. */
  readonly report?: ReportPlaces;
  readonly delimiter: string;
}

/** Drops empty cells beyond the headings, which spreadsheets append; other cells stay. */
export function withoutTail(cells: readonly string[], columns: number): readonly string[] {
  const isTail = cells.length > columns && cells.slice(columns).every((cell) => cell === '');
  return isTail ? cells.slice(0, columns) : cells;
}

/**
 * The cells of the customer's columns; undefined where a row has none. A row that does not fit the
 * headings keeps all cells except the report's own at its end.
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
 * Whether a row has as many cells as the headings, or lacks cells only at its end, where
 * spreadsheets omit empty ones. An error report whose own columns are at the end of the row lacks
 * others.
 */
function fits(all: readonly string[], layout: RowLayout): boolean {
  const { width } = layout;
  return all.length === width || (all.length < width && ownAtEnd(all, layout) === 0);
}

/** Number of cells at the end of a too short or too long row that are an error report's own. */
function ownAtEnd(all: readonly string[], { report }: RowLayout): number {
  const own = report ? Object.values(report).filter((place) => place !== undefined).length : 0;
  const [code = ''] = all.at(1 - own)?.split('; ') ?? [];
  return own > 1 && Object.hasOwn(FAILURES, code) ? own : 0;
}

/** Why a row does not fit the headings. */
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

/** The failure of an unreadable row. */
export function invalidRow(problem: string, advice: string): Failure {
  return fail('ROW_INVALID', { problem }, `${advice} ${FAILURES.ROW_INVALID.advice}`);
}
