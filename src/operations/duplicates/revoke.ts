import { NotFoundError } from '../../domain/fatal-error.js';
import { quoted } from '../../domain/text.js';
import type { CollectionStore } from '../../store/store.js';
import { type Context, changesOf } from '../context.js';
import { existingUser } from '../users/existing.js';
import { type ChangedException, exceptionOf } from './exception-of.js';

/**
 * Takes the exception of two users back.
 *
 * @throws {NotFoundError} when there is none.
 */
export function revokeDuplicate(
  context: Context,
  { userA, userB }: { readonly userA: string; readonly userB: string },
): ChangedException {
  const part = changesOf(context);
  const { users, exceptions, audit, transaction } = part;
  const now = new Date().toISOString();
  // A user who is gone from the database may have left an exception behind.
  const stored = (userId: string): string => users.find(userId, false)[0] ?? userId;
  const [a, b] = [stored(userA), stored(userB)];
  return transaction(() => {
    const exception = exceptionOf(exceptions, a, b);
    if (!exception) throw noException(part, a, b);
    exceptions.remove(a, b);
    const detail = { otherUserId: b, reason: exception.reason };
    audit.record('DUPLICATE_REVOKED', { userId: a }, detail, now);
    return { exception, userIds: [a, b], action: 'DUPLICATE_REVOKED' };
  });
}

/** Why there is nothing to revoke: most likely an ID is misspelled. */
function noException(
  part: Pick<CollectionStore, 'users' | 'history'>,
  userA: string,
  userB: string,
): NotFoundError {
  for (const userId of [userA, userB]) existingUser(part, userId);
  return new NotFoundError(
    `there is no exception for ${quoted(userA)} and ${quoted(userB)}: "faceenroll duplicates list" tells them`,
    'exception',
    `${userA}, ${userB}`,
  );
}
