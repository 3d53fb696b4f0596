import type { Pyramid } from './image.js';
import { type Similarity, scaleOf } from './transform.js';

/**
 * Cuts a square of `side` x `side` RGB pixels out of a picture. `toPicture` carries
 * output pixel coordinates to picture coordinates (both with pixel centres at .5).
 * Bilinear on the pyramid level of the right size; outside the picture it is black.
 */
export function cropSquare(pyramid: Pyramid, toPicture: Similarity, side: number): Uint8Array {
  const { image, pixelSize } = pyramid.levelFor(scaleOf(toPicture));
  const { width, height, data } = image;
  const a = toPicture.a / pixelSize;
  const b = toPicture.b / pixelSize;
  const stride = width * 3;
  const output = new Uint8Array(side * side * 3);
  let to = 0;
  for (let row = 0; row < side; row += 1) {
    // Level coordinates of this row's first pixel centre, minus the half pixel of bilinear weights.
    let x = (toPicture.a * 0.5 - toPicture.b * (row + 0.5) + toPicture.tx) / pixelSize - 0.5;
    let y = (toPicture.b * 0.5 + toPicture.a * (row + 0.5) + toPicture.ty) / pixelSize - 0.5;
    for (let column = 0; column < side; column += 1, x += a, y += b, to += 3) {
      if (x <= -1 || y <= -1 || x >= width || y >= height) continue;
      const left = Math.floor(x);
      const top = Math.floor(y);
      // Weights in 1/256, so that the sums stay integers.
      const fx = ((x - left) * 256) | 0;
      const fy = ((y - top) * 256) | 0;
      // A neighbour beyond the edge repeats the edge pixel.
      const x0 = Math.max(left, 0) * 3;
      const x1 = Math.min(left + 1, width - 1) * 3;
      const y0 = Math.max(top, 0) * stride;
      const y1 = Math.min(top + 1, height - 1) * stride;
      const [i00, i10, i01, i11] = [y0 + x0, y0 + x1, y1 + x0, y1 + x1];
      for (let c = 0; c < 3; c += 1) {
        const upperLeft = data[i00 + c] as number;
        const lowerLeft = data[i01 + c] as number;
        const upper = upperLeft * 256 + ((data[i10 + c] as number) - upperLeft) * fx;
        const lower = lowerLeft * 256 + ((data[i11 + c] as number) - lowerLeft) * fx;
        output[to + c] = (upper * 256 + (lower - upper) * fy + 32768) >> 16;
      }
    }
  }
  return output;
}

/** The mirror image (left and right exchanged) of a square of RGB pixels. */
export function mirror(square: Uint8Array, side: number): Uint8Array {
  const output = new Uint8Array(square.length);
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const from = (row * side + column) * 3;
      const to = (row * side + side - 1 - column) * 3;
      output[to] = square[from] as number;
      output[to + 1] = square[from + 1] as number;
      output[to + 2] = square[from + 2] as number;
    }
  }
  return output;
}
