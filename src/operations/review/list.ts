import type { Submission } from '../../domain/review.js';
import type { ListedSubmission } from '../../domain/reviewed.js';
import { type Context, changesOf } from '../context.js';
import { existingUser } from '../users/existing.js';
import { personOf } from './person.js';

/** The photos of a collection that wait, the oldest first. */
export function listWaiting({ store, collection }: Context): readonly ListedSubmission[] {
  return store.submissions
    .waiting(collection)
    .map((one) => ({ ...one, name: personOf(store, one).name }));
}

/** All that a user has ever sent for review, the oldest first. */
export interface UserSubmissions {
  /** As the database has it. */
  readonly userId: string;
  readonly sent: readonly Submission[];
}

/** @throws {NotFoundError} when there is no such user. */
export function historyOf(
  context: Context,
  { userId: named }: { readonly userId: string },
): UserSubmissions {
  const { store, collection } = context;
  const userId = existingUser(changesOf(context), named);
  return { userId, sent: store.submissions.ofUser(collection, userId) };
}
