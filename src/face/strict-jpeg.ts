import { type Failure, fail } from '../domain/failures.js';
import { unsupportedKind } from './jpeg-kind.js';
import { isComplete, scansOf } from './jpeg-scans.js';
import { type JpegFrame, type JpegStructure, readStructure } from './jpeg-structure.js';

/** A JPEG in a form in which libvips notices missing data. */
export interface StrictJpeg {
  readonly bytes: Uint8Array;
  readonly zeros?: ZeroTail;
}

/**
 * A JPEG whose data ends in zeros: padding after the picture, the picture itself (a code of zeros
 * for a plain area), or the unwritten part of a file.
 */
export interface ZeroTail {
  /** The same without the zeros. */
  readonly without: Uint8Array;
  /** With some of the zeros: the picture needs its own to the last one. */
  readonly shortened?: Uint8Array;
}

const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);

/**
 * Sixteen bytes of ones, which no Huffman table has as a code, replace the end marker. With the
 * marker, a decoder accepts incomplete data; without it, a decoder that needs more reaches the end
 * of the file, which libvips reports at once. (It reports libjpeg's warnings only before the next
 * eight rows, so never for the last eight, which are 64 rows of a photo decoded at an eighth.)
 * libjpeg reads up to eight bytes ahead. Of 180 whole photos none is refused, of the same 180
 * without their last 200 bytes 179; with the marker 59.
 */
const ONES = Buffer.from('ff00'.repeat(16), 'hex');

/**
 * Zeros that occur in no photo unless the shortest code of its first component means "end of
 * block": 85 coefficients of -1 in a row, with the tables of cameras. None of 7,800 such photos has
 * them; a lost disk sector does.
 */
const EMPTY = Buffer.alloc(32);

/** Trailing zeros from which on their meaning is checked; decoders do not notice fewer. */
const DOUBTFUL_ZEROS = { single: 64, several: 5 };
/** Zeros that are kept when padding is removed, because the picture's own data may end in some. */
const KEPT_ZEROS = { single: 16, several: 2 };

const BEGINS_WITH_END_OF_BLOCK = 0x00;
const SEQUENTIAL = [0xc0, 0xc1];
const STANDARD_FIRST_SYMBOL = 0x01;

/**
 * Prepares a JPEG for decoding: fixes harmless oddities that libjpeg warns about, because warnings
 * count as errors, and detects damage that it does not report. An ordinary progressive photo is not
 * copied; others are copied once.
 */
export function strictJpeg(photo: Uint8Array): StrictJpeg | Failure {
  const bytes = Buffer.from(photo.buffer, photo.byteOffset, photo.byteLength);
  const structure = readStructure(bytes);
  const unsupported = structure?.frame && unsupportedKind(structure.frame);
  if (unsupported) return unsupported;
  if (!structure?.frame || structure.scan === undefined) return { bytes };
  const { frame, scan } = structure;
  const single = bytes[scan + 4] === frame.components && SEQUENTIAL.includes(frame.marker);
  return single
    ? oneScan(bytes, structure, frame, scan)
    : severalScans(bytes, structure, frame, scan);
}

/** A sequential JPEG with one scan of all components, as cameras write. */
function oneScan(
  bytes: Buffer,
  structure: JpegStructure,
  frame: JpegFrame,
  scan: number,
): StrictJpeg | Failure {
  const marker = bytes.indexOf(END_OF_IMAGE, scan);
  const end = marker < 0 ? bytes.length : marker;
  const zeros = zerosBefore(bytes, scan, end);
  const table = (bytes[scan + 6] ?? 0) & 15;
  const first = structure.firstSymbols.get(table) ?? STANDARD_FIRST_SYMBOL;
  if (first !== BEGINS_WITH_END_OF_BLOCK) {
    const empty = bytes.subarray(scan, end - zeros).indexOf(EMPTY) >= 0;
    if (empty) return fail('IMAGE_CORRUPT', { problem: 'a part of the file is empty' });
  }
  // Some old writers left zeros instead of 0, 63, 0 in a sequential scan; libjpeg accepts that.
  const parameters = scan + 5 + 2 * frame.components;
  const patches = [...oddities(bytes, structure, frame), [parameters, [0, 63, 0]] as const];
  const upTo = (to: number) => mended(bytes, to, structure.strays, patches, ONES);
  if (zeros < DOUBTFUL_ZEROS.single) return { bytes: upTo(end) };
  const without = upTo(end - zeros + KEPT_ZEROS.single);
  const tail = { without, shortened: upTo(end - EMPTY.length) };
  return { bytes: upTo(end), zeros: tail };
}

/** A JPEG that is progressive, has a scan per component, or uses arithmetic coding. */
function severalScans(
  bytes: Buffer,
  structure: JpegStructure,
  frame: JpegFrame,
  scan: number,
): StrictJpeg | Failure {
  const scans = scansOf(bytes, scan);
  if (!isComplete(bytes, scans, frame)) {
    return fail('IMAGE_CORRUPT', { problem: 'the file is incomplete' });
  }
  const marker = bytes.indexOf(END_OF_IMAGE, scans.at(-1));
  const end = marker < 0 ? bytes.length : marker;
  const zeros = zerosBefore(bytes, scan, end);
  const patches = oddities(bytes, structure, frame);
  const upTo = (to: number) => mended(bytes, to, structure.strays, patches, END_OF_IMAGE);
  const isPlain = marker >= 0 && structure.strays.length === 0 && patches.length === 0;
  const whole = isPlain ? bytes : upTo(end);
  if (zeros < DOUBTFUL_ZEROS.several) return { bytes: whole };
  return { bytes: whole, zeros: { without: upTo(end - zeros + KEPT_ZEROS.several) } };
}

function zerosBefore(bytes: Buffer, from: number, end: number): number {
  let at = end;
  while (at > from && bytes[at - 1] === 0) at -= 1;
  return end - at;
}

/** Bytes that overwrite others. */
type Patch = readonly [at: number, bytes: readonly number[]];

/**
 * Values that libjpeg warns about: sets the JFIF version to 1 and Adobe's transform to libjpeg's
 * guess, YCbCr or YCCK.
 */
function oddities(
  bytes: Buffer,
  { jfif, adobe }: JpegStructure,
  { components }: JpegFrame,
): readonly Patch[] {
  const patches: Patch[] = [];
  if (jfif !== undefined && bytes[jfif + 9] !== 1) patches.push([jfif + 9, [1]]);
  const colors = adobe === undefined ? 0 : (bytes[adobe + 15] as number);
  if (adobe !== undefined && ![0, 1, 2].includes(colors)) {
    patches.push([adobe + 15, [components === 4 ? 2 : 1]]);
  }
  return patches;
}

/** The bytes up to `end` without the strays, patched, followed by `ending`. */
function mended(
  bytes: Buffer,
  end: number,
  strays: JpegStructure['strays'],
  patches: readonly Patch[],
  ending: Buffer,
): Buffer {
  const copy = Buffer.allocUnsafe(end + ending.length);
  bytes.copy(copy, 0, 0, end);
  ending.copy(copy, end);
  for (const [at, values] of patches) copy.set(values.slice(0, Math.max(0, end - at)), at);
  if (strays.length === 0) return copy;
  const starts = [0, ...strays.map(([, to]) => to)];
  const ends = [...strays.map(([from]) => from), copy.length];
  return Buffer.concat(starts.map((start, i) => copy.subarray(start, ends[i])));
}
