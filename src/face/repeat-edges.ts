import type { Pyramid } from './image.js';
import { type Similarity, scaleOf } from './transform.js';

/**
 * Fills what of an upright square crop lies outside the picture: each row goes on with the
 * pixel at its edge, and the rows beyond the picture repeat the one at its edge. A crop that lies
 * within the picture stays as it is; one that lies beside it altogether, too.
 *
 * @param square what `cropSquare` gave, RGB; it is changed
 * @param toPicture as `cropSquare` had it, without a turn; the other two likewise
 */
export function repeatEdges(
  square: Uint8Array,
  toPicture: Similarity,
  side: number,
  pyramid: Pyramid,
): void {
  // The level that was read: halving may have left out the last rows and columns of the picture.
  const { image, pixelSize } = pyramid.levelFor(scaleOf(toPicture));
  const [left, right] = within(toPicture.tx, toPicture.a, image.width * pixelSize, side);
  const [top, bottom] = within(toPicture.ty, toPicture.a, image.height * pixelSize, side);
  if (left >= right || top >= bottom) return;
  const bytes = side * 3;
  if (left > 0 || right < side) {
    for (let row = top; row < bottom; row += 1) {
      const line = square.subarray(row * bytes, (row + 1) * bytes);
      repeatPixel(line, left, 0, left);
      repeatPixel(line, right - 1, right, side);
    }
  }
  for (let row = 0; row < top; row += 1) {
    square.copyWithin(row * bytes, top * bytes, (top + 1) * bytes);
  }
  for (let row = bottom; row < side; row += 1) {
    square.copyWithin(row * bytes, (bottom - 1) * bytes, bottom * bytes);
  }
}

/** The part [from, end) of the rows or columns of a crop whose middle lies in the picture. */
function within(
  shift: number,
  step: number,
  size: number,
  side: number,
): readonly [from: number, end: number] {
  const at = (place: number) => Math.ceil((place - shift) / step - 0.5);
  return [Math.max(0, at(0)), Math.min(side, at(size))];
}

/** Copies one RGB pixel of a line to the pixels [from, end). */
function repeatPixel(line: Uint8Array, pixel: number, from: number, end: number): void {
  const [red, green, blue] = line.subarray(pixel * 3, pixel * 3 + 3) as unknown as number[];
  for (let to = from * 3; to < end * 3; to += 3) {
    line[to] = red as number;
    line[to + 1] = green as number;
    line[to + 2] = blue as number;
  }
}
