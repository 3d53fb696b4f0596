import { type Options, parse } from 'csv-parse/sync';
import { MAX_ROW_LENGTH } from '../domain/limits.js';
import { number } from '../domain/text.js';
import type { Line } from './csv-lines.js';

/** Longest record, in lines: an address or a note has ten, a swallowed file has all. */
const MAX_RECORD_LINES = 200;

/** How far to read ahead to find the end of a record, in lines or characters. */
export const RECORD_IN_SIGHT = { lines: MAX_RECORD_LINES, length: 2 * MAX_ROW_LENGTH };

/** A problem of a record, and what the operator should do. */
export interface RecordProblem {
  readonly problem: string;
  readonly advice: string;
}

/** A record not yet cut into cells: one line, or several that a quoted cell joins. */
export interface RawRecord {
  /** Number of lines. */
  readonly span: number;
  /** With inner line breaks, without the final one. */
  readonly text: string;
  readonly problem?: RecordProblem;
}

/** The record that begins at `lines[at]`; after a problem, that line alone. */
export function recordAt(lines: readonly Line[], at: number, delimiter: string): RawRecord {
  const first = lines[at]?.text ?? '';
  const span = spanAt(lines, at);
  if (span !== undefined) {
    const text = span === 1 ? first : textOf(lines.slice(at, at + span));
    if (quoteProblem(text, delimiter) === undefined) return { span, text };
  }
  const problem = first.length > MAX_ROW_LENGTH ? TOO_LONG : quoteProblem(first, delimiter);
  return { span: 1, text: first, problem: problem ?? unclosed(1) };
}

/**
 * Number of lines of the record that begins at `lines[at]`; undefined when it is too long. Quotes
 * inside a quoted cell are doubled, so a well-formed record ends at the first line break with an
 * even number of quotes before it.
 */
function spanAt(lines: readonly Line[], at: number): number | undefined {
  let odd = false;
  let length = 0;
  for (let span = 1; span <= MAX_RECORD_LINES; span += 1) {
    const line = lines[at + span - 1];
    if (line === undefined) return undefined;
    length += line.text.length;
    if (length > MAX_ROW_LENGTH) return undefined;
    length += line.end.length;
    if (line.quotes % 2 === 1) odd = !odd;
    if (!odd) return span;
  }
  return undefined;
}

function textOf(lines: readonly Line[]): string {
  const text = lines.map((line) => line.text + line.end).join('');
  return text.slice(0, text.length - (lines.at(-1)?.end.length ?? 0));
}

/**
 * The first misplaced quote of a record: a cell begins and ends with one or has none. csv-parse
 * finds it, too, but costs a hundred times as much record by record, and stops there, while the
 * records after a bad one must survive.
 */
function quoteProblem(text: string, delimiter: string): RecordProblem | undefined {
  let at = 0;
  for (let cell = 1; ; cell += 1) {
    const nextQuote = text.indexOf('"', at);
    if (nextQuote === -1) return undefined;
    const formulaEnd = endOfFormula(text, at, delimiter);
    if (formulaEnd !== undefined) {
      at = formulaEnd;
    } else if (nextQuote === at) {
      const end = closingQuote(text, at + 1);
      if (end === -1) return unclosed(cell);
      at = end + 1;
      if (at < text.length && text[at] !== delimiter) return textAfter(cell);
    } else {
      const end = text.indexOf(delimiter, at);
      if (end === -1 || nextQuote < end) return quoteInside(cell);
      at = end;
    }
    at += 1;
  }
}

/**
 * The end of a cell that is a text written as a formula, ="001002", as exports do to keep zeros;
 * undefined where the cell at `at` is not one. Excel accepts it without outer quotes, too.
 */
function endOfFormula(text: string, at: number, delimiter: string): number | undefined {
  if (!text.startsWith('="', at)) return undefined;
  const end = text.indexOf('"', at + 2) + 1;
  const isWhole = end > 0 && (end === text.length || text[end] === delimiter);
  const cell = text.slice(at, end);
  // Unlike in a quoted cell, its quotes protect neither delimiters nor line breaks.
  return isWhole && !cell.includes(delimiter) && !/[\r\n]/.test(cell) ? end : undefined;
}

/** Index of the first unpaired quote, or -1. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

/**
 * Cuts records into cells; one with a problem at every delimiter, so that nothing is lost. Takes
 * many at once, because a call of csv-parse costs as much as ten records.
 */
export function cellsOf(records: readonly RawRecord[], delimiter: string): string[][] {
  const needParser = records.filter(hasGoodQuotes).map(({ text }) => text);
  const parsed = needParser.length > 0 ? parse(needParser.join('\n'), options(delimiter)) : [];
  // One record more or less would give every later row another person's cells.
  if (parsed.length !== needParser.length) throw new Error('a CSV record was cut in two ways');
  let next = 0;
  return records.map((record) => {
    if (!hasGoodQuotes(record)) return record.text.split(delimiter);
    next += 1;
    return parsed[next - 1] as string[];
  });
}

function hasGoodQuotes({ text, problem }: RawRecord): boolean {
  return problem === undefined && text.includes('"');
}

function options(delimiter: string): Options {
  // The line break is given because cells may contain other kinds. Quotes were checked before;
  // those left inside a cell belong to a text written as a formula.
  return { delimiter, record_delimiter: '\n', relax_column_count: true, relax_quotes: true };
}

const ADVICE =
  'Remove the quote; or put the whole cell into quotes and write each quote inside it twice.';

const TOO_LONG: RecordProblem = {
  problem: `the row is longer than ${number(MAX_ROW_LENGTH)} characters`,
  advice: 'Take out of the row what is not a short text; photos belong in files of their own.',
};

function unclosed(cell: number): RecordProblem {
  return { problem: `a quote opens in cell ${cell} and is never closed`, advice: ADVICE };
}

function textAfter(cell: number): RecordProblem {
  return { problem: `in cell ${cell} there is text after the closing quote`, advice: ADVICE };
}

function quoteInside(cell: number): RecordProblem {
  return {
    problem: `in cell ${cell} there is a quote, but the cell does not begin with one`,
    advice: ADVICE,
  };
}

/** The problem of a quote that closes, but too late. */
export function swallowing(cell: number, lines: number): RecordProblem {
  return {
    problem: `the quote that opens in cell ${cell} runs over ${lines} lines and swallows what looks like other rows`,
    advice: ADVICE,
  };
}
