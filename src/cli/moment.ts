import { InvalidArgumentError } from 'commander';

/** A date alone, or with a time to the minute, the second or the millisecond. */
const PATTERN = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(:\d\d(\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/;

/** How long what a text names lasts, in milliseconds, by its finest part. */
const DAY = 86_400_000;
const MINUTE = 60_000;
const SECOND = 1000;

/** Parses an ISO 8601 date or time, UTC unless it says otherwise: when what it names begins. */
export function beginningOf(text: string): string {
  return new Date(parse(text).begins).toISOString();
}

/** The same: the last millisecond of the day, the minute or the second that it names. */
export function endOf(text: string): string {
  const { begins, lasts } = parse(text);
  return new Date(begins + lasts - 1).toISOString();
}

function parse(text: string): { readonly begins: number; readonly lasts: number } {
  const [, date = '', time, seconds, milliseconds, zone = 'Z'] = PATTERN.exec(text) ?? [];
  const begins = Date.parse(`${date}T${time ?? '00:00'}${zone}`);
  // JavaScript takes the 30th of February for a day in March.
  const day = new Date(`${date}T00:00Z`);
  if (Number.isNaN(begins) || !day.toISOString().startsWith(date)) {
    throw new InvalidArgumentError(
      'It must be a date or a time, such as 2026-03-01 or 2026-03-01T08:30 (UTC), or 2026-03-01T08:30+01:00.',
    );
  }
  if (time === undefined) return { begins, lasts: DAY };
  if (milliseconds !== undefined) return { begins, lasts: 1 };
  return { begins, lasts: seconds === undefined ? MINUTE : SECOND };
}
