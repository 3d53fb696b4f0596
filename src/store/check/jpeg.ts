import { SNIFF_BYTES, sniff } from '../../domain/photo-format.js';

/** What a whole JPEG ends with (ISO/IEC 10918-1, annex B: the marker EOI). */
const END_OF_IMAGE = 'ffd9';

/** Why a stored picture, opened, is no whole JPEG. */
export function jpegProblem(jpeg: Buffer | undefined): string | undefined {
  if (!jpeg) return 'it does not open: it was altered or moved, or its data key is gone';
  if (sniff(jpeg.subarray(0, SNIFF_BYTES)).photo !== 'jpeg') return 'it is not a JPEG';
  return jpeg.subarray(-2).toString('hex') === END_OF_IMAGE ? undefined : 'its end is missing';
}
