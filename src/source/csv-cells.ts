import { type Options, parse } from 'csv-parse/sync';
import { MAX_ROW_LENGTH } from '../domain/limits.js';
import { number } from '../domain/text.js';
import type { Line } from './csv-lines.js';

/** A record runs over at most so many lines: an address or a note has ten, a swallowed file has all. */
const MAX_RECORD_LINES = 200;

/** What must be in sight to tell where a record ends, in lines or in characters. */
export const RECORD_IN_SIGHT = { lines: MAX_RECORD_LINES, length: 2 * MAX_ROW_LENGTH };

/** What is wrong with a record, and what the operator should do. */
export interface RecordProblem {
  readonly problem: string;
  readonly advice: string;
}

/** A record that is not yet cut into cells: one line, or several that a quoted cell joins. */
export interface RawRecord {
  /** How many lines it has. */
  readonly span: number;
  /** With the line breaks inside it, without the one at its end. */
  readonly text: string;
  readonly problem?: RecordProblem;
}

/** The record that begins at `lines[at]`. One with a problem is that line alone. */
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
 * Over how many lines the record runs that begins at `lines[at]`, or undefined when it is
 * too long. Inside a quoted cell a quote is written twice, so wherever quotes are used by
 * the rules a record ends at the first line break that has an even number of them before it.
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
 * The first quote in a record that is against the rules: a cell begins and ends with one
 * or has none. csv-parse would stop at it too, but costs a hundred times as much to ask
 * record by record, and the records behind a bad one must not suffer.
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
      if (at < text.length && text[at] !== delimiter) return textBehind(cell);
    } else {
      const end = text.indexOf(delimiter, at);
      if (end === -1 || nextQuote < end) return quoteInside(cell);
      at = end;
    }
    at += 1;
  }
}

/**
 * The end of a cell that is a text written as a formula, ="001002", as exports do to keep its
 * zeros; undefined where the cell at `at` is none. Excel reads it without quotes round it, too.
 */
function endOfFormula(text: string, at: number, delimiter: string): number | undefined {
  if (!text.startsWith('="', at)) return undefined;
  const end = text.indexOf('"', at + 2) + 1;
  const isWhole = end > 0 && (end === text.length || text[end] === delimiter);
  const cell = text.slice(at, end);
  // Its quotes hold neither a delimiter nor a line break together, as those of a quoted cell do.
  return isWhole && !cell.includes(delimiter) && !/[\r\n]/.test(cell) ? end : undefined;
}

/** The first quote that is not one of a pair, or -1. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

/**
 * Cuts records into their cells; one with a problem at every delimiter, so that nothing of
 * it is lost. All at once, because a call of csv-parse costs as much as ten records.
 */
export function cellsOf(records: readonly RawRecord[], delimiter: string): string[][] {
  const needParser = records.filter(hasGoodQuotes).map(({ text }) => text);
  const parsed = needParser.length > 0 ? parse(needParser.join('\n'), options(delimiter)) : [];
  // One more or less would give every later row the cells of another person.
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
  // The line break is given, not found out: a cell may contain the other kinds.
  // Quotes are checked already; what is left of them inside a cell is a text written as a formula.
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

function textBehind(cell: number): RecordProblem {
  return { problem: `in cell ${cell} there is text behind the closing quote`, advice: ADVICE };
}

function quoteInside(cell: number): RecordProblem {
  return {
    problem: `in cell ${cell} there is a quote, but the cell does not begin with one`,
    advice: ADVICE,
  };
}

/** A quote that closes, but too late. */
export function swallowing(cell: number, lines: number): RecordProblem {
  return {
    problem: `the quote that opens in cell ${cell} runs over ${lines} lines and swallows what looks like other rows`,
    advice: ADVICE,
  };
}
