import { namedTime } from './moment.js';

/** The time that a user's date stands for, in milliseconds since 1970. */
export interface Period {
  readonly begins: number;
  /** The moment it has passed: for a date alone, the end of that day; for a time, that time. */
  readonly ends: number;
}

/** Dates that decide on enrollment and deletion: they must be valid unless empty. */
export const USER_DATES = [
  'start_datetime',
  'expiry_datetime',
  'consent_at',
  'retain_until',
] as const;

/** How a date is written, for messages. */
export const DATE_EXAMPLE = '2026-12-31 or 2026-12-31T18:00:00+01:00';

/** An earlier year is a typing error ("0226"), and would delete a user for good. */
export const LEAST_YEAR = 1900;

/** Reads a date of a user; undefined if it is none. */
export function periodOf(text: string): Period | undefined {
  const named = namedTime(text);
  if (!named || Number.parseInt(text, 10) < LEAST_YEAR) return undefined;
  return { begins: named.begins, ends: named.isDay ? named.ends : named.begins };
}

/** Whether two texts are dates with the same meaning; false if either is no date. */
export function isSamePeriod(one: string | null, other: string): boolean {
  const [p, q] = [periodOf(one ?? ''), periodOf(other)];
  return p !== undefined && p.begins === q?.begins && p.ends === q.ends;
}
