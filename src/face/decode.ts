import { type Failure, fail } from '../domain/failures.js';
import type { Turn } from '../domain/inspection.js';
import { MAX_IMAGE_PIXELS, MIN_IMAGE_SIDE, PROFILE_IMAGE_SIDE } from '../domain/limits.js';
import type { PhotoEdit } from '../domain/review.js';
import { corrupt } from './corrupt.js';
import { type Deadline, TimedOut } from './deadline.js';
import { type Box, type Picture, pack } from './image.js';
import { plainJpegHeader } from './jpeg-header.js';
import { type Memory, NEW_MEMORY } from './memory.js';
import { sharp } from './sharp.js';
import { type StrictJpeg, strictJpeg, type ZeroTail } from './strict-jpeg.js';

/** A photo that was cropped is compressed once more: at this quality the loss is not visible. */
const EDITED_QUALITY = 95;

/** Width and height of a photo as shown, after its EXIF orientation. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** RGB, a byte for each. */
export interface RawPicture extends Size {
  readonly data: Uint8Array;
}

/** Decodes one photo, known to be a JPEG or PNG. */
export class PhotoFileDecoder {
  /** Whether the header has one channel and no color profile. */
  #plainGray = false;
  #hasAlpha = true;
  /** From the header of an upright JPEG; infinite while unknown. */
  #longerSide = Number.POSITIVE_INFINITY;
  /** Bytes for libvips to read instead, or why the photo is not decoded. */
  #strict: StrictJpeg | Failure;

  /** @param memory allocates decoded pictures */
  constructor(
    readonly bytes: Uint8Array,
    readonly deadline: Deadline,
    readonly memory: Memory = NEW_MEMORY,
  ) {
    this.#strict = bytes[0] === 0xff ? strictJpeg(bytes) : { bytes };
  }

  /** Reads the size from the header, without decoding, and checks the limits. */
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

  /** Determines what trailing zeros are: padding, image data, or a missing part. */
  async #judge(zeros: ZeroTail, width: number): Promise<Failure | undefined> {
    const decodes = async (bytes: Uint8Array): Promise<boolean> => {
      // The smallest scale of JPEG decoding.
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
      this.#plainGray = plain.components === 1;
      this.#hasAlpha = false;
      this.#longerSide = Math.max(plain.width, plain.height);
      return { width: plain.width, height: plain.height };
    }
    try {
      // Safe for any size: reading a header decodes nothing.
      const header = await sharp(this.#readable(), { limitInputPixels: false }).metadata();
      this.#plainGray = header.space === 'b-w' && header.channels === 1 && !header.hasProfile;
      this.#hasAlpha = header.hasAlpha;
      return header.autoOrient;
    } catch (error) {
      return this.#corrupt(error);
    }
  }

  /**
   * Decodes to sRGB, upright by EXIF, its longer side at most `maxSide` pixels. A JPEG is shrunk
   * while decoding, which makes smaller sides cheaper.
   */
  decode(maxSide: number): Promise<Picture | Failure> {
    // For gray, libvips would spend a third of its time on copying channels.
    return this.#pixels(() => this.#upright(maxSide, this.#plainGray ? 'b-w' : 'srgb'));
  }

  /** Decodes a thumbnail from `encodeJpeg`, which is upright, sRGB and small. */
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

  /** The photo as JPEG for a badge: upright, sRGB, no metadata, at most `PROFILE_IMAGE_SIDE` pixels. */
  async profileImage(turn: Turn): Promise<Uint8Array | Failure> {
    try {
      const upright = this.#upright(PROFILE_IMAGE_SIDE).rotate(turn);
      return await upright.jpeg({ quality: 85 }).toBuffer();
    } catch (error) {
      return this.#corrupt(error);
    }
  }

  /**
   * The photo turned and cropped, as JPEG: upright by EXIF, sRGB, no metadata, with all pixels that
   * the crop leaves.
   *
   * @param size as `size()` gave it
   */
  async edited({ turn, crop }: PhotoEdit, size: Size): Promise<Uint8Array | Failure> {
    const isOnItsSide = turn === 90 || turn === 270;
    const { width, height } = isOnItsSide ? { width: size.height, height: size.width } : size;
    try {
      const region = crop && pixelsOf(crop, { width, height });
      return await this.#cut(turn, region).jpeg({ quality: EDITED_QUALITY }).toBuffer();
    } catch (error) {
      return this.#corrupt(error);
    }
  }

  /**
   * A rectangle of the photo with all its pixels: upright by EXIF, then turned, sRGB.
   *
   * @param region whole pixels of the turned photo
   */
  async cut(turn: Turn, { x: left, y: top, width, height }: Box): Promise<RawPicture | Failure> {
    try {
      const data = await this.#cut(turn, { left, top, width, height }).raw().toBuffer();
      return { data, width, height };
    } catch (error) {
      return this.#corrupt(error);
    }
  }

  #cut(turn: Turn, region: sharp.Region | undefined): sharp.Sharp {
    const upright = this.#open(this.#readable()).autoOrient().rotate(turn);
    const cropped = region ? upright.extract(region) : upright;
    const plain = this.#hasAlpha ? cropped.flatten({ background: '#ffffff' }) : cropped;
    return plain.toColourspace('srgb');
  }

  /**
   * The photo as RGB bytes for display: upright, turned, transparency on white. Tolerates damage,
   * which was reported before.
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
    // Skipped when they change nothing: they would still take a tenth of a small photo's time.
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
    // Warnings count as errors, because libjpeg reports most damage as a warning. Those about
    // camera oddities are prevented beforehand.
    return sharp(bytes, { failOn, limitInputPixels: MAX_IMAGE_PIXELS }).timeout({
      seconds: this.deadline.secondsLeft,
    });
  }

  /** @throws {TimedOut} when libvips stopped at the time limit. */
  #corrupt(error: unknown): Failure {
    if (error instanceof TimedOut) throw error;
    this.deadline.check();
    return corrupt(this.bytes);
  }
}

/** The pixels of a crop, at least one each way. */
function pixelsOf(crop: Required<PhotoEdit>['crop'], { width, height }: Size): sharp.Region {
  const left = Math.min(width - 1, Math.round(crop.left * width));
  const top = Math.min(height - 1, Math.round(crop.top * height));
  const right = Math.round((crop.left + crop.width) * width);
  const bottom = Math.round((crop.top + crop.height) * height);
  return {
    ...{ left, top },
    width: Math.max(1, Math.min(width, right) - left),
    height: Math.max(1, Math.min(height, bottom) - top),
  };
}

/** Encodes a square of RGB pixels as JPEG, without metadata. */
export async function encodeJpeg(
  pixels: Uint8Array,
  { side, quality }: { readonly side: number; readonly quality: number },
): Promise<Uint8Array> {
  return (
    sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
      // Optimized Huffman tables would save 4% of the bytes and take two thirds more time.
      .jpeg({ quality, optimizeCoding: false })
      .toBuffer()
  );
}

/** Distinguishes a failure from a result. */
export function isFailure(value: object): value is Failure {
  return 'code' in value;
}
