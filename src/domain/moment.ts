/**
 * ISO 8601 in its extended format: a date, or a date with a time of day to the minute, the second
 * or a fraction of it, with or without a zone. RFC 3339 also allows lower case, and a space in
 * place of the T; exports use both.
 */
const ISO_8601 =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

const DAY = 86_400_000;
const MINUTE = 60_000;
const SECOND = 1000;

/** What a date or time must be, for messages. */
export const MOMENT_TEXT =
  'a date or a time, such as 2026-03-01 or 2026-03-01T08:30 (in the time zone of this machine), or 2026-03-01T08:30+01:00';

/** The day, minute, second or millisecond that a text names, in milliseconds since 1970. */
export interface NamedTime {
  readonly begins: number;
  /** The first moment after it. */
  readonly ends: number;
  /** Whether it is a date alone. */
  readonly isDay: boolean;
}

/**
 * Reads a date or a time that was typed or read from a file; undefined if it is none, or not in the
 * calendar. The one rule for time zones: a zone in the text counts; without one, the time is in
 * this machine's time zone, and a date alone is that whole day there.
 */
export function namedTime(text: string): NamedTime | undefined {
  const [, date = '', time, seconds, fraction, zone = ''] = ISO_8601.exec(text.trim()) ?? [];
  const day = Date.parse(`${date}T00:00Z`);
  // JavaScript takes the 30th of February for a day in March.
  if (Number.isNaN(day) || !new Date(day).toISOString().startsWith(date)) return undefined;
  if (time === undefined) {
    // Not 24 hours later: days on which clocks change are shorter or longer.
    const next = new Date(day + DAY).toISOString().slice(0, -1);
    return { begins: Date.parse(`${date}T00:00`), ends: Date.parse(next), isDay: true };
  }
  const milliseconds = (fraction ?? '').slice(0, 3).padEnd(3, '0');
  // In JavaScript, too, a time without a zone is local.
  const begins = Date.parse(
    `${date}T${time}:${seconds ?? '00'}.${milliseconds}${extendedZone(zone)}`,
  );
  if (Number.isNaN(begins)) return undefined;
  const finest = seconds === undefined ? MINUTE : SECOND;
  return { begins, ends: begins + (fraction === undefined ? finest : 1), isDay: false };
}

const FIRST = Date.parse('0000-01-01T00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * A moment as the database and every output have it: UTC, in milliseconds. A zone may move it
 * beyond the years of four digits: it is clamped, since instants are compared as texts.
 */
export function instantText(moment: number): string {
  return new Date(Math.min(Math.max(moment, FIRST), LAST)).toISOString();
}

/** Whether a text is an instant exactly as this program writes it. */
export function isInstant(text: string): boolean {
  const begins = namedTime(text)?.begins;
  return begins !== undefined && instantText(begins) === text;
}

/** A zone as JavaScript reads it: "Z", "+05:30"; "" if there is none. */
function extendedZone(zone: string): string {
  if (zone === '' || /^z$/i.test(zone)) return zone.toUpperCase();
  return `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
}
