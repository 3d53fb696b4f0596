/** A decoded picture: 8-bit RGB, row by row, three bytes a pixel. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle in pixels; x and y are its left upper corner, fractions allowed. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Half the size of a picture: each pixel is the mean of a 2 x 2 block; an odd last row or column is left out. */
export function halve(image: RgbImage): RgbImage {
  const width = Math.max(1, image.width >> 1);
  const height = Math.max(1, image.height >> 1);
  const source = image.data;
  const stride = image.width * 3;
  const data = new Uint8Array(width * height * 3);
  const right = image.width > 1 ? 3 : 0;
  const below = image.height > 1 ? stride : 0;
  let to = 0;
  for (let y = 0; y < height; y += 1) {
    let from = 2 * y * stride;
    for (let x = 0; x < width; x += 1, from += 6) {
      for (let c = 0; c < 3; c += 1, to += 1) {
        const i = from + c;
        const sum =
          (source[i] as number) +
          (source[i + right] as number) +
          (source[i + below] as number) +
          (source[i + below + right] as number);
        data[to] = (sum + 2) >> 2;
      }
    }
  }
  return { width, height, data };
}

/**
 * A picture with its halved copies, made when first asked for, so that a crop
 * that shrinks the picture averages over pixels instead of skipping them.
 */
export class Pyramid {
  readonly #levels: RgbImage[];

  constructor(readonly image: RgbImage) {
    this.#levels = [image];
  }

  /** The copy to sample from when one output pixel covers `scale` picture pixels, and the size of its pixels. */
  levelFor(scale: number): { readonly image: RgbImage; readonly pixelSize: number } {
    const wanted = Math.max(0, Math.round(Math.log2(scale)));
    let image = this.image;
    let level = 0;
    while (level < wanted && Math.min(image.width, image.height) > 1) {
      level += 1;
      image = this.#levels[level] ??= halve(image);
    }
    return { image, pixelSize: 2 ** level };
  }
}
