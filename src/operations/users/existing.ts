import { FatalError, NotFoundError } from '../../domain/fatal-error.js';
import type { FaceRecord, UserRecord } from '../../domain/gallery.js';
import { invalidInput } from '../../domain/refusals.js';
import { printable, quoted, some } from '../../domain/text.js';
import type { GalleryFaces } from '../../store/gallery-faces.js';
import type { GalleryUsers } from '../../store/gallery-users.js';
import type { CollectionStore } from '../../store/store.js';

/**
 * A user ID as it is stored.
 *
 * @throws {NotFoundError} when there is no such user.
 */
export function existingUser(
  { users, history }: Pick<CollectionStore, 'users' | 'history'>,
  userId: string,
): string {
  const [found] = users.find(userId, false);
  if (found !== undefined) return found;
  throw new NotFoundError(
    `there is no user with the user ID ${unknownId({ users, history }, userId)} in the collection ${quoted(users.collection)}`,
    'user',
    userId,
  );
}

/** The ID of a user who is not there, for a message; with the new one of a user who was renamed. */
export function unknownId(
  { users, history }: Pick<CollectionStore, 'users' | 'history'>,
  userId: string,
): string {
  const now = history.nowCalled(users.collection, userId);
  return now === undefined ? quoted(userId) : `${quoted(userId)} (renamed to ${quoted(now)})`;
}

/** A user who exists, by the stored ID. */
export function recordOf(users: GalleryUsers, userId: string): UserRecord {
  const [user] = users.find({ fields: [], userId }).all();
  if (!user) throw new Error(`the user ${userId} is gone`);
  return user;
}

/**
 * The face that has this ID, or whose ID alone begins so.
 *
 * @throws {NotFoundError} when there is none.
 * @throws {FatalError} when there are several.
 */
export function existingFace(faces: GalleryFaces, faceId: string): FaceRecord {
  const found = faces.withPrefix(faceId.toLowerCase(), 6);
  const [face] = found;
  if (!face || faceId === '') {
    throw new NotFoundError(
      `there is no face with the face ID ${quoted(faceId)} in the collection ${quoted(faces.collection)}`,
      'face',
      faceId,
    );
  }
  if (found.length === 1) return face;
  const ids = found.map((one) => printable(one.faceId));
  const problem = `several face IDs begin with ${quoted(faceId)}: ${some(ids)}`;
  throw new FatalError(problem, invalidInput(undefined, problem));
}
