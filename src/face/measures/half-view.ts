import { scaleOf } from '../transform.js';
import { type FaceView, meshPoint, OUTLINE, VIEW_SIDE } from './view.js';

/** Side of the half view, in pixels; its eye distance is 25 px. */
export const HALF_SIDE = VIEW_SIDE / 2;

/** A view's luminance at half size: each pixel is the mean of a 2 x 2 block, 0 to 255. */
export function halfOf({ luminance }: FaceView): Float32Array {
  const half = new Float32Array(HALF_SIDE * HALF_SIDE);
  for (let y = 0, to = 0; y < HALF_SIDE; y += 1) {
    let from = 2 * y * VIEW_SIDE;
    for (let x = 0; x < HALF_SIDE; x += 1, to += 1, from += 2) {
      const above = (luminance[from] as number) + (luminance[from + 1] as number);
      const below =
        (luminance[from + VIEW_SIDE] as number) + (luminance[from + VIEW_SIDE + 1] as number);
      half[to] = (above + below) / 4;
    }
  }
  return half;
}

/**
 * A half view smoothed with weights 1, 2, 1 against noise and JPEG block borders. Leaves a rim of
 * one pixel unchanged.
 */
export function smoothed(half: Float32Array): Float32Array {
  return along(along(half, 1), HALF_SIDE);
}

function along(from: Float32Array, step: number): Float32Array {
  const to = from.slice();
  for (let y = 1; y < HALF_SIDE - 1; y += 1) {
    const end = (y + 1) * HALF_SIDE - 1;
    for (let i = y * HALF_SIDE + 1; i < end; i += 1) {
      const around = (from[i - step] as number) + (from[i + step] as number);
      to[i] = (from[i] as number) / 2 + around / 4;
    }
  }
  return to;
}

/**
 * Indices of half-view pixels in an ellipse on the face, far enough from the edges of view and
 * photo for their neighbors to be inside both.
 *
 * @param across half the ellipse's width, as a share of the face's
 * @param down half its height, as a share of the face's from hairline to chin
 */
export function ellipseOn(view: FaceView, across: number, down: number): Uint16Array {
  const [top, bottom] = [meshPoint(view, OUTLINE.top).y, meshPoint(view, OUTLINE.bottom).y];
  const [left, right] = [meshPoint(view, OUTLINE.left).x, meshPoint(view, OUTLINE.right).x];
  // Pixel centers are at .5, and a pixel of the half view covers two of the view.
  const [cx, cy] = [(left + right) / 4 - 0.5, (top + bottom) / 4 - 0.5];
  const [rx, ry] = [(across / 2) * Math.abs(right - left), (down / 2) * Math.abs(bottom - top)];
  const isInPhoto = photoOf(view);
  const inside = new Uint16Array(HALF_SIDE * HALF_SIDE);
  let count = 0;
  for (let y = NEIGHBORS; y < HALF_SIDE - NEIGHBORS; y += 1) {
    const half = rx * Math.sqrt(Math.max(0, 1 - ((y - cy) / ry) ** 2));
    const end = Math.min(HALF_SIDE - NEIGHBORS - 1, Math.floor(cx + half));
    for (let x = Math.max(NEIGHBORS, Math.ceil(cx - half)); x <= end; x += 1) {
      if (!isInPhoto(x, y)) continue;
      inside[count] = y * HALF_SIDE + x;
      count += 1;
    }
  }
  return inside.subarray(0, count);
}

/** Pixels across and down, either way, that a measurement at a pixel uses. */
const NEIGHBORS = 4;
/** Distance of the furthest of them, in pixels of the half view. */
const REACH = 5;

/** Whether a pixel of the half view and its neighbors lie in the photo; the view is black beyond it. */
function photoOf({ toPicture, input }: FaceView): (x: number, y: number) => boolean {
  const { width, height } = input.pyramid.image;
  const { a, b, tx, ty } = toPicture;
  const margin = 2 * REACH * scaleOf(toPicture);
  return (x, y) => {
    const [u, v] = [2 * x + 1, 2 * y + 1];
    const [px, py] = [a * u - b * v + tx, b * u + a * v + ty];
    return px >= margin && py >= margin && px <= width - margin && py <= height - margin;
  };
}
