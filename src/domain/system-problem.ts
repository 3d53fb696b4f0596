import { meaningOf, type Problem, problemText } from './problem-texts.js';
import { messageOf } from './text.js';
import { tooLittle } from './too-little.js';

/**
 * Why a file cannot be opened or read, in one line that follows a colon. Omits the path: the
 * message names the file as the operator did.
 */
export function systemProblem(error: unknown): string {
  const meaning = meaningOf(error);
  return meaning ? problemText(meaning) : otherProblem(error);
}

/**
 * Why a file cannot be written, in the same form, and what to do.
 *
 * @param advice an alternative, if the problem is only with this file: "name another file"
 */
export function writeProblem(error: unknown, advice?: string): string {
  const meaning = meaningOf(error);
  return advised(meaning?.written ?? meaning ?? { what: otherProblem(error) }, advice);
}

/** Why a database cannot be opened or made, in the same form; undefined for an unknown code. */
export function databaseProblem(error: unknown, advice: string): string | undefined {
  const meaning = meaningOf(error);
  return meaning && advised(meaning.database ?? meaning.written ?? meaning, advice);
}

function advised({ what, remedy, isEverywhere }: Problem, advice: string | undefined): string {
  const ways = [remedy, isEverywhere ? undefined : advice].filter((way) => way !== undefined);
  return ways.length === 0 ? what : `${what}; ${ways.join(', or ')}`;
}

function otherProblem(error: unknown): string {
  const lacking = tooLittle(messageOf(error));
  if (lacking !== undefined) return lacking;
  // "EPIPE: broken pipe, write", "EXDEV: cross-device link not permitted, rename 'a' -> 'b'"
  const [, name, text] = /^([A-Z0-9]+): ([^,]+), \w+/.exec(messageOf(error)) ?? [];
  return name === undefined ? messageOf(error) : `${text} (${name})`;
}
