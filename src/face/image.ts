import type { Turn } from '../domain/inspection.js';
import { type Memory, NEW_MEMORY } from './memory.js';

/**
 * A decoded picture, row by row: red in the lowest 8 bits of a pixel, then green, then blue. One
 * number per pixel, because averaging then takes a third of the steps.
 */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Int32Array;
}

/** Red and blue of a pixel; the 8 bits above each are free for a carry or factor. */
export const RED_AND_BLUE = 0xff00ff;
export const GREEN = 0x00ff00;

/** Packs a picture of one or three bytes per pixel (gray, or RGB). */
export function pack(
  bytes: Uint8Array,
  width: number,
  height: number,
  memory: Memory = NEW_MEMORY,
): Picture {
  const pixels = memory.words(width * height);
  if (bytes.length === pixels.length) {
    for (let i = 0; i < pixels.length; i += 1) pixels[i] = (bytes[i] as number) * 0x010101;
  } else {
    for (let i = 0, from = 0; i < pixels.length; i += 1, from += 3) {
      const [red, green] = [bytes[from] as number, bytes[from + 1] as number];
      pixels[i] = red | (green << 8) | ((bytes[from + 2] as number) << 16);
    }
  }
  return { width, height, pixels };
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle in pixels; x and y are its upper left corner, fractions allowed. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Halves a picture: each pixel is the mean of a 2 x 2 block. Drops an odd last row or column. */
export function halve(picture: Picture, memory: Memory = NEW_MEMORY): Picture {
  const width = Math.max(1, picture.width >> 1);
  const height = Math.max(1, picture.height >> 1);
  const source = picture.pixels;
  const pixels = memory.words(width * height);
  const right = picture.width > 1 ? 1 : 0;
  const below = picture.height > 1 ? picture.width : 0;
  for (let y = 0, to = 0; y < height; y += 1) {
    let from = 2 * y * picture.width;
    for (let x = 0; x < width; x += 1, from += 2, to += 1) {
      const nw = source[from] as number;
      const ne = source[from + right] as number;
      const sw = source[from + below] as number;
      const se = source[from + below + right] as number;
      // Sums of four bytes need 10 bits; adding 2 to each color rounds the mean.
      const outer = (nw & RED_AND_BLUE) + (ne & RED_AND_BLUE) + (sw & RED_AND_BLUE);
      const redBlue = (outer + (se & RED_AND_BLUE) + 0x020002) >> 2;
      const green = ((nw & GREEN) + (ne & GREEN) + (sw & GREEN) + (se & GREEN) + 0x0200) >> 2;
      pixels[to] = (redBlue & RED_AND_BLUE) | (green & GREEN);
    }
  }
  return { width, height, pixels };
}

/** Turns a picture clockwise. */
export function turned(picture: Picture, turn: Turn, memory: Memory = NEW_MEMORY): Picture {
  if (turn === 0) return picture;
  const { width, height } = picture;
  const source = picture.pixels;
  const pixels = memory.words(source.length);
  // Target index of the first source pixel, and the steps to its right and lower neighbor.
  const [origin, right, down] = {
    90: [height - 1, height, -1],
    180: [source.length - 1, -1, -width],
    270: [(width - 1) * height, -height, 1],
  }[turn] as [number, number, number];
  for (let y = 0, from = 0; y < height; y += 1) {
    let to = origin + y * down;
    for (let x = 0; x < width; x += 1, from += 1, to += right) pixels[to] = source[from] as number;
  }
  return turn === 180 ? { width, height, pixels } : { width: height, height: width, pixels };
}

/**
 * A picture with its halved copies, made on demand, so that a crop that shrinks the picture
 * averages pixels instead of skipping them.
 */
export class Pyramid {
  readonly #levels: Picture[];

  /** @param memory allocates the copies and crops */
  constructor(
    readonly image: Picture,
    readonly memory: Memory = NEW_MEMORY,
  ) {
    this.#levels = [image];
  }

  /** The copy to sample when one output pixel covers `scale` picture pixels, and its pixel size. */
  levelFor(scale: number): { readonly image: Picture; readonly pixelSize: number } {
    const wanted = Math.max(0, Math.round(Math.log2(scale)));
    let image = this.image;
    let level = 0;
    while (level < wanted && Math.min(image.width, image.height) > 1) {
      level += 1;
      image = this.#levels[level] ??= halve(image, this.memory);
    }
    return { image, pixelSize: 2 ** level };
  }
}
