import { type Failure, fail } from '../domain/failures.js';
import type { PhotoPolicy } from '../domain/sample.js';
import type { Face } from './locate.js';

/** A face narrower than this share of the dominant one is a bystander. */
const MUCH_SMALLER = 0.5;

/** A face less certain than this share is a poster, a statue or not a face. */
const FAR_LESS_CERTAIN = 0.5;

/**
 * Chooses the face to enroll: its index, or a failure. The dominant face has the greatest width
 * times certainty, and is chosen when all others are much smaller or far less certain.
 *
 * @param width of the picture in which the faces were found
 * @param scale pixels of the photo per pixel of that picture; messages use the photo's
 */
export function choose(
  faces: readonly Face[],
  policy: PhotoPolicy['multipleFaces'],
  { width, scale }: { readonly width: number; readonly scale: number },
): number | Failure {
  const chosen = policy === 'largest' ? widest(faces) : dominant(faces);
  const others = faces.filter((_, i) => i !== chosen);
  const rivals: Readonly<Record<typeof policy, readonly Face[]>> = {
    refuse: others,
    dominant: others.filter((other) => isRival(other, faces[chosen] as Face)),
    largest: [],
  };
  if (rivals[policy].length === 0) return chosen;
  const counted = faces.filter((face, i) => i === chosen || rivals[policy].includes(face));
  const places = counted.map(({ detection: { box } }) => ({
    width: Math.round(box.width * scale),
    place: placeOf((box.x + box.width / 2) / width),
  }));
  return fail('MULTIPLE_FACES', { faces: places });
}

function isRival(other: Face, taken: Face): boolean {
  return (
    widthOf(other) >= MUCH_SMALLER * widthOf(taken) &&
    certaintyOf(other) >= FAR_LESS_CERTAIN * certaintyOf(taken)
  );
}

function dominant(faces: readonly Face[]): number {
  return indexOfMost(faces, (face) => widthOf(face) * certaintyOf(face));
}

function widest(faces: readonly Face[]): number {
  return indexOfMost(faces, widthOf);
}

function indexOfMost(faces: readonly Face[], value: (face: Face) => number): number {
  const values = faces.map(value);
  return values.indexOf(Math.max(...values));
}

function widthOf({ detection }: Face): number {
  return detection.box.width;
}

function certaintyOf({ detection, landmarks }: Face): number {
  return detection.score * landmarks.presence;
}

/** Position in the photo, by thirds of its width. */
function placeOf(share: number): 'left' | 'middle' | 'right' {
  if (share < 1 / 3) return 'left';
  return share > 2 / 3 ? 'right' : 'middle';
}
