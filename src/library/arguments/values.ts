import { types } from 'node:util';
import { COLLECTION_NAME, isCollectionName } from '../../domain/collection-name.js';
import { DELIMITER_TEXT, readDelimiter } from '../../domain/delimiter.js';
import { hasUserIdGroup, NEEDED_GROUP } from '../../domain/id-pattern.js';
import { instantText, MOMENT_TEXT, namedTime } from '../../domain/moment.js';
import { isWithin, type NumberRange, rangeText } from '../../domain/option-values.js';
import { readReference } from '../../domain/reference.js';
import { notIso8601 } from '../../domain/spreadsheet/date.js';
import { readTag } from '../../domain/tag.js';
import { alternatives, quoted } from '../../domain/text.js';
import { DATE_EXAMPLE, periodOf } from '../../domain/user-dates.js';
import type { Place } from './place.js';

/** Takes what a caller gave for what it must be; throws a UsageError that names the place. */
export type Read<T> = (value: unknown, place: Place) => T;

/** One of a few words. */
export function choice<const Word extends string>(words: readonly Word[]): Read<Word> {
  return (value, place) => {
    const word = words.find((one) => one === value);
    if (word !== undefined) return word;
    throw place.mustBe(alternatives(words.map(quoted), words.length), value);
  };
}

/** A number, not the text of one. */
export function within(range: NumberRange): Read<number> {
  return (value, place) => {
    if (typeof value === 'number' && isWithin(value, range)) return value;
    throw place.mustBe(rangeText(range), value);
  };
}

export const flag: Read<boolean> = (value, place) => {
  if (typeof value === 'boolean') return value;
  throw place.mustBe('true or false', value);
};

/** Any text that a database keeps as it is: half of a character it would replace. */
export const text: Read<string> = (value, place) => {
  if (typeof value !== 'string') throw place.mustBe('a text', value);
  if (value.isWellFormed()) return value;
  throw place.error(`${quoted(value)} has half of a character (a lone surrogate) in it`);
};

/** A name to look for, or to give. */
export const name: Read<string> = (value, place) => {
  const read = text(value, place);
  if (read !== '' && !read.includes('\0')) return read;
  throw place.mustBe('a text that is not empty, without NUL characters', value);
};

/** The name of a collection. */
export const collectionName: Read<string> = (value, place) => {
  const read = text(value, place);
  if (isCollectionName(read)) return read;
  throw place.mustBe(COLLECTION_NAME, value);
};

/** The name of a column of the customer's. */
export const heading: Read<string> = (value, place) => {
  const read = name(value, place);
  if (read.trim() !== '') return read;
  throw place.mustBe('a heading that is not blank', value);
};

/** A path; neither a URL nor bytes. */
export const path: Read<string> = (value, place) => {
  if (typeof value !== 'string' || value === '') throw place.mustBe('a path', value);
  if (value.includes('\0')) {
    throw place.error(`${quoted(value)} has a NUL character in it, which no path can have`);
  }
  return value;
};

/** A function of the caller's; what it takes is for its type to say. */
export function callback<F extends (...given: never[]) => unknown>(): Read<F> {
  return (value, place) => {
    if (typeof value === 'function') return value as F;
    throw place.mustBe('a function', value);
  };
}

/** An AbortSignal, if only of another realm or library. */
export const signal: Read<AbortSignal> = (value, place) => {
  const { aborted, addEventListener, removeEventListener, throwIfAborted } = (
    typeof value === 'object' ? (value ?? {}) : {}
  ) as Partial<AbortSignal>;
  const methods = [addEventListener, removeEventListener, throwIfAborted];
  if (typeof aborted === 'boolean' && methods.every((method) => typeof method === 'function')) {
    return value as AbortSignal;
  }
  throw place.mustBe('an AbortSignal', value);
};

/** A regular expression that finds the user ID; a copy, since a caller's may remember where it was. */
export const idPattern: Read<RegExp> = (value, place) => {
  if (!types.isRegExp(value)) throw place.mustBe(`a RegExp with ${NEEDED_GROUP}`, value);
  const { source, flags } = value;
  if (/[gy]/.test(flags)) {
    throw place.error(
      `must be without the flags g and y, by which a RegExp goes on where it last stopped: /${quoted(source).slice(1, -1)}/${flags}`,
    );
  }
  const pattern = new RegExp(source, flags);
  if (hasUserIdGroup(pattern)) return pattern;
  throw place.error(`/${quoted(source).slice(1, -1)}/ needs ${NEEDED_GROUP}`);
};

export const delimiter: Read<string> = (value, place) => {
  const read = typeof value === 'string' ? readDelimiter(value) : undefined;
  if (read !== undefined) return read;
  throw place.mustBe(DELIMITER_TEXT, value);
};

export const tag: Read<string> = (value, place) => {
  const read = readTag(text(value, place));
  if ('value' in read) return read.value;
  throw place.error(`${quoted(text(value, place))} ${read.problem}`);
};

export const reference: Read<string> = (value, place) => {
  const read = readReference(text(value, place));
  if ('value' in read) return read.value;
  throw place.error(read.problem);
};

/** A date of a user, as an import takes it; '' empties the field. */
export const userDate: Read<string> = (value, place) => {
  const read = text(value, place);
  if (read === '' || periodOf(read)) return read;
  throw place.error(`is ${quoted(read)}${notIso8601(read)}: write it as ${DATE_EXAMPLE}`);
};

/** The last moment of what a date or a time names. */
export const lastInstant: Read<string> = (value, place) => {
  const named = typeof value === 'string' ? namedTime(value) : undefined;
  if (named) return instantText(named.ends - 1);
  throw place.mustBe(MOMENT_TEXT, value);
};

/** When what a date or a time names begins, as the database has instants. */
export const instant: Read<string> = (value, place) => {
  const named = typeof value === 'string' ? namedTime(value) : undefined;
  if (named) return instantText(named.begins);
  throw place.mustBe(MOMENT_TEXT, value);
};
