import { quoted } from '../domain/text.js';
import { cellsOf, RECORD_IN_SIGHT, recordAt } from './csv-cells.js';
import { DELIMITERS, namedDelimiter } from './csv-dialect.js';
import type { LineWindow } from './csv-lines.js';
import { reportDelimiter } from './csv-report.js';
import { SourceError } from './fatal.js';

/** The heading row as it stands in the file, and what had to be known to read it. */
export interface HeadingRow {
  readonly delimiter: string;
  readonly headings: readonly string[];
  /** The row of the headings as a spreadsheet counts: 1, more when other rows come first. */
  readonly row: number;
  /** The lines of the file down to the end of the headings. */
  readonly lines: number;
  /** Rows above them that were passed over and have something in them. */
  readonly titles: number;
}

/** What is known of a heading row before it is read. */
export interface HeadingHints {
  readonly hasUserId: (headings: readonly string[]) => boolean;
  /** The delimiter that the operator named. */
  readonly delimiter?: string;
  /** The row that the operator named. */
  readonly row?: number;
}

/** So many rows may stand above the headings: a title, who made it and when, and what is left free. */
const MOST_TITLES = 20;

/** One row, read with one delimiter. */
interface Reading {
  readonly delimiter: string;
  readonly cells: readonly string[];
}

/**
 * Reads the heading row and passes over it. It is the one that the operator named, or the
 * first row; but where that has no user_id column and one of the next has, rows above that one
 * with fewer cells are taken for titles. The delimiter is the one that was given, or that Excel
 * names in a line of its own ("sep=;"), or that stands between the columns of an error report,
 * or that makes a user_id column of the headings, or that makes the most columns.
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
  // An error report begins with its headings, wherever those of its list were.
  const isReport = reportDelimiter(window.lines[0]?.text ?? '') !== undefined;
  const wanted = isReport ? undefined : hints.row;
  const row = wanted === undefined ? await rows.find() : await rows.passTo(wanted);
  const { delimiter, cells, span } = rows.first();
  // Rows that an unclosed quote has swallowed would be lost without a trace in a heading.
  const swallowing = cells.find((heading) => holdsRows(heading, delimiter));
  if (swallowing !== undefined) {
    throw new SourceError(
      `${quoted(file)} has the heading ${quoted(swallowing)} over several lines; a quote before it is not closed`,
    );
  }
  window.advance(span);
  return { delimiter, headings: cells, row, lines: window.first - 1, titles: rows.titles };
}

/** The first rows of a file, until the one with the headings is found. */
class Rows {
  /** How many rows with something in them were passed over. */
  titles = 0;

  constructor(
    readonly file: string,
    readonly window: LineWindow,
    readonly hints: HeadingHints,
    readonly named: string | undefined,
  ) {}

  /** Passes over the rows above `row`, which are counted from 1. */
  async passTo(row: number): Promise<number> {
    for (let passed = 1; passed < row; passed += 1) {
      await this.#inSight(`has no row ${row} (--heading-row)`);
      this.#pass();
    }
    await this.#inSight(`has no row ${row} (--heading-row)`);
    return row;
  }

  /** Passes over blank rows and titles; returns the number of the row behind them. */
  async find(): Promise<number> {
    const row = 1 + (await this.#passBlank());
    await this.#inSight('is empty: a CSV needs a row of headings');
    const titles = this.#hasUserId(0) ? 0 : this.#titlesAbove(row);
    for (let passed = 0; passed < titles; passed += 1) this.#pass();
    return row + titles;
  }

  /** The first row in sight, as headings. */
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

  /** What Excel was told goes before what makes more columns. */
  #rank({ delimiter, cells }: Reading): number {
    return delimiter === this.named ? Number.POSITIVE_INFINITY : cells.length;
  }

  /**
   * How many rows stand above the first with a user_id column. Where there is none near, above
   * the one that has by far the most cells: its headings are those to be told.
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

  /** How many cells of a row are not empty; one that cannot be read is a title. */
  #filledAt(line: number): number {
    const { readings } = this.#at(line);
    const counts = readings.map(({ cells }) => cells.filter((cell) => cell.trim() !== '').length);
    return Math.max(1, ...counts);
  }

  #hasUserId(line: number): boolean {
    return this.#at(line).readings.some(({ cells }) => this.hints.hasUserId(cells));
  }

  /** The row that begins at a line in sight, with every delimiter that it may have. */
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

  /** Passes over the blank lines at the beginning; tells how many they were. */
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
