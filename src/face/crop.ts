import { GREEN, type Pyramid, RED_AND_BLUE } from './image.js';
import { type Similarity, scaleOf } from './transform.js';

/** One pixel in 16.16 fixed point, which limits a picture to 32,767 pixels a side. */
const ONE = 65536;

/**
 * Cuts a square of `side` x `side` RGB pixels out of a picture. `toPicture` maps output to picture
 * coordinates (pixel centers at .5 in both). Bilinear, on the pyramid level of the right size;
 * black outside. (Repeating edge pixels makes faces of different people alike: the encoders of
 * standard and openvino then took four to ten times as many pairs within a group for one person.)
 */
export function cropSquare(pyramid: Pyramid, toPicture: Similarity, side: number): Uint8Array {
  const { image, pixelSize } = pyramid.levelFor(scaleOf(toPicture));
  const { width, height, pixels } = image;
  const a = toPicture.a / pixelSize;
  const b = toPicture.b / pixelSize;
  const output = pyramid.memory.bytes(side * side * 3);
  for (let row = 0; row < side; row += 1) {
    // Level coordinates of the row's first pixel center, minus half a pixel for the bilinear weights.
    const x = (toPicture.a * 0.5 - toPicture.b * (row + 0.5) + toPicture.tx) / pixelSize - 0.5;
    const y = (toPicture.b * 0.5 + toPicture.a * (row + 0.5) + toPicture.ty) / pixelSize - 0.5;
    // The columns that touch the picture. Plain numbers, because pairs would be most of a photo's garbage.
    const from = clamp(Math.max(firstInside(x, a, width), firstInside(y, b, height)), side + 1);
    const end = Math.max(from, Math.min(endInside(x, a, width), endInside(y, b, height), side));
    // Integer steps of 1/65536 pixel make this loop fast.
    const stepX = Math.round(a * ONE) | 0;
    const stepY = Math.round(b * ONE) | 0;
    let px = Math.floor((x + from * a) * ONE) | 0;
    let py = Math.floor((y + from * b) * ONE) | 0;
    let to = (row * side + from) * 3;
    output.fill(0, row * side * 3, to);
    output.fill(0, (row * side + end) * 3, (row + 1) * side * 3);
    for (let column = from; column < end; column += 1) {
      const left = px >> 16;
      const top = py >> 16;
      const fx = (px >> 8) & 255;
      const fy = (py >> 8) & 255;
      // A neighbor beyond the edge repeats the edge pixel.
      const x0 = clamp(left, width);
      const x1 = clamp(left + 1, width);
      const upper = Math.imul(clamp(top, height), width);
      const lower = Math.imul(clamp(top + 1, height), width);
      const nw = pixels[upper + x0] as number;
      const ne = pixels[upper + x1] as number;
      const sw = pixels[lower + x0] as number;
      const se = pixels[lower + x1] as number;
      // Weights add up to 256, so that each color of a weighted sum fits into 16 bits.
      const wse = (fx * fy) >> 8;
      const wsw = fy - wse;
      const wne = fx - wse;
      const wnw = 256 - fx - fy + wse;
      const redBlue = weigh(RED_AND_BLUE, nw, ne, sw, se, wnw, wne, wsw, wse) + 0x800080;
      const green = weigh(GREEN, nw, ne, sw, se, wnw, wne, wsw, wse) + 0x8000;
      output[to] = redBlue >>> 8;
      output[to + 1] = green >>> 16;
      output[to + 2] = redBlue >>> 24;
      px = (px + stepX) | 0;
      py = (py + stepY) | 0;
      to += 3;
    }
  }
  return output;
}

/** Weighted sum of four pixels in the colors of `mask`, each color 8 bits higher; may wrap into the sign bit. */
function weigh(
  mask: number,
  nw: number,
  ne: number,
  sw: number,
  se: number,
  wnw: number,
  wne: number,
  wsw: number,
  wse: number,
): number {
  const above = (Math.imul(nw & mask, wnw) + Math.imul(ne & mask, wne)) | 0;
  const below = (Math.imul(sw & mask, wsw) + Math.imul(se & mask, wse)) | 0;
  return (above + below) | 0;
}

function clamp(index: number, size: number): number {
  return index < 0 ? 0 : index < size ? index : size - 1;
}

/** First column for which start + column * step is inside the picture, above -1 and below `size`. */
function firstInside(start: number, step: number, size: number): number {
  if (step === 0) return start > -1 && start < size ? 0 : Number.POSITIVE_INFINITY;
  return Math.floor((step > 0 ? -1 - start : size - start) / step) + 1;
}

/** The column after the last of them. */
function endInside(start: number, step: number, size: number): number {
  if (step === 0) return Number.POSITIVE_INFINITY;
  return Math.ceil((step > 0 ? size - start : -1 - start) / step);
}

/** Writes the mirror image (left and right swapped) of a square of RGB pixels. */
export function mirror(square: Uint8Array, side: number, output: Uint8Array): void {
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const from = (row * side + column) * 3;
      const to = (row * side + side - 1 - column) * 3;
      output[to] = square[from] as number;
      output[to + 1] = square[from + 1] as number;
      output[to + 2] = square[from + 2] as number;
    }
  }
}
