import { FatalError } from '../../domain/fatal-error.js';
import type { ReviewItem } from '../../domain/reviewed.js';
import { quoted } from '../../domain/text.js';
import type { FileContext } from '../context.js';
import { reachable } from '../host.js';
import { replacePicture, writeNewPicture } from '../new-file.js';
import type { ValuesOf } from '../options/row.js';
import { makeReviewDesk } from './desk.js';
import { openForMoment } from './in-service.js';
import type { REVIEW_SHOW_OPTIONS } from './options.js';

/** A photo that was looked at. */
export interface ShownPhoto {
  readonly item: ReviewItem;
  /** Where the photo was written to. */
  readonly output: string | null;
}

/**
 * Looks at a photo; with `output` writes it to a file that only its owner can read.
 *
 * @throws {FatalError} when there is no such photo, or the file is there.
 */
export async function showPhoto(
  context: FileContext,
  {
    photoId: submissionId,
    output,
    replace = false,
    ...settings
  }: ValuesOf<typeof REVIEW_SHOW_OPTIONS> & { readonly photoId: string },
): Promise<ShownPhoto> {
  const service = await openForMoment(context, settings);
  try {
    const desk = makeReviewDesk(service, undefined);
    const item = await desk.show(submissionId, { signal: context.host.signal });
    if (!item) {
      throw new FatalError(
        `there is no photo ${quoted(submissionId)}: "faceenroll review list" shows those that wait`,
      );
    }
    if (output === undefined) return { item, output: null };
    const photo = desk.photo(submissionId);
    if (!photo) throw new FatalError(`the photo is deleted, since it is ${item.state}`);
    const write = replace ? replacePicture : writeNewPicture;
    write(reachable(context.host, output), photo);
    return { item, output };
  } finally {
    await service.close();
  }
}
