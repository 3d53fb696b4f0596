import { FatalError } from '../domain/fatal-error.js';
import type { FaceRecord } from '../domain/gallery.js';
import { namedFaces } from '../enroll/named-faces.js';
import type { GalleryFaces } from '../store/gallery-faces.js';
import { type DeletionOptions, runDeletion } from './run-deletion.js';
import { existingFace } from './run-faces.js';

/** `faceenroll faces delete`; returns the exit code. */
export function deleteFaces(faceIds: readonly string[], options: DeletionOptions): Promise<number> {
  return runDeletion(
    options,
    {
      command: 'faces delete',
      receipt: null,
      plan: ({ holdings }, store) => {
        const { faces } = store.gallery(options.collection);
        const chosen = faceIds.map((faceId) => existing(faces, faceId));
        return namedFaces(chosen, (userId) => ({
          faces: faces.ofUser(userId),
          imageDigest: holdings.imageDigestOf(userId),
        }));
      },
    },
    new Date(),
  );
}

/** @throws {FatalError} when it is not certain which face is meant: then none is deleted. */
function existing(faces: GalleryFaces, faceId: string): FaceRecord {
  try {
    return existingFace(faces, faceId);
  } catch (error) {
    if (!(error instanceof FatalError)) throw error;
    throw new FatalError(`${error.message}; nothing was deleted`);
  }
}
