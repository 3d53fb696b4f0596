import type { Size } from './decode.js';
import type { Box } from './image.js';

/** The part of a photo without the other faces, as far as a rectangle can leave them out. */
export function roomFor(face: Box, others: readonly Box[], { width, height }: Size): Box {
  let [left, top, right, bottom] = [0, 0, width, height];
  for (const other of others) {
    const gaps = {
      left: face.x - (other.x + other.width),
      right: other.x - (face.x + face.width),
      top: face.y - (other.y + other.height),
      bottom: other.y - (face.y + face.height),
    };
    const most = Math.max(...Object.values(gaps));
    // The boxes overlap.
    if (most < 0) continue;
    if (gaps.left === most) left = Math.max(left, Math.ceil(other.x + other.width));
    else if (gaps.right === most) right = Math.min(right, Math.floor(other.x));
    else if (gaps.top === most) top = Math.max(top, Math.ceil(other.y + other.height));
    else bottom = Math.min(bottom, Math.floor(other.y));
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
