import { MAX_TAG_LENGTH } from './limits.js';

export const TAG_SEPARATOR = ';';

/** Control characters, and Unicode's two line breaks that do not count as such. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/** A tag as it is stored, or why it is none. */
export type ReadTag = { readonly value: string } | { readonly problem: string };

/**
 * Reads a tag: in Unicode's normal form C, without spaces around it; case-sensitive. Normalised
 * first, since the Greek question mark becomes a semicolon.
 */
export function readTag(text: string): ReadTag {
  const value = text.normalize('NFC').trim();
  const problem = problemOf(value);
  return problem === undefined ? { value } : { problem };
}

function problemOf(tag: string): string | undefined {
  if (tag === '') return 'is empty';
  if (tag.includes(TAG_SEPARATOR)) return 'has a semicolon, which separates tags in a CSV';
  if (CONTROL.test(tag)) return 'has a line break or another control character';
  const length = [...tag].length;
  if (length <= MAX_TAG_LENGTH) return undefined;
  return `has ${length} characters; at most ${MAX_TAG_LENGTH} are accepted`;
}

/** The parts of a cell of tags, trimmed; omits empty ones. */
export function tagParts(cell: string): readonly string[] {
  const parts = cell.normalize('NFC').split(TAG_SEPARATOR);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
