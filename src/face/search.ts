import type { Failure } from '../domain/failures.js';
import type { Turn } from '../domain/inspection.js';
import { isFailure, type PhotoFileDecoder, type Size } from './decode.js';
import { scaled } from './detect.js';
import { chipEyeDistance } from './embed.js';
import { Pyramid, turned } from './image.js';
import { findLandmarks } from './landmarks.js';
import type { Face, SearchModels } from './locate.js';
import type { FaceModels } from './models.js';
import { findUpright } from './orientation.js';
import { USEFUL_EYE_DISTANCE } from './thumbnail.js';
import { searchTiles } from './tiles.js';
import { distance } from './transform.js';

/** The faces of a photo, in the upright picture in which they were found. */
export interface FoundFaces {
  readonly pyramid: Pyramid;
  /** Pixels of the photo per pixel of the picture. */
  readonly scale: number;
  /** Turn from the decoded photo to the picture. */
  readonly turn: Turn;
  /** Largest first; empty when there is none. */
  readonly faces: readonly Face[];
}

/** A photo at the resolution that its face needs. */
export interface SeenPhoto {
  readonly pyramid: Pyramid;
  /** Pixels of the photo per pixel of the picture. */
  readonly scale: number;
  readonly face: Face;
}

/** Side of the first decoding; the detector's view needs no more. */
const SEARCH_SIDE = 640;

/** Side of the second, for small faces: at most 17 megapixels, 67 MB. */
const TILE_SEARCH_SIDE = 4096;

/** Finds the faces of a photo in a small decoding, and in a large one only when that has none. */
export async function search(
  decoder: PhotoFileDecoder,
  size: Size,
  models: SearchModels,
): Promise<FoundFaces | Failure> {
  const longer = longerSide(size);
  const small = await decoder.decode(Math.min(SEARCH_SIDE, longer));
  if (isFailure(small)) return small;
  const upright = await findUpright(small, models, decoder.memory);
  const found = { ...upright, scale: longer / longerSide(small) };
  if (found.faces.length > 0 || found.scale === 1) return found;

  const large = await decoder.decode(Math.min(TILE_SEARCH_SIDE, longer));
  if (isFailure(large)) return large;
  const pyramid = new Pyramid(large, decoder.memory);
  const faces = await searchTiles(pyramid, models);
  return { pyramid, scale: longer / longerSide(large), turn: 0, faces };
}

/**
 * Reads the landmarks of one face again from a larger decoding, when the encoder or a thumbnail can
 * use more pixels than the picture has and the photo has them.
 */
export async function enlarge(
  decoder: PhotoFileDecoder,
  size: Size,
  { pyramid, scale, turn, faces }: FoundFaces,
  { chosen, thumbnail }: { readonly chosen: number; readonly thumbnail: boolean },
  models: FaceModels,
): Promise<SeenPhoto | Failure> {
  const face = faces[chosen] as Face;
  const [left, right] = face.landmarks.five;
  const eyes = distance(left, right);
  const chip = chipEyeDistance(models.encoder.format);
  const useful = thumbnail ? Math.max(chip, USEFUL_EYE_DISTANCE) : chip;
  if (scale === 1 || eyes >= useful) return { pyramid, scale, face };

  const wanted = Math.ceil(longerSide(size) * Math.min(1, useful / (eyes * scale)));
  const enlarged = await decoder.decode(wanted);
  if (isFailure(enlarged)) return enlarged;
  const gain = longerSide(enlarged) / longerSide(pyramid.image);
  const { memory } = decoder;
  const larger = new Pyramid(turned(enlarged, turn, memory), memory);
  const detection = scaled(face.detection, gain);
  const landmarks = await findLandmarks(larger, detection, models.landmarks);
  return { pyramid: larger, scale: scale / gain, face: { detection, landmarks } };
}

function longerSide({ width, height }: Size): number {
  return Math.max(width, height);
}
