import type { Direction } from './texts.js';

/** Longer ones are not used (RFC 5646, section 4.4.1, expects 35). */
const MAX_TAG_LENGTH = 64;

/** What decides whether somebody who reads one language can read another. */
export interface Written {
  /** As in `zh`. */
  readonly language: string;
  /** As in `Hant`; the usual one where the tag names none. */
  readonly script: string;
  /** As in `TW`; the usual one where the tag names none. */
  readonly region: string;
}

/**
 * A language tag as it is registered: `iw-IL` is `he-IL`, `ZH-hant` is `zh-Hant`. Extensions are
 * dropped. Undefined if it is none.
 */
export function canonicalTag(text: string): string | undefined {
  if (text.length > MAX_TAG_LENGTH) return undefined;
  try {
    return new Intl.Locale(text).baseName;
  } catch {
    return undefined;
  }
}

/**
 * Whether anything is known of a language: a misspelled one is well-formed, too ("germna").
 *
 * @param tag a canonical one
 */
export function isKnownLanguage(tag: string): boolean {
  return new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(tag) !== undefined;
}

/** Tags in a sentence, in the order of the alphabet. */
export function listedTags(tags: Iterable<string>): string {
  return [...tags].sort().join(', ');
}

/** @param tag a canonical one */
export function written(tag: string): Written {
  const { language, script = '', region = '' } = new Intl.Locale(tag).maximize();
  return { language, script, region };
}

/** The scripts that are read from right to left and in which languages of today are written. */
const RIGHT_TO_LEFT: readonly string[] = ['Arab', 'Hebr', 'Syrc', 'Thaa', 'Nkoo', 'Adlm', 'Rohg'];

/** @param tag a canonical one */
export function directionOf(tag: string): Direction {
  return RIGHT_TO_LEFT.includes(written(tag).script) ? 'rtl' : 'ltr';
}
