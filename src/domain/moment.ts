/** A date alone, or with a time to the minute, the second or the millisecond. */
const PATTERN = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(:\d\d(\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/;

/** How long what a text names lasts, in milliseconds, by its finest part. */
const DAY = 86_400_000;
const MINUTE = 60_000;
const SECOND = 1000;

/** What a moment must be, for messages. */
export const MOMENT_TEXT =
  'a date or a time, such as 2026-03-01 or 2026-03-01T08:30 (UTC), or 2026-03-01T08:30+01:00';

/** What a text names: when it begins, in milliseconds since 1970, and how long it lasts. */
export interface NamedTime {
  readonly begins: number;
  readonly lasts: number;
}

/** Reads an ISO 8601 date or time, UTC unless it says otherwise; undefined where it is none. */
export function namedTime(text: string): NamedTime | undefined {
  const [, date = '', time, seconds, milliseconds, zone = 'Z'] = PATTERN.exec(text) ?? [];
  const begins = Date.parse(`${date}T${time ?? '00:00'}${zone}`);
  // JavaScript takes the 30th of February for a day in March.
  const day = new Date(`${date}T00:00Z`);
  if (Number.isNaN(begins) || !day.toISOString().startsWith(date)) return undefined;
  if (time === undefined) return { begins, lasts: DAY };
  if (milliseconds !== undefined) return { begins, lasts: 1 };
  return { begins, lasts: seconds === undefined ? MINUTE : SECOND };
}
