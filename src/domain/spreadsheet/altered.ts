import { isSameDate } from './date.js';
import { hasLostCharacters, isMisread } from './encoding.js';
import { isSameNumber } from './number.js';

/** A text that is written as a formula, so that a spreadsheet keeps its zeros. */
const WRITTEN_AS_FORMULA = /^="((?:[^"]|"")*)"$/;

/** What a spreadsheet shows in place of a value, in its own language: #N/A, #REF!, #¿NOMBRE?, Err:502. */
const ERROR = /^(?:#[\p{Lu}0-9]+\/[\p{Lu}0-9]+!?|#[¡¿]?\p{Lu}+[!?]|Err:\d{3})$/u;

/** Those without a mark at their end: #NV, #PRÓBA, #GETTING_DATA, and pandas' #N/A N/A. */
const UNMARKED_ERROR = /^#(?:[\p{Lu}\p{Lo}_]{2,}[!?]?|N\/A N\/A)$/u;

/** Whether a cell is what a spreadsheet shows in place of a value that it cannot give. */
export function isSpreadsheetError(cell: string): boolean {
  return ERROR.test(cell.trim()) || UNMARKED_ERROR.test(cell.trim());
}

/** `="001002"` is 001002; any other text is itself. */
export function unwrapped(cell: string): string {
  return WRITTEN_AS_FORMULA.exec(cell)?.[1]?.replaceAll('""', '"') ?? cell;
}

/**
 * Whether a spreadsheet that opens a file and saves it makes `now` of the cell `before` all by
 * itself. What else is in the cell now, somebody has typed. (Seen in Excel and LibreOffice: numbers
 * lose zeros and digits, dates and times change their form, TRUE its case, a text that was UTF-8 is
 * read as something else, spaces and line breaks change their kind.)
 */
export function isAltered(before: string, now: string): boolean {
  if (before === now || now === '') return false;
  return isSameText(before, now) || isOtherValue(before, now);
}

/** Whether two cells are equal but for what is put round a text, and what nobody sees. */
export function isSameText(before: string, now: string): boolean {
  return plain(before) === plain(now);
}

/** Whether a spreadsheet has read a text as a value, and written that in a form of its own. */
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

/** Whether the marks of a keyboard have become those of a printer, as word processors and spreadsheets do on typing. */
function hasTypographicMarks(before: string, now: string): boolean {
  return before !== now && keyboardMarks(now) === keyboardMarks(before);
}

/** With the apostrophes, quotation marks and dashes of a keyboard. */
export function keyboardMarks(text: string): string {
  return text
    .replace(/[`´‘’‚‛′ʼ‹›]/g, "'")
    .replace(/[“”„‟″«»]/g, '"')
    .replace(/[\p{Pd}\u2212]/gu, '-');
}

/** Without what spreadsheets put round a text or take from it, and what nobody sees. */
function plain(cell: string): string {
  return unwrapped(cell.normalize('NFC').trim())
    .replace(/^'+/, '')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .trim();
}
