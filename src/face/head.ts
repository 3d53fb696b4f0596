import type { SeenFace } from '../domain/inspection.js';
import type { Size } from './decode.js';
import type { Box } from './image.js';

/** Side of the square, in sides of the face: the face is from eyebrows to chin, or a little more. */
const HEAD = 2;

/** Head and shoulders of a face: a square around it, moved so that it lies in the photo. */
export function headOf({ box }: SeenFace, photo: Size): Box {
  const side = Math.min(HEAD * Math.max(box.width, box.height), photo.width, photo.height);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  return {
    x: within(x - side / 2, photo.width - side),
    y: within(y - side / 2, photo.height - side),
    ...{ width: side, height: side },
  };
}

function within(at: number, most: number): number {
  return Math.min(Math.max(at, 0), most);
}
