import { type Failure, fail } from '../domain/failures.js';
import type { Turn } from '../domain/inspection.js';
import { MAX_IMAGE_PIXELS, MIN_IMAGE_SIDE, PROFILE_IMAGE_SIDE } from '../domain/limits.js';
import { type Deadline, TimedOut } from './deadline.js';
import { type Picture, pack } from './image.js';
import { plainJpegHeader } from './jpeg-header.js';
import { type Memory, NEW_MEMORY } from './memory.js';
import { type StrictJpeg, strictJpeg, type ZeroTail } from './strict-jpeg.js';

// As CommonJS: Node.js would first search the sources of sharp's parts for their exports, which doubles the time that a worker takes to start.
import sharp = require('sharp');

// Each worker decodes one photo at a time; the worker pool is the parallelism.
sharp.concurrency(1);
// Every photo is seen once: libvips' cache of operations would only hold memory.
sharp.cache(false);
// Of libvips' loaders only the two that a photo may need.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng'] });

/** Width and height of a photo as it is shown, that is after its EXIF orientation. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One photo's bytes, known to be a JPEG or PNG. */
export class PhotoFileDecoder {
  /** One channel without a colour profile, as the header says. */
  #plainGrey = false;
  #hasAlpha = true;
  /** Of a JPEG that lies upright, as its header says; until that is known it may be any. */
  #longerSide = Number.POSITIVE_INFINITY;
  /** What libvips reads in place of the bytes, or why it is not worth to. */
  #strict: StrictJpeg | Failure;

  /** @param memory where decoded pictures are kept */
  constructor(
    readonly bytes: Uint8Array,
    readonly deadline: Deadline,
    readonly memory: Memory = NEW_MEMORY,
  ) {
    this.#strict = bytes[0] === 0xff ? strictJpeg(bytes) : { bytes };
  }

  /** Reads the size from the header, without decoding a pixel, and checks the limits. */
  async size(): Promise<Size | Failure> {
    if (isFailure(this.#strict)) return this.#strict;
    const size = await this.#header();
    if (isFailure(size)) return size;
    const { width, height } = size;
    if (width * height > MAX_IMAGE_PIXELS) return fail('IMAGE_TOO_MANY_PIXELS', size);
    if (Math.min(width, height) < MIN_IMAGE_SIDE) return fail('IMAGE_TOO_SMALL', size);
    const { zeros } = this.#strict;
    return (zeros && (await this.#judge(zeros, width))) ?? size;
  }

  /** Finds out what the zeros at the end are: padding, the picture's own, or what is missing. */
  async #judge(zeros: ZeroTail, width: number): Promise<Failure | undefined> {
    const decodes = async (bytes: Uint8Array): Promise<boolean> => {
      // The smallest that a JPEG can be decoded to.
      const side = { width: Math.ceil(width / 8) };
      return !isFailure(await this.#pixels(() => this.#open(bytes).resize(side)));
    };
    if (await decodes(zeros.without)) this.#strict = { bytes: zeros.without };
    else if (zeros.shortened && (await decodes(zeros.shortened))) {
      return fail('IMAGE_CORRUPT', { problem: 'the file is incomplete' });
    }
    return undefined;
  }

  async #header(): Promise<Size | Failure> {
    const plain = plainJpegHeader(this.bytes);
    if (plain && Math.min(plain.width, plain.height) > 0) {
      this.#plainGrey = plain.components === 1;
      this.#hasAlpha = false;
      this.#longerSide = Math.max(plain.width, plain.height);
      return { width: plain.width, height: plain.height };
    }
    try {
      // Reading a header decodes nothing, so it may be a picture of any size.
      const header = await sharp(this.#readable(), { limitInputPixels: false }).metadata();
      this.#plainGrey = header.space === 'b-w' && header.channels === 1 && !header.hasProfile;
      this.#hasAlpha = header.hasAlpha;
      return header.autoOrient;
    } catch (error) {
      return this.#corrupt(error);
    }
  }

  /**
   * Decodes to sRGB, upright by EXIF, its longer side at most `maxSide`. A JPEG is
   * shrunk while it is decoded, which is what makes a smaller side cheaper.
   */
  decode(maxSide: number): Promise<Picture | Failure> {
    // libvips takes a third of the time for turning grey into RGB, which is copying.
    return this.#pixels(() => this.#upright(maxSide, this.#plainGrey ? 'b-w' : 'srgb'));
  }

  /** Decodes a thumbnail, which `encodeJpeg` wrote: it is upright, sRGB and small. */
  decodeThumbnail(): Promise<Picture | Failure> {
    return this.#pixels(() => this.#open(this.#readable()));
  }

  async #pixels(open: () => sharp.Sharp): Promise<Picture | Failure> {
    if (isFailure(this.#strict)) return this.#strict;
    try {
      const { data, info } = await open()
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true });
      return pack(data, info.width, info.height, this.memory);
    } catch (error) {
      return this.#corrupt(error);
    }
  }

  /** The photo as JPEG for a badge: turned upright, sRGB, without metadata, `PROFILE_IMAGE_SIDE` at most. */
  async profileImage(turn: Turn): Promise<Uint8Array | Failure> {
    try {
      const upright = this.#upright(PROFILE_IMAGE_SIDE).rotate(turn);
      return await upright.jpeg({ quality: 85 }).toBuffer();
    } catch (error) {
      return this.#corrupt(error);
    }
  }

  /**
   * The photo as RGB bytes of a size to be looked at: upright, turned, what is transparent
   * on white. It was seen before, so that damage that was found since is drawn, too.
   */
  async toDraw(turn: Turn, { width, height }: Size): Promise<Buffer> {
    const photo = this.#open(this.bytes, 'none');
    const { data, info } = await this.#upright(Math.max(width, height), 'srgb', photo)
      .rotate(turn)
      .raw()
      .toBuffer({ resolveWithObject: true });
    const raw = { width: info.width, height: info.height, channels: info.channels };
    return sharp(data, { raw }).resize({ width, height, fit: 'fill' }).raw().toBuffer();
  }

  #upright(
    maxSide: number,
    colourspace: 'srgb' | 'b-w' = 'srgb',
    photo = this.#open(this.#readable()),
  ): sharp.Sharp {
    // Steps that change nothing still take a tenth of the time of a small photo.
    if (this.#longerSide > maxSide) {
      photo
        .autoOrient()
        .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true });
    }
    const upright = photo.toColourspace(colourspace);
    return this.#hasAlpha ? upright.flatten({ background: '#ffffff' }) : upright;
  }

