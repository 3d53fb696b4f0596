import { readDelimiter } from '../domain/delimiter.js';
import { UsageError } from '../domain/fatal-error.js';
import { quoted } from '../domain/text.js';

/** Delimiters that are recognized, the likeliest first. */
export const DELIMITERS: readonly string[] = [',', ';', '\t'];

/** The character that --delimiter names. */
export function delimiterOf(given: string): string {
  const delimiter = readDelimiter(given);
  if (delimiter !== undefined) return delimiter;
  throw new UsageError(
    `--delimiter ${quoted(given)} is not one character; possible are , ; tab and others`,
  );
}

/**
 * The delimiter that a line of its own names for Excel: `sep=;`. A program that has read it as
 * a row and written it again may have put it into quotes, and filled the row up with empty cells.
 */
export function namedDelimiter(line: string): string | undefined {
  return /^("?)sep=([^"])\1[,;\t|]*\s*$/i.exec(line)?.[2];
}
