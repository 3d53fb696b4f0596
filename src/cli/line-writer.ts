import type { Writable } from 'node:stream';

/** So many lines are handed over at once. */
const BATCH = 500;

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
    // An error reaches the stream's own listener; nothing is to be waited for then.
    await new Promise<void>((resolve) => this.stream.write(text, () => resolve()));
  }
}

/** Writes lines one after the other, as they are made. */
export async function writeLines(stream: Writable, lines: Iterable<string>): Promise<void> {
  const writer = new LineWriter(stream);
  for (const line of lines) await writer.write(line);
  await writer.flush();
}
