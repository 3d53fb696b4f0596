import type { Failure } from '../domain/failures.js';
import { fail } from '../domain/failures.js';
import type { Turn } from '../domain/inspection.js';
import type { PhotoFacts, PhotoFormat } from '../domain/photo-profile.js';
import { assess } from './assess.js';
import { choose } from './choose.js';
import { isFailure, type PhotoFileDecoder, type Size } from './decode.js';
import { familyOf } from './detect.js';
import type { FaceGeometry } from './fit-values.js';
import type { Box, Point } from './image.js';
import type { Face } from './locate.js';
import { OUTLINE } from './measures/view.js';
import type { FaceModels } from './models.js';
import { photoFacts } from './photo-facts.js';
import { describeFaces } from './report.js';
import { enlarge, type SeenPhoto, search } from './search.js';
import { mean } from './transform.js';

/** What profiles limit, as it is seen in a photo. */
export interface SeenForProfile {
  /** From the photo as decoded to the upright one. */
  readonly turn: Turn;
  /** Of the upright photo. */
  readonly size: Size;
  readonly facts: PhotoFacts;
  readonly face: FaceGeometry;
  /** Boxes of the other faces. */
  readonly others: readonly Box[];
}

/** Measures a photo as imports do: `inspect` says the same of it. */
export async function see(
  decoder: PhotoFileDecoder,
  format: PhotoFormat,
  models: FaceModels,
): Promise<SeenForProfile | Failure> {
  const size = await decoder.size();
  if (isFailure(size)) return size;
  const found = await search(decoder, size, models);
  if (isFailure(found)) return found;
  if (found.faces.length === 0) return fail('FACE_NOT_FOUND', size);
  const { width } = found.pyramid.image;
  // Nobody says which of two equals the user is.
  const chosen = choose(found.faces, 'dominant', { width, scale: found.scale });
  if (typeof chosen !== 'number') return chosen;
  const photo = await enlarge(decoder, size, found, { chosen, thumbnail: false }, models);
  if (isFailure(photo)) return photo;
  const report = describeFaces(found, { format, size });
  const input = { ...photo, format, rival: 0, turned: found.turn !== 0 };
  const scores = familyOf(models.detector).scores.quality;
  const quality = assess({ ...input, scores }, ['headPoseYaw', 'headPosePitch']);
  const facts = photoFacts({ ...report, chosen, quality }, decoder.bytes.length, photo);
  return {
    turn: found.turn,
    size: { width: report.width, height: report.height },
    facts,
    face: geometryOf(photo, facts, report),
    others: report.faces.filter((_, i) => i !== chosen).map(({ box }) => box),
  };
}

/** The face in pixels of the photo, with the head that is measured. */
function geometryOf(
  { face, scale }: SeenPhoto,
  { measured }: PhotoFacts,
  { height }: Size,
): FaceGeometry {
  const [left, right] = face.landmarks.five;
  const eyes = mean([left, right]);
  const chin = (face.landmarks.mesh[OUTLINE.bottom] as Point).y * scale;
  return {
    box: boxOf(face, scale),
    eyes: { x: eyes.x * scale, y: eyes.y * scale, distance: measured.eyeDistance ?? 0 },
    crown: chin - (measured.headHeight ?? 0) * height,
    chin,
  };
}

function boxOf({ detection: { box } }: Face, scale: number): Box {
  return {
    ...{ x: box.x * scale, y: box.y * scale },
    ...{ width: box.width * scale, height: box.height * scale },
  };
}
