import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropSquare } from '../../src/face/crop.js';
import { Pyramid } from '../../src/face/image.js';
import { repeatEdges } from '../../src/face/repeat-edges.js';
import { squareWindow } from '../../src/face/transform.js';
import { distinct, packed, picture, pixel, type RgbImage } from '../support/images.js';

/** An upright crop of a picture, and the same with its edges repeated. */
function crops(image: RgbImage, center: { x: number; y: number }, size: number, side: number) {
  const pyramid = new Pyramid(packed(image));
  const toPicture = squareWindow(center, size, 0, side);
  const plain = cropSquare(pyramid, toPicture, side);
  const repeated = Uint8Array.from(plain);
  repeatEdges(repeated, toPicture, side, pyramid);
  return { plain, repeated };
}

describe('a crop that leaves the picture', () => {
  it('goes on with the pixels at the edges, and with the corners beyond two edges', () => {
    const image = distinct(6, 4);
    const { repeated } = crops(image, { x: 3, y: 2 }, 10, 10);
    for (let y = 0; y < 10; y += 1) {
      for (let x = 0; x < 10; x += 1) {
        const [u, v] = [Math.min(5, Math.max(0, x - 2)), Math.min(3, Math.max(0, y - 3))];
        expect(pixel(repeated, 10, x, y)).toEqual(pixel(image.data, 6, u, v));
      }
    }
  });

  it('on one side alone keeps all that lies in the picture', () => {
    const image = distinct(20, 20);
    const { plain, repeated } = crops(image, { x: 3, y: 10 }, 8, 8);
    for (let y = 0; y < 8; y += 1) {
      expect(pixel(repeated, 8, 0, y)).toEqual(pixel(image.data, 20, 0, y + 6));
      for (let x = 1; x < 8; x += 1) {
        expect(pixel(repeated, 8, x, y)).toEqual(pixel(plain, 8, x, y));
      }
    }
  });

  it('has no black in it, however large the picture is and wherever it leaves it', () => {
    const sides = fc.integer({ min: 1, max: 300 });
    const shares = fc.double({ min: 0, max: 1, noNaN: true });
    const sizes = fc.double({ min: 1, max: 2000, noNaN: true });
    fc.assert(
      fc.property(sides, sides, shares, shares, sizes, (width, height, right, down, size) => {
        const gray = picture(width, height, () => [90, 90, 90]);
        const center = { x: right * width, y: down * height };
        const { repeated } = crops(gray, center, size, 16);
        // As long as the picture has two rows and columns in the crop.
        fc.pre(size / 8 <= Math.min(width, height));
        expect(new Set(repeated)).toEqual(new Set([90]));
      }),
    );
  });
});

describe('a crop that does not leave the picture', () => {
  it('stays as it is, as does one that shows nothing of it', () => {
    for (const center of [
      { x: 15, y: 15 },
      { x: 500, y: 15 },
      { x: 15, y: -500 },
    ]) {
      const { plain, repeated } = crops(distinct(30, 30), center, 20, 16);
      expect(repeated).toEqual(plain);
    }
  });
});
