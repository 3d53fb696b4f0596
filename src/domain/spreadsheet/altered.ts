import { isSameDate } from './date.js';
import { hasLostCharacters, isMisread } from './encoding.js';
import { isSameNumber } from './number.js';

/** A text written as a formula, so that a spreadsheet keeps its zeros. */
const WRITTEN_AS_FORMULA = /^="((?:[^"]|"")*)"$/;

/** A spreadsheet's error in its own language: #N/A, #REF!, #¿NOMBRE?, Err:502. */
const ERROR = /^(?:#[\p{Lu}0-9]+\/[\p{Lu}0-9]+!?|#[¡¿]?\p{Lu}+[!?]|Err:\d{3})$/u;

/** Those without a final mark: #NV, #PRÓBA, #GETTING_DATA, and pandas' #N/A N/A. */
const UNMARKED_ERROR = /^#(?:[\p{Lu}\p{Lo}_]{2,}[!?]?|N\/A N\/A)$/u;

/** Whether a cell shows a spreadsheet's error in place of a value. */
export function isSpreadsheetError(cell: string): boolean {
  return ERROR.test(cell.trim()) || UNMARKED_ERROR.test(cell.trim());
}

/** `="001002"` becomes 001002; any other text is unchanged. */
export function unwrapped(cell: string): string {
  return WRITTEN_AS_FORMULA.exec(cell)?.[1]?.replaceAll('""', '"') ?? cell;
}

/**
 * Whether a spreadsheet that opens and saves a file turns the cell `before` into `now` by itself;
 * any other change was typed. (Seen in Excel and LibreOffice: numbers lose zeros and digits, dates
 * and times change their form, TRUE its case, UTF-8 is read as something else, spaces and line
 * breaks change their kind.)
 */
export function isAltered(before: string, now: string): boolean {
  if (before === now || now === '') return false;
  return isSameText(before, now) || isOtherValue(before, now);
}

/** Whether two cells are equal except for surrounding marks and invisible characters. */
export function isSameText(before: string, now: string): boolean {
  return plain(before) === plain(now);
}

/** Whether a spreadsheet read a text as a value and wrote that in its own form. */
function isOtherValue(before: string, now: string): boolean {
  const [from, to] = [plain(before), plain(now)];
  return (
    (/^(true|false)$/i.test(from) && from.toLowerCase() === to.toLowerCase()) ||
    isSameNumber(from, to) ||
    isSameDate(from, to) ||
    isMisread(before, now) ||
    hasLostCharacters(before, now) ||
    hasTypographicMarks(from, to) ||
    isSpreadsheetError(to) ||
    // A column that is too narrow for it.
    /^#+$/.test(to)
  );
}

/** Whether typewriter marks became typographic ones, as office programs do on typing. */
function hasTypographicMarks(before: string, now: string): boolean {
  return before !== now && keyboardMarks(now) === keyboardMarks(before);
}

/** With typewriter apostrophes, quotation marks and dashes. */
export function keyboardMarks(text: string): string {
  return text
    .replace(/[`´‘’‚‛′ʼ‹›]/g, "'")
    .replace(/[“”„‟″«»]/g, '"')
    .replace(/[\p{Pd}\u2212]/gu, '-');
}

/** Without what spreadsheets add around a text or remove from it, and invisible characters. */
function plain(cell: string): string {
  return unwrapped(cell.normalize('NFC').trim())
    .replace(/^'+/, '')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .trim();
}
