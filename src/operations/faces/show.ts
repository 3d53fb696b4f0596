import type { FaceRecord } from '../../domain/gallery.js';
import { type Context, galleryOf } from '../context.js';
import { existingFace } from '../users/existing.js';

/** @throws {FatalError} when there is no such face, or several. */
export function showFace(context: Context, { faceId }: { readonly faceId: string }): FaceRecord {
  return existingFace(galleryOf(context).faces, faceId);
}
