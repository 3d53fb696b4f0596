import { FAILURES, type Failure, fail } from './failures.js';
import { MAX_USER_ID_LENGTH } from './limits.js';
import { isSpreadsheetError } from './spreadsheet/altered.js';
import { isDate, isTime } from './spreadsheet/date.js';
import { readAgain } from './spreadsheet/encoding.js';
import { isScientific } from './spreadsheet/number.js';

/** Control characters, and the two line breaks of Unicode that are not counted among them. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/** What nobody sees, or sees as a common space: two IDs with and without it look the same. */
const INVISIBLE =
  /[\p{Cf}\p{Cs}\p{Zs}\p{Variation_Selector}\p{Noncharacter_Code_Point}\u115f\u1160\u2800\u3164\uffa0\ufffd]|\u034f/u;

/** Within a word of a script that joins its letters these say how (Persian, Hindi); elsewhere nothing. */
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

/** Marks that stand round a text; an apostrophe within a name is one of its letters. */
const QUOTATION = /^["'`´‘’‚‛“”„‟«»‹›＂＇′″]|["`´“”„‟«»‹›‚‛＂′″]$/u;

/** What databases and programs write where there is nothing; Nan is a name. */
const NOTHING =
  /^(?:[([<]?(?:null|none|nan|nat|undefined|n\/a)[)\]>]?|<na>|\[object \w+\]|\\n|[+-]?inf(?:inity)?)$/i;

/** What spreadsheets of the larger European languages write for yes and no. */
const TRUTH = /^(?:TRUE|FALSE|WAHR|FALSCH|VRAI|FAUX|VERDADERO|VERDADEIRO|FALSO|VERO|ИСТИНА|ЛОЖЬ)$/;

/**
 * What is wrong with a user ID, or undefined. An ID is taken to the letter: trimming it
 * would make "7" of "7 ", and those may be two people in the customer's system.
 *
 * @param allowOdd lets IDs pass that hardly any person has, and that spreadsheets and programs make by mistake
 */
export function checkUserId(userId: string, allowOdd = false): Failure | undefined {
  if (userId.trim() === '') return fail('USER_ID_MISSING', { problem: 'the user ID is empty' });
  const problem = impossibility(userId);
  if (problem !== undefined) return fail('USER_ID_INVALID', { userId, problem });
  return allowOdd ? undefined : oddUserId(userId, oddity(userId));
}

/** The failure of an ID that may be meant all the same; undefined where there is no problem. */
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

/** The whole number that programs have given decimals: `1005` of `1005.0`; undefined of any other text. */
export function withoutDecimals(userId: string): string | undefined {
  return /^([+-]?\d+)[.,]0*$/.exec(userId)?.[1];
}

/** What an ID has, or looks like, that hardly any person's has. */
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
