import { keyboardMarks, unwrapped } from './altered.js';
import { dateKeys, isDate, isSameDate } from './date.js';
import {
  hasLostCharacters,
  isAscii,
  isMisread,
  lossyKey,
  mayHaveLost,
  readAgainInAll,
} from './encoding.js';
import { type CellNumber, isSameNumber, readingsOf } from './number.js';

/** Invisible characters. */
const UNSEEN = /[\p{Cf}\p{Variation_Selector}\p{Z}\s]/gu;

/** Marks around a text that are no part of it. */
const MARKS = /^["']+|["'.,;:]+$/g;

/** The only form of a number that needs no further look. */
const WHOLE = /^[1-9]\d*$/;

/**
 * The common key of user IDs that spreadsheets, exports and people confuse: without zeros before a
 * number, case, invisible characters, quotation marks, `="..."` and `.0`, with one kind of dash and
 * apostrophe. Two people may still have two such IDs; the operator decides.
 */
function spellingKey(userId: string): string {
  if (WHOLE.test(userId)) return userId;
  const number = bare(userId).replace(/^([+-]?\d+)[.,]0+$/, '$1');
  return folded(withoutZeros(number));
}

/** Whether two user IDs are spellings of one, or a spreadsheet turns one into the other. */
export function isSpelledLike(userId: string, other: string): boolean {
  if (spellingKey(userId) === spellingKey(other)) return true;
  if (WHOLE.test(userId) && WHOLE.test(other)) return isMade(userId, other);
  return isMade(userId, other) || isMade(bare(userId), bare(other));
}

/** What an ID may be taken for, as keys: two IDs that are spellings of one share a key. */
export interface SpellingKeys {
  /** Keys that it is found by. */
  readonly own: readonly string[];
  /** Keys of the IDs that it may have been made from, or turned into. */
  readonly asked: readonly string[];
  readonly numbers: readonly CellNumber[];
}

export function spellingKeys(userId: string): SpellingKeys {
  const text = WHOLE.test(userId) ? userId : bare(userId);
  const texts = [userId, ...readAgainInAll(userId)].map((one) => `text ${spellingKey(one)}`);
  const days = /^\d+$/.test(text) && text.length !== 5 ? [] : dateKeys(text);
  // Day numbers are only looked up for dates: nearly every number is a day.
  const form = /^\d+$/.test(text) ? 'count' : 'date';
  const [kept, lost] = [!isAscii(text), mayHaveLost(text)];
  const lossy = kept || lost ? lossyKey(text) : '';
  return {
    own: [
      ...texts,
      ...days.map((day) => `${form} ${day}`),
      ...(kept ? [`kept ${lossy}`] : []),
      ...(lost ? [`lost ${lossy}`] : []),
    ],
    asked: [
      ...texts,
      ...days.flatMap((day) => [`date ${day}`, ...(form === 'date' ? [`count ${day}`] : [])]),
      ...(kept ? [`lost ${lossy}`] : []),
      ...(lost ? [`kept ${lossy}`] : []),
    ],
    numbers: readingsOf(text),
  };
}

/** How two spellings of one user ID differ, for a message. */
export function spellingDifference(userId: string, other: string): string {
  const [one, two] = [userId.normalize('NFC'), other.normalize('NFC')];
  if (withoutZeros(one) === withoutZeros(two)) return 'in zeros';
  if (folded(one) === folded(two)) return 'in upper and lower case';
  if (one.replace(UNSEEN, '') === two.replace(UNSEEN, '')) {
    return 'in characters that cannot be seen';
  }
  return 'in the way they are written';
}

/** Whether one of two texts may have been made from the other. */
function isMade(p: string, q: string): boolean {
  return (
    isSameNumber(p, q) ||
    isSameNumber(q, p) ||
    (isDateLike(p, q) && (isSameDate(p, q) || isSameDate(q, p))) ||
    hasLostCharacters(p, q) ||
    hasLostCharacters(q, p) ||
    isMisread(p, q) ||
    isMisread(q, p)
  );
}

/**
 * Whether a spreadsheet may have made one of the two from the other, taking it for a date or a
 * time: one is written like those, or is a five-digit day number, and the other is something else.
 * Two IDs of the same form, "1-2" and "2-1", are two.
 */
function isDateLike(one: string, other: string): boolean {
  // Other numbers count days on which nobody now living was born.
  if ([one, other].some((text) => /^\d+$/.test(text) && text.length !== 5)) return false;
  const [form, otherForm] = [one, other].map((text) =>
    text.replace(/\d/g, '9').replace(/\p{L}+/gu, 'a'),
  );
  return form !== otherForm && [one, other].some(isWrittenDate);
}

function isWrittenDate(text: string): boolean {
  return (
    isDate(text) ||
    /^\d{5}$/.test(text) ||
    /^\d{1,2}([./-])\d{1,2}\1\d{2}$/.test(text) ||
    /\d:\d{2}/.test(text)
  );
}

/** Without invisible and surrounding characters, with typewriter marks. */
function bare(userId: string): string {
  const text = keyboardMarks(userId.normalize('NFKC').replace(UNSEEN, ''));
  return unwrapped(text).replace(MARKS, '');
}

/** In one case: ß is ss, and the two i of Turkish are one. */
function folded(text: string): string {
  return text
    .toUpperCase()
    .toLowerCase()
    .replace(/i\u0307/g, 'i')
    .normalize('NFC');
}

/** Without the zeros before numbers, but with those after a decimal point. */
function withoutZeros(text: string): string {
  return text.replace(/(?<!\d|\d[.,])0+(?=\d)/g, '');
}
