import type { Writable } from 'node:stream';

/** So many lines are handed over at once. */
const BATCH = 500;

/** So many characters of a text are handed over at once. */
const PIECE = 65_536;

/**
 * Writes many lines to a stream that may be slower than we are. Written one by one without
 * waiting, a hundred thousand outcomes would lie in memory until the last one is told.
 */
export class LineWriter {
  #lines: string[] = [];

  constructor(readonly stream: Writable) {}

  /** Takes a line, and waits until the stream has taken those before it when there are many. */
  async write(line: string): Promise<void> {
    this.#lines.push(line);
    if (this.#lines.length >= BATCH) await this.flush();
  }

  /** Writes what is left. */
  async flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    const text = `${this.#lines.join('\n')}\n`;
    this.#lines = [];
    await taken(this.stream, text);
  }
}

/** Writes lines one after the other, as they are made. */
export async function writeLines(stream: Writable, lines: Iterable<string>): Promise<void> {
  const writer = new LineWriter(stream);
  for (const line of lines) await writer.write(line);
  await writer.flush();
}

/** Writes a long text that is made piece by piece. */
export async function writePieces(stream: Writable, pieces: Iterable<string>): Promise<void> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < PIECE) continue;
    await taken(stream, text);
    text = '';
  }
  if (text !== '') await taken(stream, text);
}

/** Writes a text, and waits until the stream has taken it. */
function taken(stream: Writable, text: string): Promise<void> {
  // An error reaches the stream's own listener; nothing is to be waited for then.
  return new Promise((resolve) => stream.write(text, () => resolve()));
}
