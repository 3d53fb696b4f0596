import type { Deletion, Holding } from '../domain/deletion.js';
import { periodOf } from '../domain/user-dates.js';

/** A stored date that cannot be read, and therefore has no effect. */
interface UnreadableDate {
  readonly userId: string;
  readonly field: 'retain_until' | 'expiry_datetime';
  readonly value: string;
}

/** What is due, in the order of the holdings. */
export interface Due {
  readonly deletions: readonly Deletion[];
  readonly unreadable: readonly UnreadableDate[];
}

/**
 * The deletions due at a moment (milliseconds since 1970). Pure. After `retain_until` the whole
 * user is deleted; after `expiry_datetime` only the faces are, since an ended account needs no face
 * but may itself still be needed. A date alone has passed when that day has ended in this machine's
 * time zone.
 */
export function dueAt(holdings: Iterable<Holding>, now: number): Due {
  const deletions: Deletion[] = [];
  const unreadable: UnreadableDate[] = [];
  for (const holding of holdings) {
    const { retainUntil, expiryDatetime, ...held } = holding;
    const { userId, templates, profileImage, waitingPhoto } = held;
    const isPast = (field: UnreadableDate['field'], value: string | null): boolean => {
      if (value === null || value.trim() === '') return false;
      const period = periodOf(value);
      if (!period) unreadable.push({ userId, field, value });
      return period !== undefined && period.ends <= now;
    };
    const [retained, expired] = [
      isPast('retain_until', retainUntil),
      isPast('expiry_datetime', expiryDatetime),
    ];
    if (retained) {
      deletions.push({ ...held, what: 'user', reason: 'RETENTION_ENDED', date: retainUntil });
    } else if (expired && (templates > 0 || profileImage || waitingPhoto)) {
      deletions.push({ ...held, what: 'faces', reason: 'EXPIRED', date: expiryDatetime });
    }
  }
  return { deletions, unreadable };
}

/** The deletion of a user with everything. */
export function wholeUser(holding: Holding, reason: 'NAMED' | 'NOT_IN_CSV'): Deletion {
  const { userId, templates, thumbnails, profileImage, waitingPhoto } = holding;
  const held = { templates, thumbnails, profileImage, waitingPhoto };
  return { userId, what: 'user', reason, date: null, ...held };
}
