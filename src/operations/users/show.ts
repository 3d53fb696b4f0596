import type { FaceRecord, UserRecord } from '../../domain/gallery.js';
import type { UserConsent } from '../../domain/review.js';
import { type Context, changesOf, galleryOf } from '../context.js';
import { existingUser, recordOf } from './existing.js';

/** All there is of a user. */
export interface WholeUser {
  readonly user: UserRecord;
  readonly templates: readonly FaceRecord[];
  readonly profileImage: boolean;
  /** Users whose face may look like this one's. */
  readonly mayLookLike: readonly string[];
  /** What the user answered by links, the oldest first. */
  readonly consents: readonly UserConsent[];
}

/** @throws {FatalError} when there is no such user. */
export function showUser(context: Context, named: { readonly userId: string }): WholeUser {
  const changes = changesOf(context);
  const { users, faces } = galleryOf(context);
  const user = recordOf(users, existingUser(changes, named.userId));
  const pairs = changes.exceptions.all();
  return {
    user,
    templates: faces.ofUser(user.userId),
    profileImage: users.hasProfileImage(user.userId),
    mayLookLike: pairs.flatMap(({ userId, otherUserId }) => {
      if (userId === user.userId) return [otherUserId];
      return otherUserId === user.userId ? [userId] : [];
    }),
    consents: context.store.consents
      .ofUser(context.collection, user.userId)
      .map(({ collection, userId, ...consent }) => consent),
  };
}
