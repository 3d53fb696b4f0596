import { type Failure, fail } from '../domain/failures.js';
import { sniff } from '../domain/photo-format.js';
import type { PhotoEdit } from '../domain/review.js';
import type { ExtractionJob } from '../domain/sample.js';
import { Deadline, TimedOut } from './deadline.js';
import { isFailure, PhotoFileDecoder } from './decode.js';
import { readPhotoFile, sentPhoto } from './photo-file.js';

/** Turns and crops a photo; the result is a JPEG. */
export async function editPhoto(
  { path, bytes: sent, within, policy }: ExtractionJob,
  edit: PhotoEdit,
): Promise<Uint8Array | Failure> {
  const bytes = sent ? sentPhoto(sent) : readPhotoFile(path, within);
  if (!Buffer.isBuffer(bytes)) return bytes;
  const sniffed = sniff(bytes);
  if (!sniffed.photo) return fail('UNSUPPORTED_FORMAT', { format: sniffed.format }, sniffed.advice);
  try {
    const decoder = new PhotoFileDecoder(bytes, new Deadline(policy.timeoutMs));
    const size = await decoder.size();
    return isFailure(size) ? size : await decoder.edited(edit, size);
  } catch (error) {
    if (!(error instanceof TimedOut)) throw error;
    return fail('TIMED_OUT', { seconds: policy.timeoutMs / 1000 });
  }
}
