/** Characters that are hard to type can be named. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['tab', '\t'],
  ['\\t', '\t'],
]);

/** What a delimiter must be, for messages. */
export const DELIMITER_TEXT = 'one character (\\t or tab for a tab), not a quote or a line break';

/** The character that separates cells, typed or named; undefined if the text is neither. */
export function readDelimiter(text: string): string | undefined {
  const delimiter = NAMES.get(text.toLowerCase()) ?? text;
  return delimiter.length === 1 && !/["\r\n\0\p{Cs}]/u.test(delimiter) ? delimiter : undefined;
}
