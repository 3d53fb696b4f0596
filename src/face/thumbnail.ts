import { THUMBNAIL_SIDE } from '../domain/limits.js';
import type { Thumbnail } from '../domain/sample.js';
import { cropSquare } from './crop.js';
import { encodeJpeg } from './decode.js';
import type { Point, Pyramid } from './image.js';
import { apply, fitSimilarity, invert } from './transform.js';

/**
 * Eye distance in the thumbnail of a frontal face, in pixels: a quarter of its side. The chips of encoders have 53 (dlib,
 * of 150), 47 (retail-0095, of 128) and 35 (ArcFace, of 112), so a chip shrinks the thumbnail and
 * never enlarges it.
 */
const EYE_DISTANCE = 64;

/**
 * Eye distance, in pixels, of the decoding that a thumbnail is cut from, where the photo has it,
 * whatever the current encoder: no known chip has more (dlib has 52.93; slightly less, so that
 * dlib's samples are the same with and without a thumbnail).
 */
export const USEFUL_EYE_DISTANCE = 52.9;

/** Eyes, nose tip and mouth corners of dlib's mean face, as shares of its width; see embed.ts. */
const MEAN_FACE = [
  [0.22549, 0.21599],
  [0.754761, 0.21599],
  [0.490127, 0.515625],
  [0.254149, 0.780233],
  [0.726104, 0.780233],
] as const;

const EYES_IN_MEAN_FACE = 0.529271;

/**
 * Midpoint of the eyes. The chips of dlib, ArcFace and retail-0095 together span 1.44 eye distances
 * above it, 1.95 below and 1.55 to each side, so this centers them, with margins of 19 pixels above
 * and below and 28 at the sides for packs that read the landmarks slightly differently.
 */
const EYES_AT: Point = { x: THUMBNAIL_SIDE / 2, y: 112 };

/**
 * At this quality the embeddings of thumbnail and photo have a median cosine over LFW of 0.995
 * (standard), 0.993 (openvino) or 0.9998 (dlib). The loss comes from resampling twice; a higher
 * quality gains nothing.
 */
const JPEG_QUALITY = 85;

const PLACES: readonly Point[] = MEAN_FACE.map(([x, y]) => ({
  x: EYES_AT.x + ((x - 0.490127) * EYE_DISTANCE) / EYES_IN_MEAN_FACE,
  y: EYES_AT.y + ((y - 0.21599) * EYE_DISTANCE) / EYES_IN_MEAN_FACE,
}));

/**
 * Cuts out a face, upright and large enough for every encoder to take its chip from again.
 *
 * @param five the face's landmarks in the picture
 */
export async function makeThumbnail(pyramid: Pyramid, five: readonly Point[]): Promise<Thumbnail> {
  const toPicture = fitSimilarity(PLACES, five);
  const jpeg = await encodeJpeg(cropSquare(pyramid, toPicture, THUMBNAIL_SIDE), {
    side: THUMBNAIL_SIDE,
    quality: JPEG_QUALITY,
  });
  const back = invert(toPicture);
  return { jpeg, landmarks: five.map((point) => apply(back, point)) };
}
