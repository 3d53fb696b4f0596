import type { FaceRecord } from '../../domain/gallery.js';
import { type Context, changesOf, galleryOf } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import { existingFace } from '../users/existing.js';
import { changeFace } from './change-face.js';
import type { FACES_UPDATE_OPTIONS } from './options.js';

/** A face, and what became of it. */
export interface ChangedFace {
  readonly face: FaceRecord;
  readonly action: 'FACE_UPDATED' | 'UNCHANGED';
}

/** @throws {FatalError} when it is not certain which face is meant. */
export function updateFace(
  context: Context,
  {
    faceId,
    metadata,
    merge = false,
  }: ValuesOf<typeof FACES_UPDATE_OPTIONS> & { readonly faceId: string },
): ChangedFace {
  const { faces } = galleryOf(context);
  const { face, differs } = changeFace(
    { faces, changes: changesOf(context) },
    ...([faceId, metadata, merge] as const),
  );
  const action = differs ? 'FACE_UPDATED' : 'UNCHANGED';
  return { face: existingFace(faces, face.faceId), action };
}
