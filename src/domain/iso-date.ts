/** What a date stands for, in milliseconds since 1970; a date alone is a whole day, a date-time one moment. */
export interface Period {
  readonly begins: number;
  /** The first moment after it. */
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

/**
 * ISO 8601 in its extended format: a date, or a date and a time of the day with or without
 * seconds and zone. RFC 3339 allows the space in place of the T, and exports make use of it.
 */
const ISO_DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** An earlier year is a slip of the pen ("0226"), and by it a user would be deleted for good. */
export const LEAST_YEAR = 1900;

/**
 * Reads an ISO 8601 date or date-time; undefined where it is none, or a day that is in no
 * calendar. Without a zone it is meant in the time zone of this machine, and a date alone
 * is that day there from its first moment to its last.
 */
export function periodOf(text: string): Period | undefined {
  const parts = ISO_DATE.exec(text.trim());
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  if (year < LEAST_YEAR || month < 1 || month > 12 || day < 1) return undefined;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;

  if (parts[4] === undefined) {
    const [first, next] = [new Date(year, month - 1, day), new Date(year, month - 1, day + 1)];
    return { begins: first.getTime(), ends: next.getTime() };
  }
  const milliseconds = Math.floor(Number(`0.${parts[7] ?? 0}`) * 1000);
  const local = [year, month - 1, day, hour, minute, second, milliseconds] as const;
  const zone = parts[8];
  if (zone === undefined) return moment(new Date(...local).getTime());
  const offset = offsetOf(zone);
  return offset === undefined ? undefined : moment(Date.UTC(...local) - offset);
}

/** Whether two texts are dates that stand for the same; two texts that are none never are. */
export function isSamePeriod(one: string | null, other: string): boolean {
  const [p, q] = [periodOf(one ?? ''), periodOf(other)];
  return p !== undefined && p.begins === q?.begins && p.ends === q.ends;
}

function moment(at: number): Period {
  return { begins: at, ends: at };
}

/** How far a zone is ahead of UTC, in milliseconds; undefined where there is no such zone. */
function offsetOf(zone: string): number | undefined {
  if (zone.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', ''))];
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
