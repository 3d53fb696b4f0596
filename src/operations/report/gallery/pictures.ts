import { THUMBNAIL_SIDE } from '../../../domain/limits.js';
import type { Picture } from '../../../domain/run-report.js';
import { type Context, changesOf } from '../../context.js';

/** Shows templates by their thumbnails, where those are kept: each is read when it is asked for. */
export function pictureOf(context: Context, anonymous: boolean): (faceId: string) => Picture {
  if (anonymous) return () => ({ missing: 'anonymous' });
  const { thumbnails } = changesOf(context);
  return (faceId) => {
    const kept = thumbnails.of(faceId);
    if (!kept) return { missing: 'not kept' };
    return { jpeg: kept.jpeg, width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE };
  };
}
