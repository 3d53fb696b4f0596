import { type Failure, fail } from '../domain/failures.js';
import type { JpegFrame } from './jpeg-structure.js';

/** Required bits per sample. */
const BITS = 8;

/** Unsupported frames, by the low byte of their marker (ITU-T T.81, table B.1; T.87). */
const KINDS: readonly (readonly [markers: readonly number[], kind: string])[] = [
  [[0xc3, 0xcb], 'a lossless JPEG photo'],
  [[0xc5, 0xc6, 0xc7, 0xcd, 0xce, 0xcf], 'a hierarchical JPEG photo'],
  // Decodable, but its decoder accepts any bytes, so that damage goes unnoticed.
  [[0xc9, 0xca], 'a JPEG photo with arithmetic coding'],
  [[0xf7], 'a JPEG-LS photo'],
];

const ADVICE =
  'Export the photo again as an ordinary JPEG (8 bits per color, baseline or progressive) or as PNG: scanners, medical and scientific programs write other kinds.';

/** The failure of an unsupported kind of JPEG; undefined for a supported one. */
export function unsupportedKind({ marker, precision }: JpegFrame): Failure | undefined {
  const wanted = 'an ordinary JPEG photo or a PNG';
  const kind = KINDS.find(([markers]) => markers.includes(marker));
  if (kind !== undefined) return fail('UNSUPPORTED_FORMAT', { format: kind[1], wanted }, ADVICE);
  if (precision === BITS) return undefined;
  const details = {
    format: `a ${precision}-bit JPEG photo`,
    wanted: `one with ${BITS} bits per color`,
  };
  return fail('UNSUPPORTED_FORMAT', details, ADVICE);
}
