import { type Failure, idChanged } from '../../domain/failures.js';
import type { Evidence } from './evidence.js';

/** A leaver whose face came under another user ID. */
interface Returned {
  readonly formerId: string;
  readonly failure: Failure;
}

/**
 * By item: leavers who are recognized in the photo of a new user, or in one that fails. A photo
 * of a user who stays and is who they were says nothing of anybody else.
 */
export function returnedLeavers(
  { candidates, enrolled, mayLookAlike, leavers }: Evidence,
  failures: ReadonlyMap<number, Failure>,
): ReadonlyMap<number, Returned> {
  const returned = new Map<number, Returned>();
  if (leavers.size === 0) return returned;
  for (const { item, userId, isNew } of candidates) {
    if (!isNew && !failures.has(item)) continue;
    const match = enrolled
      .get(item)
      ?.find((other) => leavers.has(other.userId) && !mayLookAlike(userId, other.userId));
    if (!match) continue;
    const { userId: formerId, similarity } = match;
    returned.set(item, { formerId, failure: idChanged({ userId, formerId, similarity }) });
  }
  return returned;
}
