import { chunk } from '../../fixtures/draw/bytes.js';

/** The segments of a JPEG up to its first scan, and what follows them. */
interface Jpeg {
  readonly segments: readonly Buffer[];
  readonly scans: Buffer;
}

const START_OF_IMAGE = Buffer.from([0xff, 0xd8]);

function partsOf(jpeg: Buffer): Jpeg {
  const segments: Buffer[] = [];
  let at = 2;
  while (jpeg[at + 1] !== 0xda) {
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    segments.push(jpeg.subarray(at, end));
    at = end;
  }
  return { segments, scans: jpeg.subarray(at) };
}

/** Whether a segment is the frame header of a baseline or progressive JPEG. */
const isFrame = (segment: Buffer): boolean => segment[1] === 0xc0 || segment[1] === 0xc2;

/** The segments of a JPEG with this marker. */
export function segmentsOf(jpeg: Buffer, marker: number): readonly Buffer[] {
  return partsOf(jpeg).segments.filter((segment) => segment[1] === marker);
}

/** The JPEG with more segments, before or behind its frame header. */
export function withSegments(
  jpeg: Buffer,
  more: readonly Buffer[],
  where: 'before frame' | 'behind frame',
): Buffer {
  const { segments, scans } = partsOf(jpeg);
  const at = segments.findIndex(isFrame) + (where === 'behind frame' ? 1 : 0);
  return Buffer.concat([START_OF_IMAGE, ...segments.toSpliced(at, 0, ...more), scans]);
}

const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);

/** The JPEG with more bytes behind its data, before its end marker. */
export function beforeEnd(jpeg: Buffer, more: Buffer): Buffer {
  return Buffer.concat([jpeg.subarray(0, -2), more, END_OF_IMAGE]);
}

/** The JPEG up to a share of the data of its scans, with an end marker as if that were all. */
export function cutAt(jpeg: Buffer, share: number): Buffer {
  return Buffer.concat([jpeg.subarray(0, placeOf(jpeg, share)), END_OF_IMAGE]);
}

/** The JPEG with zeros from one share of the data of its scans to another. */
export function zeroed(jpeg: Buffer, from: number, to: number): Buffer {
  return Buffer.from(jpeg).fill(0, placeOf(jpeg, from), placeOf(jpeg, to));
}

function placeOf(jpeg: Buffer, share: number): number {
  const first = jpeg.length - partsOf(jpeg).scans.length + 16;
  return Math.round(first + share * (jpeg.length - 2 - first));
}

/** The JPEG with bytes that belong to no segment, behind its first segment and before its scan. */
export function withStrays(jpeg: Buffer, strays: Buffer): Buffer {
  const { segments, scans } = partsOf(jpeg);
  const [first = Buffer.alloc(0), ...rest] = segments;
  return Buffer.concat([START_OF_IMAGE, first, strays, ...rest, strays, scans]);
}

/** The JPEG with another byte at an offset in its first segment of this marker. */
export function withByte(jpeg: Buffer, marker: number, offset: number, value: number): Buffer {
  const { segments, scans } = partsOf(jpeg);
  const changed = Buffer.from(jpeg);
  const all = [...segments, scans];
  const segment = all.findIndex((bytes) => bytes[1] === marker);
  if (segment < 0) throw new Error(`there is no segment ${marker}`);
  const before = all.slice(0, segment).reduce((sum, { length }) => sum + length, 2);
  changed[before + offset] = value;
  return changed;
}

/** A progressive JPEG with the first of its scans alone, and its end marker. */
export function firstScans(jpeg: Buffer, count: number): Buffer {
  let at = jpeg.length - partsOf(jpeg).scans.length;
  for (let n = 0; n < count; n += 1) at = jpeg.indexOf(Buffer.from([0xff, 0xda]), at + 2);
  if (at < 0) throw new Error(`there are fewer than ${count + 1} scans`);
  return Buffer.concat([jpeg.subarray(0, at), END_OF_IMAGE]);
}

/** The JPEG made longer by comments, to at least so many bytes. */
export function withComments(jpeg: Buffer, bytes: number): Buffer {
  const comment = Buffer.alloc(65_537, ' ');
  comment.writeUInt32BE(0xfffeffff, 0);
  const count = Math.ceil((bytes - jpeg.length) / comment.length);
  return withSegments(jpeg, Array(count).fill(comment), 'before frame');
}

/** The JPEG whose frame header tells another size than it has. */
export function withForgedSize(jpeg: Buffer, width: number, height: number): Buffer {
  const [frame = Buffer.alloc(0)] = partsOf(jpeg).segments.filter(isFrame);
  const at = jpeg.indexOf(frame);
  const forged = Buffer.from(jpeg);
  forged.writeUInt16BE(height, at + 5);
  forged.writeUInt16BE(width, at + 7);
  return forged;
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

/** The packed pixels of a PNG, by chunk. */
export function dataOf(png: Buffer): readonly Buffer[] {
  return chunksOf(png).flatMap(({ type, data }) => (type === 'IDAT' ? [data] : []));
}

/** The PNG with one more chunk behind its header. */
export function withChunk(png: Buffer, type: string, data: Buffer): Buffer {
  const header = 8 + 25;
  return Buffer.concat([png.subarray(0, header), chunk(type, data), png.subarray(header)]);
}

/** An animated PNG of two PNGs of one size and kind. */
export function animated(first: Buffer, second: Buffer): Buffer {
  const [header, ...rest] = chunksOf(first);
  const size = header?.data.subarray(0, 8) ?? Buffer.alloc(8);
  const pixels = (png: readonly Chunk[]) => png.filter(({ type }) => type === 'IDAT');
  return Buffer.concat([
    PNG_SIGNATURE,
    chunk('IHDR', header?.data ?? size),
    chunk('acTL', numbers(2, 0)),
    chunk('fcTL', frameControl(0, size)),
    ...pixels(rest).map(({ data }) => chunk('IDAT', data)),
    chunk('fcTL', frameControl(1, size)),
    ...pixels(chunksOf(second)).map(({ data }, i) =>
      chunk('fdAT', Buffer.concat([numbers(2 + i), data])),
    ),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Half a second for a frame that covers the whole picture. */
function frameControl(sequence: number, size: Buffer): Buffer {
  return Buffer.concat([numbers(sequence), size, numbers(0, 0), Buffer.from([0, 1, 0, 2, 0, 0])]);
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, i * 4);
  return bytes;
}
