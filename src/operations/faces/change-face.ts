import { isDeepStrictEqual } from 'node:util';
import type { Deletion } from '../../domain/deletion.js';
import { FatalError, NotFoundError } from '../../domain/fatal-error.js';
import type { FaceRecord } from '../../domain/gallery.js';
import { type JsonObject, mergePatch } from '../../domain/json-object.js';
import { namedFaces } from '../../enroll/named-faces.js';
import type { GalleryFaces } from '../../store/gallery-faces.js';
import type { CollectionStore } from '../../store/store.js';
import { existingFace } from '../users/existing.js';

/** Where faces are looked up, and where they are changed. */
interface FacePlaces {
  readonly faces: GalleryFaces;
  readonly changes: CollectionStore;
}

/**
 * Gives a face other metadata, or merges it into what is there.
 *
 * @returns the face as it was, and whether there was a difference
 * @throws {FatalError} when it is not certain which face is meant.
 */
export function changeFace(
  { faces, changes }: FacePlaces,
  faceId: string,
  metadata: JsonObject,
  merge: boolean,
): { readonly face: FaceRecord; readonly differs: boolean } {
  const face = existingFace(faces, faceId);
  const kept = merge ? mergePatch(face.metadata, metadata) : metadata;
  const differs = !isDeepStrictEqual(kept, face.metadata);
  if (differs) {
    const now = new Date().toISOString();
    changes.transaction(() => {
      faces.setMetadata(face.faceId, kept, now);
      const { userId } = face;
      const detail = { members: Object.keys(metadata), merged: merge };
      changes.audit.record('FACE_UPDATED', { userId, faceId: face.faceId }, detail, now);
    });
  }
  return { face, differs };
}

/**
 * What deleting these faces deletes.
 *
 * @throws {FatalError} when it is not certain which face is meant: then none is deleted.
 */
export function plannedFaces(
  faces: GalleryFaces,
  { holdings }: CollectionStore,
  faceIds: readonly string[],
): readonly Deletion[] {
  const chosen = faceIds.map((faceId) => certain(faces, faceId));
  return namedFaces(chosen, (userId) => ({
    faces: faces.ofUser(userId),
    imageDigest: holdings.imageDigestOf(userId),
    waitingPhoto: holdings.of(userId)?.waitingPhoto ?? false,
  }));
}

function certain(faces: GalleryFaces, faceId: string): FaceRecord {
  try {
    return existingFace(faces, faceId);
  } catch (error) {
    if (!(error instanceof FatalError)) throw error;
    const message = `${error.message}; nothing was deleted`;
    if (error instanceof NotFoundError) throw new NotFoundError(message, error.thing, error.wanted);
    const { refusal } = error;
    throw new FatalError(message, { ...(refusal && { refusal }) });
  }
}
