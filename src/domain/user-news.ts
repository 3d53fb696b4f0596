import { USER_FIELDS, type UserData, type UserField } from './entry.js';
import { isAltered } from './spreadsheet/altered.js';
import { isSamePeriod, USER_DATES } from './user-dates.js';

/** What the database has of a user; null for unknown values. */
export interface StoredData {
  readonly known: Readonly<Record<UserField, string | null>>;
  /** By heading. */
  readonly extra: Readonly<Record<string, unknown>>;
}

const DATES: ReadonlySet<string> = new Set(USER_DATES);

/** Whether data differs from what the database has of a user. */
export function differs(stored: StoredData, { known, extra }: UserData): boolean {
  return (
    USER_FIELDS.some(
      (field) => known[field] !== undefined && known[field] !== stored.known[field],
    ) || Object.entries(extra).some(([heading, now]) => stored.extra[heading] !== now)
  );
}

/**
 * What a row adds to the database's data of a user: without cells that a spreadsheet makes of what
 * is stored, "7" of "007", mojibake of a name, a date in another form. Undefined if nothing
 * remains.
 */
export function newsIn(stored: StoredData, { known, extra }: UserData): UserData | undefined {
  const fields = Object.entries(known).filter(([field, now]) => {
    const before = stored.known[field as UserField];
    if (before === now) return false;
    return DATES.has(field) ? !isSamePeriod(before, now) : !isMadeOf(before, now);
  });
  const others = Object.entries(extra).filter(
    ([heading, now]) => stored.extra[heading] !== now && !isMadeOf(stored.extra[heading], now),
  );
  if (fields.length === 0 && others.length === 0) return undefined;
  return { known: Object.fromEntries(fields), extra: Object.fromEntries(others) };
}

function isMadeOf(before: unknown, now: string): boolean {
  return typeof before === 'string' && isAltered(before, now);
}
