import { PICTURE_EXTENSION } from './photo-extension.js';
import { isSpelledLike } from './spreadsheet/spelling.js';

/** More are no help to choose from. */
const MOST = 3;

/** What separates the parts of an ID: "emp_1006", "E-1006 (1)". */
const SEPARATORS = /[\s_.\-–/\\()]+/;

/**
 * What is common to user IDs that people, file names and spreadsheets confuse: without case,
 * separators, letters and zeros before a number, `.0` after it and the extension of a photo.
 * "001006", "emp_1006", "E-1006" and "1006.jpg" are all "1006".
 */
export function nearKey(userId: string): string {
  return /^\p{L}*0*(\d+)$/u.exec(plain(userId))?.[1] ?? plain(userId);
}

/**
 * The keys of users that an unknown ID may mean: the whole ID first; then its parts with digits,
 * longest first, as in "1006_Smith_front".
 */
export function nearKeys(userId: string): readonly string[] {
  const parts = userId.split(SEPARATORS).filter((part) => /\d/.test(part));
  const keys = [userId, ...parts.sort((a, b) => b.length - a.length)].map(nearKey);
  return [...new Set(keys)].filter((key) => key !== '');
}

/** The most similar IDs among users with a common key, a few at most. */
export function mostAlike(userId: string, others: readonly string[]): readonly string[] {
  const scored = others.map((other) => ({ other, difference: difference(userId, other) }));
  const least = Math.min(...scored.map((one) => one.difference));
  const best = scored.filter((one) => one.difference === least).map(({ other }) => other);
  return best.sort().slice(0, MOST);
}

function difference(userId: string, other: string): number {
  if (isSpelledLike(userId, other)) return 0;
  if (plain(userId) === plain(other)) return 1;
  return nearKey(userId) === nearKey(other) ? 2 : 3;
}

function plain(userId: string): string {
  const lower = userId
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Cf}/gu, '')
    .trim();
  const extension = PICTURE_EXTENSION.exec(lower);
  const name = extension && extension.index > 0 ? lower.slice(0, extension.index) : lower;
  return name
    .replace(/(\d)\.0+$/, '$1')
    .split(SEPARATORS)
    .join('');
}
