import type { FaceRecord, UserStatus } from '../../domain/gallery.js';
import { type Context, changesOf, galleryOf } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import { usersStatus } from '../status/users.js';
import type { USERS_TEMPLATE_OPTIONS } from './options.js';

/** What there is of templates of a user. */
export interface UserTemplate {
  readonly status: UserStatus;
  /** Of every encoder. */
  readonly faces: readonly FaceRecord[];
  /** JPEGs by face ID, if they were asked for. */
  readonly thumbnails: ReadonlyMap<string, Uint8Array>;
}

/** Undefined when there is no such user. */
export function userTemplate(
  context: Context,
  {
    userId,
    models,
    thumbnails,
  }: ValuesOf<typeof USERS_TEMPLATE_OPTIONS> & { readonly userId: string },
): UserTemplate | undefined {
  const [status] = usersStatus(context, { userIds: [userId], models }).statuses;
  if (!status?.exists) return undefined;
  const faces = galleryOf(context).faces.ofUser(status.userId);
  const stored = changesOf(context).thumbnails;
  const pictures = (thumbnails ? faces : []).flatMap(({ faceId }) => {
    const thumbnail = stored.of(faceId);
    return thumbnail ? [[faceId, thumbnail.jpeg] as const] : [];
  });
  return { status, faces, thumbnails: new Map(pictures) };
}
