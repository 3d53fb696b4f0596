import type { DuplicateException } from '../../domain/duplicates.js';
import type { DuplicateExceptions } from '../../store/duplicate-exceptions.js';

/** What became of an exception. */
export interface ChangedException {
  readonly exception: DuplicateException;
  /** As they were named, spelled as they are stored. */
  readonly userIds: readonly [string, string];
  readonly action: 'DUPLICATE_ALLOWED' | 'DUPLICATE_REVOKED' | 'UNCHANGED';
}

/** The exception of two users, in whichever order they are named. */
export function exceptionOf(
  exceptions: DuplicateExceptions,
  userA: string,
  userB: string,
): DuplicateException | undefined {
  return exceptions
    .all()
    .find(
      ({ userId, otherUserId }) =>
        (userId === userA && otherUserId === userB) || (userId === userB && otherUserId === userA),
    );
}
