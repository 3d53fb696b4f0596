import type { FailureCode } from '../../domain/failures.js';
import type { Outcome } from '../../domain/outcome.js';

/**
 * What may let a photo pass that has failed, beside another photo: its user was made or changed;
 * faces are other ones, also those of the next batch; or nobody knows, and it is tried once a day.
 */
export type WaitsFor = 'user' | 'faces' | 'day';

const WAITS: Readonly<Partial<Record<FailureCode, WaitsFor>>> = {
  USER_NOT_FOUND: 'user',
  ID_CHANGED: 'user',
  CONSENT_MISSING: 'user',
  // It is taken where a user has exactly this ID.
  FILE_NAME_INVALID: 'user',
  PHOTOS_DISAGREE: 'faces',
  IDENTITY_CHANGED: 'faces',
  DUPLICATE_OF_ENROLLED_USER: 'faces',
  DUPLICATE_IN_BATCH: 'faces',
  TIMED_OUT: 'day',
  WORKER_CRASHED: 'day',
  FILE_UNREADABLE: 'day',
  FILE_EMPTY: 'day',
  FILE_NOT_DOWNLOADED: 'day',
  IMAGE_CORRUPT: 'day',
};

/** Undefined for a photo that is done with until it changes. */
export function waitsFor(outcome: Outcome): WaitsFor | undefined {
  return outcome.kind === 'failed' ? WAITS[outcome.failure.code] : undefined;
}
