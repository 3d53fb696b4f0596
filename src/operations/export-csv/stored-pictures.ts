import type { ExportedPhoto } from '../../store/gallery-export.js';
import type { CollectionStore, GalleryStore } from '../../store/store.js';

/** A picture that is stored of a user. */
export interface StoredPicture {
  readonly kind: 'profile image' | 'thumbnail';
  readonly jpeg: Uint8Array;
}

/**
 * The pictures of a user by slot: the profile image in place of the photo that it was made from (or
 * of the first), thumbnails in place of the others.
 */
export function* storedPictures(
  userId: string,
  photos: readonly ExportedPhoto[],
  { users }: GalleryStore,
  { holdings, thumbnails }: CollectionStore,
): Generator<StoredPicture & { readonly slot: number }> {
  const profileImage = users.profileImage(userId);
  const itsSlot = profileImage && slotOf(holdings.imageDigestOf(userId), photos);
  if (profileImage && itsSlot !== undefined) {
    yield { kind: 'profile image', slot: itsSlot, jpeg: profileImage };
  }
  for (const { slot, faceId } of photos) {
    const thumbnail = slot === itsSlot ? undefined : thumbnails.of(faceId);
    if (thumbnail) yield { kind: 'thumbnail', slot, jpeg: thumbnail.jpeg };
  }
}

function slotOf(digest: string | undefined, photos: readonly ExportedPhoto[]): number {
  const [first] = photos;
  return (photos.find(({ photoDigest }) => photoDigest === digest) ?? first)?.slot ?? 1;
}
