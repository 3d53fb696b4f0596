import { type Failure, fail } from '../domain/failures.js';

/** The marker at the end of a photo, and the one that begins its last part. */
const JPEG_MARKS = { begin: Buffer.from([0xff, 0xda]), end: Buffer.from([0xff, 0xd9]) };
const PNG_MARKS = { begin: Buffer.from('IHDR'), end: Buffer.from('IEND') };

/**
 * Why a photo cannot be decoded: its end is missing, or something before it. Does not quote
 * libvips: it shares one error buffer between threads, which may hold errors of another photo.
 */
export function corrupt(bytes: Uint8Array): Failure {
  const problem = hasEnd(bytes) ? 'a part is missing or garbled' : 'the file is incomplete';
  return fail('IMAGE_CORRUPT', { problem });
}

/** An EXIF preview has an end marker, too, but before the photo's own beginning. */
function hasEnd(bytes: Uint8Array): boolean {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { begin, end } = whole[0] === 0x89 ? PNG_MARKS : JPEG_MARKS;
  return whole.lastIndexOf(end) > whole.lastIndexOf(begin);
}