  #readable(): Uint8Array {
    return isFailure(this.#strict) ? this.bytes : this.#strict.bytes;
  }

  #open(bytes: Uint8Array, failOn: 'warning' | 'none' = 'warning'): sharp.Sharp {
    this.deadline.check();
    // For libjpeg most damage is worth a warning only. What it says of oddities that cameras
    // write was taken out before.
    return sharp(bytes, { failOn, limitInputPixels: MAX_IMAGE_PIXELS }).timeout({
      seconds: this.deadline.secondsLeft,
    });
  }

  /** @throws {TimedOut} when libvips was stopped because the photo's time was up. */
  #corrupt(error: unknown): Failure {
    if (error instanceof TimedOut) throw error;
    this.deadline.check();
    return corrupt(this.bytes);
  }
}

/** A square of RGB pixels as JPEG, without metadata. */
export async function encodeJpeg(
  pixels: Uint8Array,
  { side, quality }: { readonly side: number; readonly quality: number },
): Promise<Uint8Array> {
  return (
    sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
      // A Huffman table of its own would save 4% of the bytes and take two thirds more time.
      .jpeg({ quality, optimizeCoding: false })
      .toBuffer()
  );
}

/** What stands at the end of a photo, and what begins the part that it ends. */
const JPEG_MARKS = { begin: Buffer.from([0xff, 0xda]), end: Buffer.from([0xff, 0xd9]) };
const PNG_MARKS = { begin: Buffer.from('IHDR'), end: Buffer.from('IEND') };

/**
 * libvips' own words are not told: it keeps them in one place for all threads, and those
 * of another photo that is decoded at the same time may be among them.
 */
function corrupt(bytes: Uint8Array): Failure {
  const problem = hasEnd(bytes) ? 'a part is missing or garbled' : 'the file is incomplete';
  return fail('IMAGE_CORRUPT', { problem });
}

/** A small picture inside of EXIF has its end, too, but before the photo's own beginning. */
function hasEnd(bytes: Uint8Array): boolean {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { begin, end } = whole[0] === 0x89 ? PNG_MARKS : JPEG_MARKS;
  return whole.lastIndexOf(end) > whole.lastIndexOf(begin);
}

/** Whether a step gave a failure instead of its result. */
export function isFailure(value: object): value is Failure {
  return 'code' in value;
}
