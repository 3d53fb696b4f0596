import { quoted } from '../domain/text.js';
import { cellsOf, RECORD_IN_SIGHT, recordAt } from './csv-cells.js';
import { DELIMITERS, namedDelimiter } from './csv-dialect.js';
import type { LineWindow } from './csv-lines.js';
import { reportDelimiter } from './csv-report.js';
import { SourceError } from './fatal.js';

/** The heading row as it stands in the file, and what it took to read it. */
export interface HeadingRow {
  readonly delimiter: string;
  readonly headings: readonly string[];
  /** Row of the headings as a spreadsheet counts: 1, or more when other rows come first. */
  readonly row: number;
  /** Lines of the file up to the end of the headings. */
  readonly lines: number;
  /** Number of non-empty rows skipped above them. */
  readonly titles: number;
}

/** Hints for reading a heading row. */
export interface HeadingHints {
  readonly hasUserId: (headings: readonly string[]) => boolean;
  /** Named by the operator. */
  readonly delimiter?: string;
  /** Named by the operator. */
  readonly row?: number;
}

/** Most rows above the headings: title, author, date and blank rows. */
const MOST_TITLES = 20;

/** One row, read with one delimiter. */
interface Reading {
  readonly delimiter: string;
  readonly cells: readonly string[];
}

/**
 * Reads the heading row and advances past it. It is the row that the operator named, or the first;
 * but where that one has no user_id column and a nearby one has, shorter rows above count as
 * titles. The delimiter is the one given, or named by Excel's own line ("sep=;"), or found between
 * an error report's columns, or the one that yields a user_id column, or the most columns.
 */
export async function readHeadingRow(
  file: string,
  window: LineWindow,
  hints: HeadingHints,
): Promise<HeadingRow> {
  await window.fill(2, 1);
  const named = namedDelimiter(window.lines[0]?.text ?? '');
  if (named !== undefined) window.advance(1);
  const rows = new Rows(file, window, hints, named);
  // An error report begins with its headings, wherever they were in the original list.
  const isReport = reportDelimiter(window.lines[0]?.text ?? '') !== undefined;
  const wanted = isReport ? undefined : hints.row;
  const row = wanted === undefined ? await rows.find() : await rows.passTo(wanted);
  const { delimiter, cells, span } = rows.first();
  // Rows that an unclosed quote swallowed into a heading would be lost silently.
  const swallowing = cells.find((heading) => holdsRows(heading, delimiter));
  if (swallowing !== undefined) {
    throw new SourceError(
      `${quoted(file)} has the heading ${quoted(swallowing)} over several lines; a quote before it is not closed`,
    );
  }
  window.advance(span);
  return { delimiter, headings: cells, row, lines: window.first - 1, titles: rows.titles };
}

/** The first rows of a file, until the headings are found. */
class Rows {
  /** Number of non-empty rows skipped. */
  titles = 0;

  constructor(
    readonly file: string,
    readonly window: LineWindow,
    readonly hints: HeadingHints,
    readonly named: string | undefined,
  ) {}

  /** Skips the rows above `row`, counted from 1. */
  async passTo(row: number): Promise<number> {
    for (let passed = 1; passed < row; passed += 1) {
      await this.#inSight(`has no row ${row} (--heading-row)`);
      this.#pass();
    }
    await this.#inSight(`has no row ${row} (--heading-row)`);
    return row;
  }

  /** Skips blank rows and titles; returns the number of the next row. */
  async find(): Promise<number> {
    const row = 1 + (await this.#passBlank());
    await this.#inSight('is empty: a CSV needs a row of headings');
    const titles = this.#hasUserId(0) ? 0 : this.#titlesAbove(row);
    for (let passed = 0; passed < titles; passed += 1) this.#pass();
    return row + titles;
  }

  /** The current row, read as headings. */
  first(): Reading & { readonly span: number } {
    const { readings, span, problem } = this.#at(0);
    const withUserId = readings.filter(({ cells }) => this.hints.hasUserId(cells));
    const [best] = (withUserId.length > 0 ? withUserId : readings).toSorted(
      (a, b) => this.#rank(b) - this.#rank(a),
    );
    if (best !== undefined) return { ...best, span };
    throw new SourceError(
      `${quoted(this.file)} has no readable headings in line ${this.window.first}: ${problem}. ` +
        'Correct the line, or name the row of the headings (--heading-row) or the delimiter (--delimiter)',
    );
  }

  /** Excel's own line outranks the number of columns. */
  #rank({ delimiter, cells }: Reading): number {
    return delimiter === this.named ? Number.POSITIVE_INFINITY : cells.length;
  }

  /**
   * Number of rows above the first with a user_id column. Where none is near, above the row with by
   * far the most cells, whose headings then appear in the message.
   */
  #titlesAbove(row: number): number {
    let line = 0;
    let most = 0;
    let widest = 0;
    const first = this.#filledAt(0);
    for (let above = 0; above <= MOST_TITLES && line < this.window.lines.length; above += 1) {
      const filled = this.#filledAt(line);
      if (above > 0 && this.#hasUserId(line)) {
        if (most < filled) return above;
        throw new SourceError(
          `${quoted(this.file)} has a user_id column in row ${row + above}, and rows as wide above it: ` +
            `if the headings are there, say --heading-row ${row + above}`,
        );
      }
      if (filled > most && filled > 2 * first) widest = above;
      most = Math.max(most, filled);
      line += this.#at(line).span;
    }
    return widest;
  }

  /** Number of non-empty cells of a row; an unreadable row counts as a title. */
  #filledAt(line: number): number {
    const { readings } = this.#at(line);
    const counts = readings.map(({ cells }) => cells.filter((cell) => cell.trim() !== '').length);
    return Math.max(1, ...counts);
  }

  #hasUserId(line: number): boolean {
    return this.#at(line).readings.some(({ cells }) => this.hints.hasUserId(cells));
  }

  /** The row that begins at a line of the window, read with every possible delimiter. */
  #at(line: number): { readings: readonly Reading[]; span: number; problem: string | undefined } {
    const { lines } = this.window;
    const only = this.hints.delimiter ?? reportDelimiter(lines[line]?.text ?? '');
    const named = this.named === undefined ? [] : [this.named];
    const delimiters = only === undefined ? [...new Set([...named, ...DELIMITERS])] : [only];
    const records = delimiters.map((delimiter) => ({
      delimiter,
      record: recordAt(lines, line, delimiter),
    }));
    const good = records.filter(({ record }) => record.problem === undefined);
    return {
      readings: good.map(({ delimiter, record }) => ({
        delimiter,
        cells: cellsOf([record], delimiter)[0] ?? [],
      })),
      span: good[0]?.record.span ?? 1,
      problem: records[0]?.record.problem?.problem,
    };
  }

  #pass(): void {
    if (/[^\s,;|"]/.test(this.window.lines[0]?.text ?? '')) this.titles += 1;
    this.window.advance(this.#at(0).span);
  }

  /** Skips leading blank lines; returns their number. */
  async #passBlank(): Promise<number> {
    let passed = 0;
    while ((await this.window.fill(1, 1)) && this.window.lines[0]?.text.trim() === '') {
      this.window.advance(1);
      passed += 1;
    }
    return passed;
  }

  async #inSight(problem: string): Promise<void> {
    if (await this.window.fill(RECORD_IN_SIGHT.lines, RECORD_IN_SIGHT.length)) return;
    throw new SourceError(`${quoted(this.file)} ${problem}`);
  }
}

function holdsRows(heading: string, delimiter: string): boolean {
  return /[\r\n]/.test(heading) && heading.includes(delimiter);
}
