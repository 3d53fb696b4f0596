import type { Pyramid } from './image.js';
import { type Similarity, scaleOf } from './transform.js';

/**
 * Fills the part of an upright square crop outside the picture: each row with its edge pixel, then
 * the rows beyond with the edge row. Leaves crops entirely inside or outside the picture alone.
 *
 * @param square RGB result of `cropSquare`; modified
 * @param toPicture without rotation; as passed to `cropSquare`, like the other two
 */
export function repeatEdges(
  square: Uint8Array,
  toPicture: Similarity,
  side: number,
  pyramid: Pyramid,
): void {
  // Uses the level that was sampled: halving may have dropped the last rows and columns.
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

/** The range [from, end) of rows or columns of a crop whose centers lie in the picture. */
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
