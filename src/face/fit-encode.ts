import type { PhotoFormat, PhotoProfile } from '../domain/photo-profile.js';
import { writtenFormat } from '../domain/profile-fit.js';
import type { Deadline } from './deadline.js';
import type { RawPicture, Size } from './decode.js';
import { type Bounds, boundsOf } from './fit-bounds.js';
import { fitSize, leastScale } from './fit-size.js';
import type { FaceGeometry, Fit } from './fit-values.js';
import { sharp } from './sharp.js';

/**
 * Of 98 photos of people at 358 x 441 px, the templates of such a JPEG and of the picture that was
 * not compressed had a median similarity of 0.991 (standard) or 0.981 (openvino), and 5% had less
 * than 0.954 or 0.914. At 40, the 5% had less than 0.90: a smaller picture is better then.
 */
const LEAST_QUALITY = 50;

/** Of a JPEG without a limit on bytes: the loss is not visible. */
const BEST_QUALITY = 92;

/** Below this, every second pixel's color goes first: it costs a face less than its luminance. */
const LEAST_QUALITY_OF_FULL_COLOR = 75;

/** How much smaller than computed the next size is: bytes do not shrink quite as fast as pixels. */
const SAFETY = 0.97;

/** Bytes of a pixel that is not compressed. */
const PIXEL_BYTES = 3;

type Color = '4:4:4' | '4:2:0';

export interface EncodedPhoto {
  readonly bytes: Uint8Array;
  readonly format: PhotoFormat;
  readonly size: Size;
}

/** Encodes photos with as many bytes as a profile takes. */
export class FitEncoder {
  readonly format: PhotoFormat;
  readonly #bounds: Bounds;

  constructor(
    profile: PhotoProfile,
    readonly deadline: Deadline,
  ) {
    this.format = writtenFormat(profile);
    this.#bounds = boundsOf(profile.limits.filter(({ isAdvice }) => !isAdvice));
  }

  /**
   * Encodes a crop at its size or, where that takes too many bytes at the least quality, at the
   * largest smaller one that does not. Where the limits allow none, the result is too large.
   */
  async encode(crop: RawPicture, fit: Fit, face: FaceGeometry): Promise<EncodedPhoto> {
    const least = leastScale(fit.crop, face, this.#bounds);
    const smaller = (most: number): Size =>
      fitSize(fit.crop, face, this.#bounds, Math.max(least, most));
    let size = smaller(Math.min(fit.size.height / fit.crop.height, this.#mostScale(fit.crop)));
    for (;;) {
      const { bytes, fits } = await this.#best(await this.#scaled(crop, size));
      const { most } = this.#bytesFor(size);
      const shrunk = SAFETY * Math.min(1, Math.sqrt(most / bytes.length));
      const next = smaller((size.height / fit.crop.height) * shrunk);
      if (fits || next.height >= size.height) return { bytes, format: this.format, size };
      size = next;
    }
  }

  /** The share of its own size at which a crop has as few bytes as it must and as many as it may. */
  #mostScale({ width, height }: Size): number {
    const { bytes, compression } = this.#bounds;
    const most = (bytes?.most ?? Infinity) * (compression?.most ?? Infinity);
    return Math.sqrt((SAFETY * most) / (PIXEL_BYTES * width * height));
  }

  #bytesFor({ width, height }: Size): { readonly least: number; readonly most: number } {
    const { bytes, compression } = this.#bounds;
    const raw = PIXEL_BYTES * width * height;
    return {
      least: Math.max(bytes?.least ?? 0, raw / (compression?.most ?? Infinity)),
      most: Math.min(bytes?.most ?? Infinity, raw / Math.max(0, compression?.least ?? 0)),
    };
  }

  /** The best quality with as many bytes as may be; else the fewest bytes. */
  async #best(
    picture: RawPicture,
  ): Promise<{ readonly bytes: Uint8Array; readonly fits: boolean }> {
    const { least, most } = this.#bytesFor(picture);
    if (this.format === 'png') {
      const bytes = await this.#open(picture).png({ compressionLevel: 9 }).toBuffer();
      return { bytes, fits: bytes.length <= most };
    }
    const smallest = await this.#jpeg(picture, '4:2:0', LEAST_QUALITY);
    if (smallest.length > most) return { bytes: smallest, fits: false };
    const fullColor = await this.#bestOf(picture, '4:4:4', LEAST_QUALITY_OF_FULL_COLOR, most);
    const best = fullColor.fits
      ? fullColor
      : await this.#bestOf(picture, '4:2:0', LEAST_QUALITY, most);
    if (!best.fits || best.bytes.length >= least) return best;
    // Only a profile with a lower limit wants more bytes than a good picture has.
    const larger = await this.#bestOf(picture, '4:4:4', BEST_QUALITY, most, 100);
    return larger.fits
      ? { ...larger, fits: larger.bytes.length >= least }
      : { ...best, fits: false };
  }

  /** The highest quality that does not take too many bytes. */
  async #bestOf(
    picture: RawPicture,
    color: Color,
    lowest: number,
    most: number,
    highest = BEST_QUALITY,
  ): Promise<{ readonly bytes: Uint8Array; readonly fits: boolean }> {
    let [low, high] = [lowest, highest];
    let best = await this.#jpeg(picture, color, high);
    if (best.length <= most) return { bytes: best, fits: true };
    best = await this.#jpeg(picture, color, low);
    if (best.length > most) return { bytes: best, fits: false };
    while (high - low > 1) {
      const quality = (low + high) >> 1;
      const bytes = await this.#jpeg(picture, color, quality);
      if (bytes.length > most) high = quality;
      else [low, best] = [quality, bytes];
    }
    return { bytes: best, fits: true };
  }

  /** Sequential, since devices may know no other; trellis quantization is for every decoder. */
  #jpeg(picture: RawPicture, chromaSubsampling: Color, quality: number): Promise<Uint8Array> {
    const how = { progressive: false, optimizeCoding: true, trellisQuantisation: true };
    return this.#open(picture)
      .jpeg({ ...how, chromaSubsampling, quality })
      .toBuffer();
  }

  async #scaled(picture: RawPicture, { width, height }: Size): Promise<RawPicture> {
    if (picture.width === width && picture.height === height) return picture;
    const data = await this.#open(picture).resize({ width, height, fit: 'fill' }).raw().toBuffer();
    return { data, width, height };
  }

  #open({ data, width, height }: RawPicture): sharp.Sharp {
    this.deadline.check();
    return sharp(data, { raw: { width, height, channels: 3 } });
  }
}
