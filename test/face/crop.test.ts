import { describe, expect, it } from 'vitest';
import { cropSquare, mirror } from '../../src/face/crop.js';
import { Pyramid } from '../../src/face/image.js';
import { squareWindow } from '../../src/face/transform.js';
import { distinct, packed, picture, pixel } from '../support/images.js';

const IDENTITY = { a: 1, b: 0, tx: 0, ty: 0 };
const BLACK = [0, 0, 0];

describe('a square crop', () => {
  it('of the whole picture at its own size is the picture', () => {
    const image = distinct(16, 16);
    expect(cropSquare(new Pyramid(packed(image)), IDENTITY, 16)).toEqual(image.data);
  });

  it('takes the pixels of the part it is asked for', () => {
    const image = distinct(20, 10);
    const crop = cropSquare(new Pyramid(packed(image)), { ...IDENTITY, tx: 12, ty: 3 }, 4);
    for (const [x, y] of [
      [0, 0],
      [3, 0],
      [0, 3],
      [3, 3],
    ] as const) {
      expect(pixel(crop, 4, x, y)).toEqual(pixel(image.data, 20, x + 12, y + 3));
    }
  });

  it('is black outside the picture', () => {
    const white = picture(4, 4, () => [255, 255, 255]);
    const crop = cropSquare(new Pyramid(packed(white)), { ...IDENTITY, tx: -2, ty: -2 }, 8);
    const seen = Array.from({ length: 64 }, (_, i) => pixel(crop, 8, i % 8, i >> 3)[0]);
    const inside = (i: number) => i % 8 >= 2 && i % 8 < 6 && i >> 3 >= 2 && i >> 3 < 6;
    expect(seen).toEqual(seen.map((_, i) => (inside(i) ? 255 : 0)));
  });

  it('far from the picture is black', () => {
    const white = picture(4, 4, () => [255, 255, 255]);
    const crop = cropSquare(new Pyramid(packed(white)), { ...IDENTITY, tx: 1e6, ty: -1e6 }, 2);
    expect([...crop]).toEqual([...BLACK, ...BLACK, ...BLACK, ...BLACK]);
  });

  it('between pixels mixes them', () => {
    const image = picture(4, 4, (x, y) => [x * 20, y * 20, 0]);
    const crop = cropSquare(new Pyramid(packed(image)), { ...IDENTITY, tx: 0.5, ty: 0.25 }, 2);
    expect(pixel(crop, 2, 1, 1)).toEqual([30, 25, 0]);
  });

  it('turned by a quarter shows the picture turned back', () => {
    const image = distinct(8, 8);
    const turned = squareWindow({ x: 4, y: 4 }, 8, Math.PI / 2, 8);
    const crop = cropSquare(new Pyramid(packed(image)), turned, 8);
    expect(pixel(crop, 8, 0, 0)).toEqual(pixel(image.data, 8, 7, 0));
    expect(pixel(crop, 8, 7, 0)).toEqual(pixel(image.data, 8, 7, 7));
    expect(pixel(crop, 8, 2, 5)).toEqual(pixel(image.data, 8, 2, 2));
  });

  it('that shrinks the picture averages over pixels instead of skipping them', () => {
    const stripes = picture(64, 64, (x) => (x % 4 === 0 ? [252, 252, 252] : [0, 0, 0]));
    const crop = cropSquare(new Pyramid(packed(stripes)), { a: 4, b: 0, tx: 0, ty: 0 }, 16);
    expect(new Set(crop)).toEqual(new Set([63]));
  });

  it('of a picture that is one color has that color up to its edges', () => {
    const plain = picture(30, 30, () => [10, 200, 90]);
    const crop = cropSquare(new Pyramid(packed(plain)), { a: 0.2, b: 0, tx: 0, ty: 0 }, 150);
    expect(crop.every((value, i) => value === [10, 200, 90][i % 3])).toBe(true);
  });
});

function mirrorOf(square: Uint8Array, side: number): Uint8Array {
  const output = new Uint8Array(square.length);
  mirror(square, side, output);
  return output;
}

describe('a mirror image', () => {
  it('exchanges left and right, and colors stay', () => {
    const { data } = distinct(3, 3);
    const mirrored = mirrorOf(data, 3);
    for (let y = 0; y < 3; y += 1) {
      for (let x = 0; x < 3; x += 1) {
        expect(pixel(mirrored, 3, x, y)).toEqual(pixel(data, 3, 2 - x, y));
      }
    }
  });

  it('of a mirror image is the picture', () => {
    const { data } = distinct(10, 10);
    expect(mirrorOf(mirrorOf(data, 10), 10)).toEqual(data);
  });
});
