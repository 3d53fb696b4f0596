import { type Failure, fail } from '../domain/failures.js';
import type { PhotoPolicy } from '../domain/sample.js';
import type { Face } from './locate.js';

/** A face less than half as wide as the dominant one is a bystander in the background. */
const MUCH_SMALLER = 0.5;

/** One that is less than half as certain is a poster, a statue, or no face at all. */
const FAR_LESS_CERTAIN = 0.5;

/**
 * The face to enroll among the faces of a photo, as an index, or why there is none to
 * choose. The dominant face is the one whose width times certainty is greatest; it is
 * taken when every other face is much smaller or far less certain.
 *
 * @param width of the picture that the faces were found in.
 * @param scale pixels of the photo for a pixel of the picture; the message counts in the photo's.
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

/** Where in the photo, by thirds of its width. */
function placeOf(share: number): 'left' | 'middle' | 'right' {
  if (share < 1 / 3) return 'left';
  return share > 2 / 3 ? 'right' : 'middle';
}
