/** A number as a spreadsheet reads it from a cell, with the digits that the cell shows. */
export interface CellNumber {
  /** Its significant digits without the zeros at both ends: value = 0.digits x 10^exponent. */
  readonly digits: string;
  readonly exponent: number;
  readonly negative: boolean;
  /** In the notation in which spreadsheets and programs round digits away. */
  readonly isRounded: boolean;
}

/** Digits that a spreadsheet keeps of a number: it calculates in double precision. */
const KEPT_DIGITS = 15;

const PLAIN = /^([+-]?)(\d+)(?:[.,](\d*))?$/;
const SCIENTIFIC = /^([+-]?)(\d+)(?:[.,](\d*))?e([+-]?\d{1,3})$/i;
const PERCENT = /^([+-]?\d+(?:[.,]\d*)?) ?%$/;
const IN_PARENTHESES = /^\((\d[\d.,]*)\)$/;
const GROUPED = /^[+-]?\d{1,3}(?:([.,'’ \u00a0\u202f])\d{3})(?:\1\d{3})*$/;

/**
 * Whether a spreadsheet that takes `before` for a number may show it as `now`: without leading
 * zeros and plus sign, with another number of decimals, in groups of thousands, in scientific
 * notation, with zeros after the fifteenth digit, 5% as 0.05 and (5), as accountants write it, as
 * -5.
 */
export function isSameNumber(before: string, now: string): boolean {
  const from = readingsOf(before);
  if (from.length === 0 || zeros(now) > zeros(before)) return false;
  const to = readingsOf(now);
  return from.some((one) => to.some((other) => shows(other, one)));
}

/** The numbers that a cell may mean: "1.000" is 1 in one country and 1000 in another. */
export function readingsOf(text: string): readonly CellNumber[] {
  const trimmed = text.trim();
  return [trimmed, ungrouped(trimmed)].flatMap((one) => {
    const number = one === undefined ? undefined : numberIn(one);
    return number ? [number] : [];
  });
}

/** Common keys of numbers that are equal when cut or rounded to `most` digits. */
export function numberKeys(number: CellNumber, most = KEPT_DIGITS): readonly string[] {
  const kept = number.digits.length > most ? [cut(number, most), rounded(number, most)] : [number];
  const keys = kept.map(({ digits, exponent, negative }) =>
    digits === '' ? '0' : `${negative ? '-' : ''}${digits}e${exponent}`,
  );
  return [...new Set(keys)];
}

/** Whether a cell is in the scientific notation of long numbers: 1.23457E+11. */
export function isScientific(text: string): boolean {
  return /^[+-]?\d(?:[.,]\d+e[+-]?|e[+-])\d{1,3}$/i.test(text);
}

/** The number of leading zeros: a spreadsheet removes them and adds none. */
function zeros(text: string): number {
  return /^[\s+-]*(0*)(?=\d)/.exec(text)?.[1]?.length ?? 0;
}

function shows(to: CellNumber, from: CellNumber): boolean {
  if (to.digits === from.digits) {
    return to.digits === '' || (to.exponent === from.exponent && to.negative === from.negative);
  }
  const most = to.isRounded ? to.digits.length : KEPT_DIGITS;
  if (to.negative !== from.negative || from.digits.length <= most) return false;
  return [rounded(from, most), cut(from, most)].some(
    ({ digits, exponent }) => digits === to.digits && exponent === to.exponent,
  );
}

function numberIn(text: string): CellNumber | undefined {
  const percent = PERCENT.exec(text)?.[1];
  if (percent !== undefined) {
    const number = numberIn(percent);
    return number && { ...number, exponent: number.exponent - 2 };
  }
  const owed = IN_PARENTHESES.exec(text)?.[1];
  if (owed !== undefined) return numberIn(`-${ungrouped(owed) ?? owed}`);
  const plain = PLAIN.exec(text);
  if (plain) return of(plain[1] === '-', plain[2] ?? '', plain[3] ?? '', 0, false);
  const scientific = SCIENTIFIC.exec(text);
  if (!scientific) return undefined;
  const [, sign, whole = '', decimals = '', exponent = ''] = scientific;
  // "1E5" is a part number that a spreadsheet takes for 100000, not its form of 123456.
  const isRounded = /^[+-]/.test(exponent) || decimals.length > 3;
  return of(sign === '-', whole, decimals, Number(exponent), isRounded);
}

function of(
  negative: boolean,
  whole: string,
  decimals: string,
  shift: number,
  isRounded: boolean,
): CellNumber {
  const all = whole + decimals;
  const leading = /^0*/.exec(all)?.[0].length ?? 0;
  const digits = all.slice(leading).replace(/0+$/, '');
  return { negative, digits, exponent: whole.length - leading + shift, isRounded };
}

function cut({ digits, ...rest }: CellNumber, most: number): CellNumber {
  return { ...rest, digits: digits.slice(0, most).replace(/0+$/, '') };
}

function rounded({ digits, exponent, ...rest }: CellNumber, most: number): CellNumber {
  const kept = BigInt(digits.slice(0, most)) + ((digits[most] ?? '0') >= '5' ? 1n : 0n);
  const text = String(kept);
  // 9.996 becomes 10.00.
  const carried = text.length - most;
  return { ...rest, digits: text.replace(/0+$/, ''), exponent: exponent + carried };
}

/** Without the separators of thousands; undefined if there are none. */
function ungrouped(text: string): string | undefined {
  const separator = GROUPED.exec(text.trim())?.[1];
  return separator === undefined ? undefined : text.trim().replaceAll(separator, '');
}
