import { SNIFF_BYTES, sniff } from '../../domain/photo-format.js';

/** The last bytes of a complete JPEG (ISO/IEC 10918-1, annex B: marker EOI). */
const END_OF_IMAGE = 'ffd9';

/** Why a decrypted picture is not a complete JPEG; undefined if it is one. */
export function jpegProblem(jpeg: Buffer | undefined): string | undefined {
  if (!jpeg) return 'it does not open: it was altered or moved, or its data key is gone';
  if (sniff(jpeg.subarray(0, SNIFF_BYTES)).photo !== 'jpeg') return 'it is not a JPEG';
  return jpeg.subarray(-2).toString('hex') === END_OF_IMAGE ? undefined : 'its end is missing';
}
