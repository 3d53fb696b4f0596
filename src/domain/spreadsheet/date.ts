import { LEAST_YEAR } from '../user-dates.js';

/** A day that a cell may mean; without its year if the cell has none. */
interface CellDay {
  readonly year: number | undefined;
  readonly month: number;
  readonly day: number;
}

/** The day before serial number 1, valid in every spreadsheet from March 1900. */
const SERIAL_ZERO = Date.UTC(1899, 11, 30);

/** 9999-12-31, Excel's last day. */
const LAST_SERIAL = 2_958_465;

const DAY_MS = 86_400_000;

/** The months as spreadsheets of the larger European languages write them ("1-Mar", "01. Mrz"). */
const MONTHS: readonly RegExp[] = [
  /^(jan(uary|uar|uari)?|janv(ier)?|gen(naio)?|ene(ro)?|янв(аря)?)$/,
  /^(feb(ruary|ruar|ruari|braio|rero)?|fév(r|rier)?|fev(ereiro)?|фев(раля)?)$/,
  /^(mar(ch|s|zo|ço)?|märz?|mrz|mrt|maart|мар(та)?)$/,
  /^(apr(il|ile)?|avr(il)?|abr(il)?|апр(еля)?)$/,
  /^(may|mai|mei|maj|mag(gio)?|mayo|maio|май|мая)$/,
  /^(jun[ie]?|june|juin|juni|giu(gno)?|junio|junho|июн(я)?)$/,
  /^(jul[iy]?|juil(let)?|juli|lug(lio)?|julio|julho|июл(я)?)$/,
  /^(aug(ust|usti|ustus)?|août|aoû|ago(sto)?|авг(уста)?)$/,
  /^(sept?(ember|embre|iembre|tembre)?|set(tembre|embro)?|сен(тября)?)$/,
  /^(oct(ober|obre|ubre)?|okt(ober)?|ott(obre)?|out(ubro)?|окт(ября)?)$/,
  /^(nov(ember|embre|iembre|embro)?|ноя(бря)?)$/,
  /^(dec(ember)?|déc(embre)?|dez(ember|embro)?|dic(embre|iembre)?|дек(абря)?)$/,
];

/**
 * Whether a spreadsheet that takes `before` for a date or a time may show it as `now`: with the
 * order and separators of another country, an added year or seconds, a month's name, or as the
 * serial number of the day.
 */
export function isSameDate(before: string, now: string): boolean {
  // Two serial numbers are two numbers.
  if (/^\d+$/.test(before) && /^\d+$/.test(now)) return false;
  const [from, to] = [parts(before), parts(now)];
  if (from.day === '' || to.day === '') return from.time !== undefined && from.time === to.time;
  if (from.time !== undefined && to.time !== undefined && from.time !== to.time) return false;
  const others = daysIn(to.day);
  return daysIn(from.day).some((day) => others.some((other) => isSameDay(day, other)));
}

/**
 * The common keys of texts that `isSameDate` takes for one: the month and day of each day that it
 * can mean, or the time of one without a day.
 */
export function dateKeys(text: string): readonly string[] {
  const { day, time } = parts(text);
  if (day === '') return time === undefined ? [] : [`at ${time}`];
  return [...new Set(daysIn(day).map((one) => `${one.month}/${one.day}`))];
}

/** Years that a person's date, or one made by a spreadsheet's mistake, can have. */
const YEARS = { first: 1899, last: 2100 };

/** A time of day with seconds or AM/PM, as spreadsheets write it; "12:30" may be anything. */
export function isTime(text: string): boolean {
  const { day, time } = parts(text);
  return day === '' && time !== undefined && !/^\d{1,2}:\d{2}$/.test(text.trim());
}

/**
 * Whether a text is a date as spreadsheets write it: with day, month and a year of four digits, or
 * of two after points or slashes ("01/02/26"), or with the name of a month and a number ("1-Mar",
 * "Mar-01").
 */
export function isDate(text: string): boolean {
  const { day } = parts(text);
  const isNumeric =
    (/^\d+[./-]\d+[./-]\d+$/.test(day) && /\d{4}/.test(day)) ||
    /^\d{1,2}([./])\d{1,2}\1\d{2}$/.test(day);
  const isNamed = /\p{L}/u.test(day) && /[\s./-]/.test(day);
  if (isNamed) return daysIn(day).length > 0;
  return isNumeric && daysIn(day).some(({ year = 0 }) => year >= YEARS.first && year <= YEARS.last);
}

/**
 * A remark on a text that should be an ISO 8601 date and is not; directly follows the text:
 * '"31.12.2026"; in ISO 8601 that is 2026-12-31'.
 */
