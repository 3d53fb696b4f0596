import { type Context, changesOf, galleryOf } from '../context.js';
import { type PlannedDeletion, planned } from '../deletion/plan.js';
import type { ValuesOf } from '../options/row.js';
import { plannedFaces } from './change-face.js';
import type { FACES_DELETE_OPTIONS } from './options.js';

/**
 * Plans to delete these faces.
 *
 * @throws {FatalError} when it is not certain which face is meant: then none is deleted.
 */
export function deleteFaces(
  context: Context,
  {
    faceId,
    dryRun,
  }: ValuesOf<typeof FACES_DELETE_OPTIONS> & { readonly faceId: readonly string[] },
): PlannedDeletion {
  const deletions = plannedFaces(galleryOf(context).faces, changesOf(context), faceId);
  return planned(context, deletions, { command: 'faces delete', dryRun, receipt: null });
}
