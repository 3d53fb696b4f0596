import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { SNIFF_BYTES, sniff } from '../domain/photo-format.js';
import { unfinishedPhoto } from './photo-name.js';

/** Where the end of a photo is looked for: behind it cameras put little. */
const TAIL_BYTES = 65_536;

/** A JPEG has fewer segments before its pixels. */
const MOST_SEGMENTS = 1000;

/**
 * Whether a file may be all there is to come, by its first and last bytes; its pixels are not
 * decoded. Not whole is one that is empty, that cannot be opened, that stands for a photo that is
 * still on its way, and a JPEG or PNG without an end.
 */
export async function isWholePhoto(path: string | Buffer): Promise<boolean> {
  if (unfinishedPhoto(basename(String(path)))) return false;
  let file: FileHandle | undefined;
  try {
    // Opening a pipe would block without O_NONBLOCK.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const { size } = await file.stat();
    return size > 0 && (await isWhole(file, size));
  } catch {
    return false;
  } finally {
    await file?.close();
  }
}

async function isWhole(file: FileHandle, size: number): Promise<boolean> {
  const head = await bytesAt(file, 0, SNIFF_BYTES);
  const { photo } = sniff(head);
  if (photo === 'png') return (await tailOf(file, size, 0)).includes('IEND', 0, 'latin1');
  // Some programs give a file its size before its content.
  if (photo === undefined) return head.some((byte) => byte !== 0);
  const pixels = await pixelsOf(file, size);
  return pixels !== undefined && (await tailOf(file, size, pixels)).includes(END_OF_JPEG);
}

const END_OF_JPEG = Buffer.from([0xff, 0xd9]);

/** Where the pixels of a JPEG begin: a thumbnail before them has an end of its own. */
async function pixelsOf(file: FileHandle, size: number): Promise<number | undefined> {
  let at = 2;
  for (let n = 0; n < MOST_SEGMENTS && at + 4 <= size; n += 1) {
    const segment = await bytesAt(file, at, 4);
    const [mark, kind] = segment;
    if (segment.length < 4 || mark !== 0xff) return undefined;
    if (kind === 0xda) return at;
    // A fill byte before the mark.
    at += kind === 0xff ? 1 : 2 + segment.readUInt16BE(2);
  }
  return undefined;
}

function tailOf(file: FileHandle, size: number, from: number): Promise<Buffer> {
  return bytesAt(file, Math.max(from, size - TAIL_BYTES), TAIL_BYTES);
}

async function bytesAt(file: FileHandle, position: number, most: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(most), 0, most, position);
  return buffer.subarray(0, bytesRead);
}