export function notIso8601(text: string): string {
  const { day, time } = parts(withTime(text.trim()));
  const days = daysIn(day);
  const whole = days.filter(({ year = 0 }) => year >= LEAST_YEAR && year <= 9999);
  const isFull = days.length > 0 && days.every(({ year }) => year !== undefined);
  if (isFull && whole.length === 0 && !/^\d+$/.test(day)) {
    return `, which is no date from ${LEAST_YEAR} to 9999`;
  }
  if (whole.length === 0) return ', which is no date';
  const meant = `; in ISO 8601 that is ${[...new Set(whole.map((one) => iso(one) + clock(time)))].join(' or ')}`;
  if (!/^\d+$/.test(day)) return meant;
  // Five digits are the days from 1927 to 2173; another number is hardly a day.
  return day.length === 5 ? `, as spreadsheets count days${meant}` : ', which is no date';
}

/** A serial number whose fraction is the time: "46387.75" is 18:00 of day 46387. */
function withTime(text: string): string {
  const [, day = '', part = ''] = /^(\d{5})[.,](\d+)$/.exec(text) ?? [];
  if (day === '') return text;
  const minutes = Math.floor(Number(`0.${part}`) * 24 * 60 + 0.5);
  return `${day} ${Math.floor(minutes / 60) % 24}:${String(minutes % 60).padStart(2, '0')}`;
}

/** A time of day in ISO 8601 to follow a day, without seconds if they are 0. */
function clock(time: number | undefined): string {
  if (time === undefined) return '';
  const seconds = time % 60;
  const two = (n: number): string => String(n).padStart(2, '0');
  const minute = `T${two(Math.floor(time / 3600))}:${two(Math.floor(time / 60) % 60)}`;
  return seconds === 0 ? minute : `${minute}:${two(seconds)}`;
}

function isSameDay(p: CellDay, q: CellDay): boolean {
  const sameYear = p.year === undefined || q.year === undefined || p.year % 100 === q.year % 100;
  return p.month === q.month && p.day === q.day && sameYear;
}

/** The time of day at the end of a cell, in minutes and seconds, and the text before it. */
function parts(cell: string): { readonly day: string; readonly time: number | undefined } {
  const text = cell.trim();
  const time = /(?:^|[T\s])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?$/i.exec(
    text,
  );
  if (!time) return { day: text, time: undefined };
  const [all, hour, minute, second = '0', half = ''] = time;
  const hours = half === '' ? Number(hour) : (Number(hour) % 12) + (/^p/i.test(half) ? 12 : 0);
  return {
    day: text.slice(0, text.length - all.length),
    time: (hours * 60 + Number(minute)) * 60 + Number(second),
  };
}

/** Every day that a cell can mean. */
function daysIn(text: string): readonly CellDay[] {
  const serial = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (serial > 0) return serial <= LAST_SERIAL ? [serialDay(serial)] : [];
  const words = text
    .toLowerCase()
    .split(/[\s./,-]+/)
    .filter((word) => word !== '');
  const [first = '', second = '', third = '', ...more] = words;
  if (more.length > 0) return [];
  if (words.some((word) => /[^\d]/.test(word))) return namedDays(text);
  const [p, q, r] = [Number(first), Number(second), Number(third)];
  if (words.length === 2)
    return valid([days(undefined, p, q), days(undefined, q, p), days(q, p, 1)]);
  if (words.length !== 3) return [];
  if (first.length > 2) return valid([days(p, q, r)]);
  return valid([days(fullYear(third), p, q), days(fullYear(third), q, p)]);
}

/** Days with the name of a month: "MAR1", "1-Mar", "Mar-01", "01. Mrz 2026". */
function namedDays(text: string): readonly CellDay[] {
  const words = text.toLowerCase().match(/\p{L}+|\d+/gu) ?? [];
  const names = words.filter((word) => /\p{L}/u.test(word));
  const month = 1 + MONTHS.findIndex((name) => name.test(names[0] ?? ''));
  const numbers = words.filter((word) => /^\d+$/.test(word));
  if (names.length !== 1 || month === 0) return [];
  const [first = '', second] = numbers;
  if (numbers.length === 1) {
    const ofYear = first.length > 1 ? [days(fullYear(first), month, 1)] : [];
    return valid([days(undefined, month, Number(first)), ...ofYear]);
  }
  if (numbers.length !== 2 || second === undefined) return [];
  return valid([
    days(fullYear(second), month, Number(first)),
    days(fullYear(first), month, Number(second)),
  ]);
}

function days(year: number | undefined, month: number, day: number): CellDay {
  return { year, month, day };
}

function valid(found: readonly CellDay[]): readonly CellDay[] {
  return found.filter(({ year = 2000, month, day }) => {
    if (month < 1 || month > 12 || day < 1 || !Number.isFinite(year)) return false;
    return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  });
}

/** Spreadsheets read two digits up to 29 as this century. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < 30 ? 2000 + year : 1900 + year;
}

function serialDay(serial: number): CellDay {
  const date = new Date(SERIAL_ZERO + serial * DAY_MS);
  return days(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

function iso({ year = 0, month, day }: CellDay): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}
