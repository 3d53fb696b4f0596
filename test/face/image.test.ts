import { describe, expect, it } from 'vitest';
import { halve, Pyramid, turned } from '../../src/face/image.js';
import { distinct, packed, picture, pixel, unpacked } from '../support/images.js';

describe('halving a picture', () => {
  it('makes each pixel the rounded mean of a block of four, color by color', () => {
    const image = picture(4, 2, (x, y) => [x + 4 * y, 100, x < 2 ? 255 : 0]);
    // Red of the blocks: (0 + 1 + 4 + 5) / 4 = 2.5, (2 + 3 + 6 + 7) / 4 = 4.5.
    expect(unpacked(halve(packed(image)))).toEqual({
      width: 2,
      height: 1,
      data: Uint8Array.of(3, 100, 255, 5, 100, 0),
    });
  });

  it('leaves out an odd last row and column', () => {
    const image = picture(3, 3, (x, y) => (x === 2 || y === 2 ? [255, 255, 255] : [8, 8, 8]));
    expect(unpacked(halve(packed(image)))).toEqual({
      width: 1,
      height: 1,
      data: Uint8Array.of(8, 8, 8),
    });
  });

  it('keeps at least one pixel of a side', () => {
    const line = picture(1, 4, (_, y) => [y * 10, 0, 0]);
    expect(unpacked(halve(packed(line)))).toEqual({
      width: 1,
      height: 2,
      data: Uint8Array.of(5, 0, 0, 25, 0, 0),
    });
    const other = picture(4, 1, (x) => [x * 10, 0, 0]);
    expect(unpacked(halve(packed(other)))).toEqual({
      width: 2,
      height: 1,
      data: Uint8Array.of(5, 0, 0, 25, 0, 0),
    });
  });
});

describe('a picture turned clockwise', () => {
  const image = distinct(3, 2);

  it.each([
    [90, 2, 3, (x: number, y: number) => [y, 1 - x]],
    [180, 3, 2, (x: number, y: number) => [2 - x, 1 - y]],
    [270, 2, 3, (x: number, y: number) => [2 - y, x]],
  ] as const)('by %i degrees has its pixels there', (turn, width, height, from) => {
    const expected = picture(width, height, (x, y) => {
      const [fromX = 0, fromY = 0] = from(x, y);
      return pixel(image.data, 3, fromX, fromY) as [number, number, number];
    });
    expect(unpacked(turned(packed(image), turn))).toEqual(expected);
  });

  it('by 0 degrees is the picture', () => {
    const given = packed(image);
    expect(turned(given, 0)).toBe(given);
  });
});

describe('a pyramid', () => {
  it.each([
    [0.25, 64, 1],
    [1, 64, 1],
    [1.4, 64, 1],
    [1.5, 32, 2],
    [2, 32, 2],
    [8, 8, 8],
  ])('offers for a scale of %d a copy that is %d pixels wide', (scale, width, pixelSize) => {
    const level = new Pyramid(packed(distinct(64, 48))).levelFor(scale);
    expect([level.image.width, level.pixelSize]).toEqual([width, pixelSize]);
  });

  it('stops halving at one pixel', () => {
    const level = new Pyramid(packed(distinct(64, 4))).levelFor(1024);
    expect(level).toMatchObject({ image: { width: 16, height: 1 }, pixelSize: 4 });
  });

  it('offers the same copies whatever was asked for before', () => {
    const [fresh, used] = [
      new Pyramid(packed(distinct(64, 64))),
      new Pyramid(packed(distinct(64, 64))),
    ];
    used.levelFor(16);
    used.levelFor(2);
    expect(used.levelFor(8)).toEqual(fresh.levelFor(8));
  });
});
