import { readDelimiter } from '../domain/delimiter.js';
import { UsageError } from '../domain/fatal-error.js';
import { quoted } from '../domain/text.js';

/** Detectable delimiters, the likeliest first. */
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
 * The delimiter of Excel's own first line, `sep=;`. A program that read it as a row may have quoted
 * it and appended empty cells.
 */
export function namedDelimiter(line: string): string | undefined {
  return /^("?)sep=([^"])\1[,;\t|]*\s*$/i.exec(line)?.[2];
}
