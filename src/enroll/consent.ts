import type { UserData } from '../domain/entry.js';
import { type Failure, fail } from '../domain/failures.js';
import type { Choice } from '../domain/option-values.js';
import { periodOf } from '../domain/user-dates.js';

/** Whether a person has agreed, according to the row and the database. */
export interface Consent {
  /** Why the entry is refused; undefined if there is consent. */
  readonly failure?: Failure;
  /** Whether the row adds consent that the database lacks: it is always stored. */
  readonly isNews: boolean;
}

/**
 * The consent that the database will have once the entry is imported. Pure. A row's `consent_at`
 * counts if the user's data is replaced, or if the database has no valid one; under `preserve`, a
 * recorded consent is never replaced.
 */
export function consentOf(
  entry: { readonly userId: string; readonly user?: UserData },
  stored: string | null,
  ifUserExists: Choice<'ifUserExists'>,
  now: number,
): Consent {
  const given = entry.user?.known.consent_at;
  const isStored = isGiven(stored, now);
  const rowCounts = given !== undefined && (ifUserExists === 'overwrite' || !isStored);
  const consentAt = rowCounts ? given : stored;
  if (rowCounts ? isGiven(given, now) : isStored) return { isNews: rowCounts && !isStored };
  const { userId } = entry;
  return {
    failure: fail('CONSENT_MISSING', { userId, consentAt: consentAt ?? '' }),
    isNews: false,
  };
}

/** Whether the date has come: a date alone counts from the beginning of its day. */
function isGiven(consentAt: string | null, now: number): boolean {
  const period = periodOf(consentAt ?? '');
  return period !== undefined && period.begins <= now;
}
