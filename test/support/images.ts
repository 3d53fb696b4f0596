import { type Picture, pack } from '../../src/face/image.js';

/** A picture with three bytes a pixel. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export function packed({ width, height, data }: RgbImage): Picture {
  return pack(data, width, height);
}

export function unpacked({ width, height, pixels }: Picture): RgbImage {
  const data = Uint8Array.from({ length: pixels.length * 3 }, (_, i) => {
    return (pixels[Math.floor(i / 3)] as number) >> (8 * (i % 3));
  });
  return { width, height, data };
}

type Color = readonly [number, number, number];

/** A picture whose pixel at x, y has the color that `color` tells. */
export function picture(
  width: number,
  height: number,
  color: (x: number, y: number) => Color,
): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) data.set(color(x, y), (y * width + x) * 3);
  }
  return { width, height, data };
}

/** A picture in which every pixel differs from the others. */
export function distinct(width: number, height: number): RgbImage {
  return picture(width, height, (x, y) => [x, y, (x * 7 + y * 13) % 256]);
}

/** The color of one pixel. */
export function pixel(data: Uint8Array, width: number, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

/** Mean absolute difference of two pictures of one size, in steps of 256. */
export function meanDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
}
