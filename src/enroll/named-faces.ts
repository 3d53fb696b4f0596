import type { Deletion } from '../domain/deletion.js';
import type { FaceRecord } from '../domain/gallery.js';

/** What a user has before some faces are deleted. */
interface HeldFaces {
  readonly faces: readonly FaceRecord[];
  /** Of the photo that the profile image was made from, if there is one. */
  readonly imageDigest: string | undefined;
  /** Whether a photo waits for review. */
  readonly waitingPhoto: boolean;
}

/**
 * The deletion of single faces, one for each user in the order of the faces. Pure. The profile
 * image is deleted with the last template of its photo: deleting that face means that no picture of
 * it should stay. With the user's last face goes a photo that waits.
 */
export function namedFaces(
  chosen: readonly FaceRecord[],
  heldBy: (userId: string) => HeldFaces,
): readonly Deletion[] {
  const byUser = new Map<string, Set<string>>();
  for (const { userId, faceId } of chosen) {
    byUser.set(userId, (byUser.get(userId) ?? new Set()).add(faceId));
  }
  return [...byUser].map(([userId, ids]) => {
    const { faces, imageDigest, ...held } = heldBy(userId);
    const ofImage = faces.filter(({ photoDigest }) => photoDigest === imageDigest);
    const profileImage = ofImage.length > 0 && ofImage.every(({ faceId }) => ids.has(faceId));
    const faceIds = [...ids];
    const thumbnails = faces.filter((face) => face.thumbnail && ids.has(face.faceId)).length;
    const waitingPhoto = held.waitingPhoto && faces.every(({ faceId }) => ids.has(faceId));
    const named = { userId, what: 'templates' as const, reason: 'NAMED' as const, date: null };
    return { ...named, templates: faceIds.length, thumbnails, profileImage, waitingPhoto, faceIds };
  });
}
