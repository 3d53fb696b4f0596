import type { Pyramid } from './image.js';
import { type Similarity, scaleOf } from './transform.js';

/** One pixel in the fixed-point numbers of the inner loop: a picture may have 32,767 pixels a side. */
const ONE = 65536;

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
  for (let row = 0; row < side; row += 1) {
    // Level coordinates of this row's first pixel centre, minus the half pixel of bilinear weights.
    const x = (toPicture.a * 0.5 - toPicture.b * (row + 0.5) + toPicture.tx) / pixelSize - 0.5;
    const y = (toPicture.b * 0.5 + toPicture.a * (row + 0.5) + toPicture.ty) / pixelSize - 0.5;
    const [from, end] = inside(x, a, width, inside(y, b, height, [0, side]));
    // Steps of 1/65536 of a pixel: integers are what makes this loop fast.
    const stepX = Math.round(a * ONE);
    const stepY = Math.round(b * ONE);
    let px = Math.floor((x + from * a) * ONE);
    let py = Math.floor((y + from * b) * ONE);
    let to = (row * side + from) * 3;
    for (let column = from; column < end; column += 1, px += stepX, py += stepY, to += 3) {
      const left = px >> 16;
      const top = py >> 16;
      const fx = (px >> 8) & 255;
      const fy = (py >> 8) & 255;
      // A neighbour beyond the edge repeats the edge pixel.
      const x0 = clamp(left, width) * 3;
      const x1 = clamp(left + 1, width) * 3;
      const upper = clamp(top, height) * stride;
      const lower = clamp(top + 1, height) * stride;
      const [nw, ne, sw, se] = [upper + x0, upper + x1, lower + x0, lower + x1];
      output[to] = blend(data, nw, ne, sw, se, fx, fy);
      output[to + 1] = blend(data, nw + 1, ne + 1, sw + 1, se + 1, fx, fy);
      output[to + 2] = blend(data, nw + 2, ne + 2, sw + 2, se + 2, fx, fy);
    }
  }
  return output;
}

/** The value between four bytes, by weights in 1/256. */
function blend(
  data: Uint8Array,
  nw: number,
  ne: number,
  sw: number,
  se: number,
  fx: number,
  fy: number,
): number {
  const west = data[nw] as number;
  const southWest = data[sw] as number;
  const above = (west << 8) + ((data[ne] as number) - west) * fx;
  const below = (southWest << 8) + ((data[se] as number) - southWest) * fx;
  return ((above << 8) + (below - above) * fy + 32768) >> 16;
}

function clamp(index: number, size: number): number {
  return index < 0 ? 0 : index < size ? index : size - 1;
}

/**
 * The part [from, end) of a range of columns in which start + column * step lies within
 * the picture, that is above -1 and below `size`.
 */
function inside(
  start: number,
  step: number,
  size: number,
  [from, end]: readonly [number, number],
): readonly [number, number] {
  if (step === 0) return start > -1 && start < size ? [from, end] : [0, 0];
  const [first, last] = [(-1 - start) / step, (size - start) / step];
  return [
    Math.max(from, Math.floor(Math.min(first, last)) + 1),
    Math.min(end, Math.ceil(Math.max(first, last))),
  ];
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
