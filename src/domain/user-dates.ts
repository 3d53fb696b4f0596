import { namedTime } from './moment.js';

/** What a date of a user stands for, in milliseconds since 1970. */
export interface Period {
  readonly begins: number;
  /** From when on it is past: a date alone when its day has ended, a time as soon as it is there. */
  readonly ends: number;
}

/** The dates of a user. Faces are enrolled and deleted by them, so they must be certain where they are not empty. */
export const USER_DATES = [
  'start_datetime',
  'expiry_datetime',
  'consent_at',
  'retain_until',
] as const;

/** How a date is written, for messages. */
export const DATE_EXAMPLE = '2026-12-31 or 2026-12-31T18:00:00+01:00';

/** An earlier year is a slip of the pen ("0226"), and by it a user would be deleted for good. */
export const LEAST_YEAR = 1900;

/** Reads a date of a user; undefined where it is none. */
export function periodOf(text: string): Period | undefined {
  const named = namedTime(text);
  if (!named || Number.parseInt(text, 10) < LEAST_YEAR) return undefined;
  return { begins: named.begins, ends: named.isDay ? named.ends : named.begins };
}

/** Whether two texts are dates that stand for the same; two texts that are none never are. */
export function isSamePeriod(one: string | null, other: string): boolean {
  const [p, q] = [periodOf(one ?? ''), periodOf(other)];
  return p !== undefined && p.begins === q?.begins && p.ends === q.ends;
}
