import type { Thumbnail } from '../domain/sample.js';
import { cropSquare } from './crop.js';
import { encodeJpeg } from './decode.js';
import type { Point, Pyramid } from './image.js';
import { apply, fitSimilarity, invert } from './transform.js';

/** Width and height of a thumbnail, in pixels: four times the distance of its eyes. */
const THUMBNAIL_SIDE = 256;

/**
 * Distance of the eyes in a thumbnail of a face from the front, in pixels. The chips that
 * encoders take have 53 (dlib, of 150), 47 (retail-0095, of 128) and 35 (ArcFace, of 112): with 64 a chip is made
 * smaller again, never larger.
 */
const EYE_DISTANCE = 64;

/**
 * A thumbnail is cut from a decoding with so many pixels between the eyes, where the photo has
 * them, whatever the encoder of the day needs: no known chip has more (dlib's 52.93; a little
 * below it, so that its own samples are the same with and without a thumbnail).
 */
export const USEFUL_EYE_DISTANCE = 52.9;

/** Eyes, nose tip and corners of the mouth in dlib's mean face, as shares of its width; see embed.ts. */
const MEAN_FACE = [
  [0.22549, 0.21599],
  [0.754761, 0.21599],
  [0.490127, 0.515625],
  [0.254149, 0.780233],
  [0.726104, 0.780233],
] as const;

const EYES_IN_MEAN_FACE = 0.529271;

/**
 * Where the eyes' middle lies. The chips of dlib, ArcFace and retail-0095 together reach from 1.44 eye
 * distances above it to 1.95 below, and 1.55 to either side: so they lie in the middle, with
 * 19 pixels of margin above and below and 28 at the sides, for a face whose landmarks are read
 * a little differently by another pack.
 */
const EYES_AT: Point = { x: THUMBNAIL_SIDE / 2, y: 112 };

/**
 * At this quality the embedding from the thumbnail has a cosine of 0.995 (standard), 0.993
 * (openvino) or 0.9998 (dlib) with the one from the photo, in the median over LFW; that is what
 * taking pixels from between pixels twice costs, and a higher quality gains nothing.
 */
const JPEG_QUALITY = 85;

const PLACES: readonly Point[] = MEAN_FACE.map(([x, y]) => ({
  x: EYES_AT.x + ((x - 0.490127) * EYE_DISTANCE) / EYES_IN_MEAN_FACE,
  y: EYES_AT.y + ((y - 0.21599) * EYE_DISTANCE) / EYES_IN_MEAN_FACE,
}));

/**
 * The face of a photo upright and by itself, large enough that every encoder can take its
 * chip from it again.
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
