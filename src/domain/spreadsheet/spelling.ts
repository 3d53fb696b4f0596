import { unwrapped } from './altered.js';
import { isSameNumber, isScientific } from './number.js';

/** What nobody sees. */
const UNSEEN = /[\p{Cf}\p{Variation_Selector}\p{Z}\s]/gu;

/** What stands round a text and is none of it. */
const MARKS = /^["'`´‘’‚‛“”„‟«»‹›]+|["'`´‘’‚‛“”„‟«»‹›]+$/gu;

/**
 * What the user IDs have in common that spreadsheets, exports and people take for one: without
 * zeros before a number, case, characters that cannot be seen, marks of quotation, `="..."` and
 * `.0`. Two people may have two such IDs all the same; which it is, is for the operator to say.
 */
export function spellingKey(userId: string): string {
  const text = unwrapped(userId.normalize('NFKC').replace(UNSEEN, '')).replace(MARKS, '');
  const number = text.replace(/^([+-]?\d+)[.,]0+$/, '$1');
  return number
    .replace(/(?<!\d)0+(?=\d)/g, '')
    .toLowerCase()
    .normalize('NFC');
}

/** Whether two user IDs are spellings of one; a number that was shortened has no key in common with it. */
export function isSpelledLike(userId: string, other: string): boolean {
  if (spellingKey(userId) === spellingKey(other)) return true;
  return (
    (isScientific(userId) && isSameNumber(other, userId)) ||
    (isScientific(other) && isSameNumber(userId, other))
  );
}

/** In what two spellings of one user ID differ, for a message. */
export function spellingDifference(userId: string, other: string): string {
  const [one, two] = [userId.normalize('NFC'), other.normalize('NFC')];
  if (withoutZeros(one) === withoutZeros(two)) return 'in zeros';
  if (one.toLowerCase() === two.toLowerCase()) return 'in upper and lower case';
  if (one.replace(UNSEEN, '') === two.replace(UNSEEN, '')) {
    return 'in characters that cannot be seen';
  }
  return 'in the way they are written';
}

function withoutZeros(text: string): string {
  return text.replace(/(?<!\d)0+(?=\d)/g, '');
}
