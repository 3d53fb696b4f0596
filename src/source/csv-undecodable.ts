import { createReadStream } from 'node:fs';
import type { TextDecoder } from 'node:util';

/** The first byte of a file that is invalid in its encoding. */
interface Undecodable {
  /** Physical line, from 1. */
  readonly line: number;
  /** 0 to 255; the first byte of a multi-byte character. */
  readonly byte: number;
  /** The end of the line's text before it. */
  readonly before: string;
}

/** Longest character of any encoding, in bytes, including escape sequences. */
const LONGEST_CHARACTER = 16;

/** Enough of a line to find the place in a text editor. */
const SHOWN = 20;

/**
 * Finds the byte that `decoder` rejected. A decoder does not report the position, and its state
 * cannot be copied; so the file is read again, byte by byte near the place. That works for every
 * encoding, including stateful ones.
 *
 * @param decoder a new, fatal one
 * @param start size of the byte order mark, in bytes
 * @param decoded bytes from the beginning of the file that are known to be valid
 */
export async function locateUndecodable(
  file: string,
  decoder: TextDecoder,
  start: number,
  decoded: number,
): Promise<Undecodable> {
  const text = new TextSoFar();
  const near = Math.max(start, decoded - LONGEST_CHARACTER);
  let position = start;
  let pending: number | undefined;
  try {
    for await (const chunk of createReadStream(file, { start })) {
      const bytes = chunk as Buffer;
      const known = Math.min(Math.max(near - position, 0), bytes.length);
      text.add(decoder.decode(bytes.subarray(0, known), { stream: true }));
      for (let index = known; index < bytes.length; index += 1) {
        pending ??= bytes[index];
        const character = decoder.decode(bytes.subarray(index, index + 1), { stream: true });
        if (character !== '') pending = undefined;
        text.add(character);
      }
      position += bytes.length;
    }
  } catch {
    // Expected: this is the position.
  }
  return { line: text.line, byte: pending ?? 0, before: text.lineEnd };
}

/** Counts lines and keeps the end of the last one. */
class TextSoFar {
  line = 1;
  lineEnd = '';
  #afterReturn = false;

  add(text: string): void {
    for (const character of text) {
      const isBreak = character === '\n' || character === '\r';
      if (isBreak && !(character === '\n' && this.#afterReturn)) this.line += 1;
      this.#afterReturn = character === '\r';
      this.lineEnd = isBreak ? '' : (this.lineEnd + character).slice(-SHOWN);
    }
  }
}
