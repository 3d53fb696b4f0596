import { cellsOf, type RecordProblem, recordAt, swallowing } from './csv-cells.js';
import { type Line, occurrences } from './csv-lines.js';

/** What the headings say of every row. */
export interface Shape {
  readonly delimiter: string;
  /** How many cells a row has. */
  readonly columns: number;
  /** Places (from 0) of the cells in which nobody means a line break: user ID and file names. */
  readonly oneLine: readonly number[];
  /** We wrote the file: what looks like rows inside a cell came that way. */
  readonly isWellQuoted?: boolean;
}

/** A record that runs over several lines. */
interface LongRecord {
  /** Its first line, as an index of the lines. */
  readonly at: number;
  readonly span: number;
  readonly cells: readonly string[];
}

const LINE_BREAK = /\r\n|\n|\r/;

/**
 * One forgotten quote makes a cell of the rows behind it, up to a quote that happens to
 * close it: legal, and without an error. A record over several lines is taken for that,
 * and not for an address or a note, when
 *
 * - the line break is in a cell where nobody means one, or
 * - a whole line inside a cell has the delimiters of a row, or
 * - the quote closes on a line that begins a row by itself, and what is left of that row
 *   would be no row.
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
 * Whether lines inside the cell have as many delimiters as a row. The first and the last
 * line do not count, they share theirs with other cells. With one or two columns the
 * number says nothing: every other sentence has one comma.
 */
function hasRows(cell: string, { delimiter, columns }: Shape): boolean {
  if (columns < 3) return false;
  const inside = cell.split(LINE_BREAK).slice(1, -1);
  return inside.some((line) => occurrences(line, delimiter) === columns - 1);
}

/**
 * Whether the rows read better without the record: its last line begins a row of the right
 * number of cells (the quote opens a cell there, with a line break in it), while the line
 * after it begins none.
 */
function closesInsideARow(lines: readonly Line[], last: number, shape: Shape): boolean {
  const text = lines[last]?.text ?? '';
  const quote = text.indexOf('"');
  if (quote > 0 && text[quote - 1] !== shape.delimiter) return false;
  if (cellCount(lines, last, shape) !== shape.columns) return false;
  const next = lines[last + 1];
  return next?.text !== '' && cellCount(lines, last + 1, shape) !== shape.columns;
}

/** How many cells the record has that begins at `lines[at]`; 0 where it is against the rules. */
function cellCount(lines: readonly Line[], at: number, { delimiter }: Shape): number {
  const record = recordAt(lines, at, delimiter);
  return record.problem === undefined ? (cellsOf([record], delimiter)[0]?.length ?? 0) : 0;
}
