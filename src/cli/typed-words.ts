import { excerpt } from '../domain/text.js';

/**
 * A message of commander with what was typed as it can be shown: each word in one line, and cut
 * when it is very long, as one that was pasted from somewhere is.
 */
export function withWordsShown(message: string, words: readonly string[]): string {
  // A value may have been typed in one word with its flag: --metadata={...}
  const typed = words.flatMap((word) => [word, word.slice(word.indexOf('=') + 1)]);
  const unlike = [...new Set(typed)].filter((word) => excerpt(word) !== word);
  unlike.sort((a, b) => b.length - a.length);
  return unlike.reduce((text, word) => text.replaceAll(word, () => excerpt(word)), message);
}
