import { MAX_ROW_LENGTH } from '../domain/limits.js';

/** One physical line of a CSV. */
export interface Line {
  /** Without its line break. A line over MAX_ROW_LENGTH is cut one character past the limit. */
  readonly text: string;
  /** CRLF, LF, CR, or '' at the end of the file. */
  readonly end: string;
  /** Number of double quotes. */
  readonly quotes: number;
}

/** Splits streamed text into lines. A final line break begins no line. */
export async function* splitLines(pieces: AsyncIterable<string>): AsyncGenerator<Line[]> {
  const lineBreak = /\r\n|\n|\r/g;
  let rest = '';
  for await (const piece of pieces) {
    // An overlong line is skipped up to its end.
    if (isTooLong(rest) && !/[\r\n]/.test(piece)) continue;
    // Earlier pieces had no line break, except a CR that may be half of a CRLF.
    lineBreak.lastIndex = rest.endsWith('\r') ? rest.length - 1 : rest.length;
    const text = rest + piece;
    const lines: Line[] = [];
    let start = 0;
    for (let found = lineBreak.exec(text); found !== null; found = lineBreak.exec(text)) {
      if (found[0] === '\r' && lineBreak.lastIndex === text.length) break;
      lines.push(lineOf(text.slice(start, found.index), found[0]));
      start = lineBreak.lastIndex;
    }
    rest = cut(text.slice(start));
    if (lines.length > 0) yield lines;
  }
  if (rest === '') return;
  yield [rest.endsWith('\r') ? lineOf(rest.slice(0, -1), '\r') : lineOf(rest, '')];
}

/** Bounds the memory for a file without line breaks; the line is refused for its length later. */
function cut(rest: string): string {
  if (rest.length <= MAX_ROW_LENGTH + 1) return rest;
  return rest.slice(0, MAX_ROW_LENGTH + 1) + (rest.endsWith('\r') ? '\r' : '');
}

/** Whether an unfinished line is too long already; a CR may be its end. */
function isTooLong(rest: string): boolean {
  return rest.length > MAX_ROW_LENGTH && !rest.endsWith('\r');
}

function lineOf(text: string, end: string): Line {
  return { text: text.slice(0, MAX_ROW_LENGTH + 1), end, quotes: occurrences(text, '"') };
}

/** Number of non-overlapping occurrences of `part` in `text`. */
export function occurrences(text: string, part: string): number {
  let found = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) {
    found += 1;
  }
  return found;
}

/** The next lines of a file: as many as the record reader needs at once. */
export class LineWindow {
  /** Lines read but not yet passed. */
  readonly lines: Line[] = [];
  /** Number of the first of them in the file, from 1. */
  first = 1;
  readonly #source: AsyncIterator<Line[]>;
  #length = 0;
  #ended = false;

  constructor(source: AsyncGenerator<Line[]>) {
    this.#source = source;
  }

  /** Reads until the window has `lines` lines or `length` characters; false at the end of the file. */
  async fill(lines: number, length: number): Promise<boolean> {
    while (!this.#ended && this.lines.length < lines && this.#length < length) {
      const { done, value } = await this.#source.next();
      if (done) {
        this.#ended = true;
        break;
      }
      for (const line of value) {
        this.lines.push(line);
        this.#length += line.text.length;
      }
    }
    return this.lines.length > 0;
  }

  /** Drops the first `count` lines. */
  advance(count: number): void {
    const passed = this.lines.splice(0, count);
    for (const line of passed) this.#length -= line.text.length;
    this.first += passed.length;
  }

  /** Reads and drops `count` lines. */
  async pass(count: number): Promise<void> {
    const end = this.first + count;
    while (this.first < end && (await this.fill(1, 1))) this.advance(end - this.first);
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
