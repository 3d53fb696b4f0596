import type { UserData } from '../domain/entry.js';
import { type Failure, fail } from '../domain/failures.js';
import type { Choice } from '../domain/option-values.js';
import { periodOf } from '../domain/user-dates.js';

/** Whether a person has agreed, as the row and the database tell. */
export interface Consent {
  /** Why the entry is refused; undefined when there is consent. */
  readonly failure?: Failure;
  /** The row has what the database lacks: it is to be kept, whatever else of the user is. */
  readonly isNews: boolean;
}

/**
 * The consent that the database will have once the entry is imported. Pure. A row's
 * `consent_at` counts where the user's data is replaced, and where the database has none
 * that is good; a consent on record is never replaced under `preserve`.
 */
export function consentOf(
  entry: { readonly userId: string; readonly user?: UserData },
  stored: string | null,
  ifUserExists: Choice<'ifUserExists'>,
  now: number,
): Consent {
  const told = entry.user?.known.consent_at;
  const isStored = isGiven(stored, now);
  const rowCounts = told !== undefined && (ifUserExists === 'overwrite' || !isStored);
  const consentAt = rowCounts ? told : stored;
  if (rowCounts ? isGiven(told, now) : isStored) return { isNews: rowCounts && !isStored };
  const { userId } = entry;
  return {
    failure: fail('CONSENT_MISSING', { userId, consentAt: consentAt ?? '' }),
    isNews: false,
  };
}

/** Whether it is a date that has come: a date alone counts from the beginning of its day. */
function isGiven(consentAt: string | null, now: number): boolean {
  const period = periodOf(consentAt ?? '');
  return period !== undefined && period.begins <= now;
}
