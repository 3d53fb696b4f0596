import { MAX_TAG_LENGTH } from './limits.js';

/** Between the tags of a cell. */
export const TAG_SEPARATOR = ';';

/** Control characters, and the two line breaks of Unicode that are not counted among them. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/** A tag as it is kept, or why it is none. */
export type ReadTag = { readonly value: string } | { readonly problem: string };

/**
 * Reads a tag: in Unicode's normal form C, without spaces around it. Its case counts. In
 * that form the Greek question mark is a semicolon, so the form comes first.
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

/** The parts of a cell of tags, each without spaces around it; what is empty says nothing. */
export function tagParts(cell: string): readonly string[] {
  const parts = cell.normalize('NFC').split(TAG_SEPARATOR);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
