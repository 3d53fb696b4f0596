import type { Failure } from '../../domain/failures.js';
import { idChanged } from '../../domain/id-changed.js';
import type { Candidate } from './candidate.js';
import type { Evidence, IdentityRules, Lookalike } from './evidence.js';

/** A leaver whose face appeared under another user ID. */
interface Returned {
  readonly formerId: string;
  /** Undefined if the row keeps the failure that it has. */
  readonly failure?: Failure;
}

/**
 * By item: leavers recognized in the photo of a user without a face, in a photo that fails or is
 * reported as a duplicate, or in one of a row that failed earlier. The photo of a user who stays,
 * is unchanged and resembles nobody is no evidence about anybody else.
 */
export function returnedLeavers(
  evidence: Evidence,
  { failures, flags }: Readonly<Record<'failures' | 'flags', ReadonlyMap<number, Failure>>>,
  { place }: Pick<IdentityRules, 'place'>,
): ReadonlyMap<number, Returned> {
  const returned = new Map<number, Returned>();
  const { candidates, own, leavers, enrolled, witnesses, seen } = evidence;
  if (leavers.size === 0) return returned;
  for (const candidate of candidates) {
    const { item } = candidate;
    if (own.has(item) && !failures.has(item) && !flags.has(item)) continue;
    const match = leaverIn(enrolled.get(item), candidate, evidence);
    if (match) returned.set(item, returnedLeaver(match, candidate, place));
  }
  witnesses.forEach((witness, i) => {
    const match = leaverIn(seen.get(i), witness, evidence);
    if (!match) return;
    const { userId: formerId } = match;
    returned.set(
      witness.item,
      witness.keepsFailure ? { formerId } : returnedLeaver(match, witness, place),
    );
  });
  return returned;
}

function leaverIn(
  found: readonly Lookalike[] | undefined,
  { userId }: Pick<Candidate, 'userId'>,
  { leavers, mayLookAlike }: Evidence,
): Lookalike | undefined {
  return found?.find((other) => leavers.has(other.userId) && !mayLookAlike(userId, other.userId));
}

function returnedLeaver(
  { userId: formerId, similarity }: Lookalike,
  { userId, isNew }: Pick<Candidate, 'userId' | 'isNew'>,
  place: readonly string[],
): Returned {
  return { formerId, failure: idChanged({ userId, formerId, similarity, exists: !isNew }, place) };
}
