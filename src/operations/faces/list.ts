import type { Found } from '../../domain/found.js';
import type { FaceRecord } from '../../domain/gallery.js';
import { type Context, changesOf, galleryOf } from '../context.js';
import { filterOf } from '../options/filter.js';
import type { ValuesOf } from '../options/row.js';
import { existingUser } from '../users/existing.js';
import { refuseUnknown } from '../users/list.js';
import type { FACES_LIST_OPTIONS } from './options.js';

/**
 * The faces that the options ask for, read row by row.
 *
 * @throws {FatalError} when there is no such user, or nobody has such a column.
 */
export function listFaces(
  context: Context,
  { userId, sort, ...options }: ValuesOf<typeof FACES_LIST_OPTIONS>,
): Found<FaceRecord> {
  const { users, faces } = galleryOf(context);
  const fields = filterOf(options);
  const ofUser = userId !== undefined && { userId: existingUser(changesOf(context), userId) };
  refuseUnknown(
    fields.fields.map(({ column }) => column),
    users,
  );
  return faces.find({ ...fields, ...ofUser }, sort);
}
