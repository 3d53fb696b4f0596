import type { Store } from '../../store/store.js';
import { NO_ENCODER } from '../context.js';

/** The face of a user on record, a JPEG: the profile image, else the thumbnail of the newest face. */
export function onRecord(store: Store, collection: string, userId: string): Uint8Array | undefined {
  const { users, faces } = store.gallery(collection);
  const profileImage = users.profileImage(userId);
  if (profileImage) return profileImage;
  const { thumbnails } = store.collection(collection, NO_ENCODER);
  const newest = faces
    .ofUser(userId)
    .filter(({ thumbnail }) => thumbnail)
    .toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
  return newest[0] && thumbnails.of(newest[0].faceId)?.jpeg;
}
