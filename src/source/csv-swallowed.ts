import { cellsOf, type RecordProblem, recordAt, swallowing } from './csv-cells.js';
import { type Line, occurrences } from './csv-lines.js';

/** What the headings imply for every row. */
export interface Shape {
  readonly delimiter: string;
  /** Number of cells. */
  readonly columns: number;
  /** Positions, from 0, of cells that never contain a line break: user ID and file names. */
  readonly oneLine: readonly number[];
  /** True for files that faceenroll wrote: lines inside their cells are genuine. */
  readonly isWellQuoted?: boolean;
}

/** A record of several lines. */
interface LongRecord {
  /** Index of its first line. */
  readonly at: number;
  readonly span: number;
  readonly cells: readonly string[];
}

const LINE_BREAK = /\r\n|\n|\r/;

/**
 * Detects rows swallowed by a forgotten quote: it turns the rows after it into one cell, up to the
 * next quote, legally and without an error. A record of several lines counts as swallowing, and not
 * as an address or note, when
 *
 * - the line break is in a cell that never has one, or
 * - a whole line inside a cell has the delimiters of a row, or
 * - the quote closes on a line that begins a row by itself, and the rest of that line would not be
 *   a row.
 */
export function swallowed(
  lines: readonly Line[],
  record: LongRecord,
  shape: Shape,
): RecordProblem | undefined {
  const { cells, span } = record;
  const broken = shape.oneLine.find((place) => LINE_BREAK.test(cells[place] ?? ''));
  if (broken !== undefined) return swallowing(broken + 1, span);
  const rows = cells.findIndex((cell) => hasRows(cell, shape));
  if (rows !== -1) return swallowing(rows + 1, span);
  if (!closesInsideARow(lines, record.at + span - 1, shape)) return undefined;
  return swallowing(cells.findIndex((cell) => LINE_BREAK.test(cell)) + 1, span);
}

/**
 * Whether lines inside a cell have as many delimiters as a row. The first and last line are shared
 * with other cells and do not count. With one or two columns the number says nothing: every other
 * sentence has a comma.
 */
function hasRows(cell: string, { delimiter, columns }: Shape): boolean {
  if (columns < 3) return false;
  const inside = cell.split(LINE_BREAK).slice(1, -1);
  return inside.some((line) => occurrences(line, delimiter) === columns - 1);
}

/**
 * Whether the rows make more sense without the record: its last line begins a row with the right
 * number of cells (in which the quote opens a cell with a line break), while the line after it does
 * not.
 */
function closesInsideARow(lines: readonly Line[], last: number, shape: Shape): boolean {
  const text = lines[last]?.text ?? '';
  const quote = text.indexOf('"');
  if (quote > 0 && text[quote - 1] !== shape.delimiter) return false;
  if (cellCount(lines, last, shape) !== shape.columns) return false;
  const next = lines[last + 1];
  return next?.text !== '' && cellCount(lines, last + 1, shape) !== shape.columns;
}

/** Number of cells of the record that begins at `lines[at]`; 0 when it is malformed. */
function cellCount(lines: readonly Line[], at: number, { delimiter }: Shape): number {
  const record = recordAt(lines, at, delimiter);
  return record.problem === undefined ? (cellsOf([record], delimiter)[0]?.length ?? 0) : 0;
}
