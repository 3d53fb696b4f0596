import { FAILURES, type Failure, fail } from './failures.js';
import { MAX_USER_ID_LENGTH } from './limits.js';
import { isSpreadsheetError } from './spreadsheet/altered.js';
import { isDate, isTime } from './spreadsheet/date.js';
import { readAgain } from './spreadsheet/encoding.js';
import { isScientific } from './spreadsheet/number.js';

/** Control characters, and Unicode's two line breaks that do not count as such. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/** Characters that are invisible, or look like a space: IDs with and without them look the same. */
const INVISIBLE =
  /[\p{Cf}\p{Cs}\p{Zs}\p{Variation_Selector}\p{Noncharacter_Code_Point}\u115f\u1160\u2800\u3164\uffa0\ufffd]|\u034f/u;

/** Joiners mean something within words of some scripts (Persian, Hindi), and nothing elsewhere. */
const JOINERS =
  /(?<=[[\p{L}\p{M}]--\p{Script=Latin}])[\u200c\u200d](?=[[\p{L}\p{M}]--\p{Script=Latin}])/gv;

const NAMES: ReadonlyMap<string, string> = new Map([
  ['\u00a0', 'no-break space'],
  ['\u00ad', 'soft hyphen'],
  ['\u200b', 'zero width space'],
  ['\u200c', 'zero width non-joiner'],
  ['\u200d', 'zero width joiner'],
  ['\u200e', 'left-to-right mark'],
  ['\u200f', 'right-to-left mark'],
  ['\u202a', 'left-to-right embedding'],
  ['\u202b', 'right-to-left embedding'],
  ['\u202c', 'end of a direction'],
  ['\u202d', 'left-to-right override'],
  ['\u202e', 'right-to-left override'],
  ['\u2060', 'word joiner'],
  ['\u3000', 'wide space'],
  ['\ufeff', 'byte order mark'],
  ['\ufffd', 'replacement character: a letter is lost'],
]);

/** Marks around a text; an apostrophe within a name is one of its letters. */
const QUOTATION = /^["'`´‘’‚‛“”„‟«»‹›＂＇′″]|["`´“”„‟«»‹›‚‛＂′″]$/u;

/** What databases and programs write for no value; Nan is a name. */
const NOTHING =
  /^(?:[([<]?(?:null|none|nan|nat|undefined|n\/a)[)\]>]?|<na>|\[object \w+\]|\\n|[+-]?inf(?:inity)?)$/i;

/** What spreadsheets of the larger European languages write for yes and no. */
const TRUTH = /^(?:TRUE|FALSE|WAHR|FALSCH|VRAI|FAUX|VERDADERO|VERDADEIRO|FALSO|VERO|ИСТИНА|ЛОЖЬ)$/;

/**
 * What is wrong with a user ID, or undefined. An ID is taken literally: trimming would make "7" of
 * "7 ", which may be two people in the customer's system.
 *
 * @param allowOdd accepts IDs that hardly any person has, and that spreadsheets and programs make
 *   by mistake
 */
export function checkUserId(userId: string, allowOdd = false): Failure | undefined {
  if (userId.trim() === '') return fail('USER_ID_MISSING', { problem: 'the user ID is empty' });
  const problem = impossibility(userId);
  if (problem !== undefined) return fail('USER_ID_INVALID', { userId, problem });
  return allowOdd ? undefined : oddUserId(userId, oddity(userId));
}

/** The failure of an ID that may be meant nevertheless; undefined if there is no problem. */
export function oddUserId(userId: string, problem: string | undefined): Failure | undefined {
  if (problem === undefined) return undefined;
  const advice = `${FAILURES.USER_ID_INVALID.advice} If people do have such IDs: --allow-odd-ids.`;
  return fail('USER_ID_INVALID', { userId, problem }, advice);
}

/** What no ID may have. */
function impossibility(userId: string): string | undefined {
  const control = CONTROL.exec(userId)?.[0];
  if (control !== undefined) {
    const isBreak = /[\n\r\u2028\u2029]/.test(control);
    return `has a ${isBreak ? 'line break' : 'control character'} (${codePoint(control)})`;
  }
  if (userId.trimStart() !== userId) return `begins with a space (${codePoint(userId)})`;
  if (userId.trimEnd() !== userId) return `ends with a space (${codePoint(userId.at(-1) ?? '')})`;
  const length = [...userId].length;
  if (length <= MAX_USER_ID_LENGTH) return undefined;
  return `has ${length} characters; at most ${MAX_USER_ID_LENGTH} are accepted`;
}

/** The whole number to which programs added decimals: `1005` for `1005.0`; undefined for others. */
export function withoutDecimals(userId: string): string | undefined {
  return /^([+-]?\d+)[.,]0*$/.exec(userId)?.[1];
}

/** A property of the ID that hardly any person's has. */
function oddity(userId: string): string | undefined {
  const invisible = INVISIBLE.exec(userId.replace(JOINERS, '').replaceAll(' ', ''))?.[0];
  if (invisible !== undefined) {
    const name = NAMES.get(invisible);
    return `has a character that cannot be seen, ${codePoint(invisible)}${name ? ` (${name})` : ''}`;
  }
  if (isSpreadsheetError(userId)) return 'is an error that a spreadsheet shows for a formula';
  if (/^=\s*["'\p{L}]/u.test(userId)) return 'is a formula';
  if (TRUTH.test(userId)) return 'is what spreadsheets write for yes and no';
  if (NOTHING.test(userId) && userId !== 'Nan')
    return 'is what programs write where there is no value';
  if (isScientific(userId)) return 'is a long number that a spreadsheet has shortened';
  const whole = withoutDecimals(userId);
  if (whole !== undefined) return `is a number with decimals, as programs write "${whole}"`;
  const mark = QUOTATION.exec(userId)?.[0];
  if (mark !== undefined) return `begins or ends with the mark ${mark} (${codePoint(mark)})`;
  if (isDate(userId)) return 'is a date, which spreadsheets make of "1-2" and "MAR1"';
  if (isTime(userId)) return 'is a time, which spreadsheets make of "12:30" and numbers';
  if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(userId))
    return 'has neither a letter nor a digit';
  const meant = readAgain(userId);
  if (meant !== undefined) return `looks like "${meant}", read in another encoding than UTF-8`;
  return undefined;
}

function codePoint(text: string): string {
  return `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
