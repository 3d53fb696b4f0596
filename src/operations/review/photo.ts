import type { Store } from '../../store/store.js';

/** The photo of one that waits, as an operator has cropped and turned it. Needs the key. */
export function currentPhoto(
  { submissions }: Pick<Store, 'submissions'>,
  submissionId: string,
): Uint8Array | undefined {
  const photos = submissions.photos(submissionId);
  return photos && (photos.edited ?? photos.sent);
}
