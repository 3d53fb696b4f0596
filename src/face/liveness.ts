import type { ModelSession } from '../models/session.js';
import { cropSquare } from './crop.js';
import type { Point, Pyramid } from './image.js';
import type { Face } from './locate.js';
import { runOn } from './model-input.js';
import { repeatEdges } from './repeat-edges.js';
import { boundsOf, squareWindow } from './transform.js';

const INPUT_SIZE = 128;

/** MiniFASNetV2-SE takes RGB from 0 to 1. */
const INPUT = { layout: 'planes', side: INPUT_SIZE, order: 'rgb', mean: 0, std: 255 } as const;

/**
 * Width of the crop, as a factor of the face's longer side. MiniFASNet was trained on 1.5 times a
 * detector's box; the face mesh, from which the crop is taken here, is smaller than such a box. AUC
 * on 278 real and 19 recaptured photos by this factor (mean of five crops a fraction of a pixel
 * apart): 0.983 at 1.6, 0.987 at 1.65, 0.986 at 1.7, 0.984 at 1.75 and 1.8, 0.974 at 1.9. Larger
 * factors refuse fewer of 417 head shots: 0.3% at 1.6, 0.2% at 1.65, 0.1% at 1.7, none from 1.75
 * on.
 */
const CROP_SCALE = 1.7;

/**
 * Largest shift of a crop that leaves the photo on one side, as a share of the face's longer side:
 * it then shows more of the photo, with the face still near its middle. AUC on the photos named
 * above: 0.978 without, 0.986 with it. With 0.2 or 0.3, more photos of people are refused (4 and 7
 * of 271 instead of 1).
 */
const MAX_SHIFT = 0.1;

/**
 * The probability that a face was in front of the camera, not on a print or screen, 0 to 1: class
 * "real" of MiniFASNetV2-SE (minivision-ai).
 */
export async function assessLiveness(
  pyramid: Pyramid,
  { landmarks }: Face,
  model: ModelSession,
): Promise<number> {
  const outputs = await runOn(model, livenessCrop(pyramid, landmarks.mesh), INPUT);
  const logits = outputs.get('output')?.values;
  if (!logits) throw new Error('the liveness model has no output named output');
  return softmaxOfFirst(logits);
}

/**
 * The model's crop of a photo, as 128 x 128 RGB pixels. Beyond the photo its edge pixels are
 * repeated, because black bars look like the frame of a screen: of 838 head shots cut from photos
 * of people, 30 were taken for prints with bars and 1 without; of 1,477 tight crops of LFW, 200 and
 * none. (With a mirrored edge, as in training, 8 of the 838 are refused, and 29 of 398 cut as wide
 * as the face. A crop that shrinks or moves until it lies inside shows the face too large or off
 * center.)
 */
export function livenessCrop(pyramid: Pyramid, mesh: readonly Point[]): Uint8Array {
  const { image } = pyramid;
  const box = boundsOf(mesh);
  const face = Math.max(box.width, box.height);
  const size = face * CROP_SCALE;
  const most = face * MAX_SHIFT;
  const center = {
    x: movedInside(box.x + box.width / 2, size, image.width, most),
    y: movedInside(box.y + box.height / 2, size, image.height, most),
  };
  const toPicture = squareWindow(center, size, 0, INPUT_SIZE);
  const pixels = cropSquare(pyramid, toPicture, INPUT_SIZE);
  repeatEdges(pixels, toPicture, INPUT_SIZE, pyramid);
  return pixels;
}

/**
 * The center of a window of `size` that leaves [0, length] on one side, shifted toward the other as
 * far as there is room, by at most `most`.
 */
function movedInside(middle: number, size: number, length: number, most: number): number {
  const before = middle - size / 2;
  const after = length - (middle + size / 2);
  if (before < 0 && after > 0) return middle + Math.min(-before, after, most);
  if (after < 0 && before > 0) return middle - Math.min(-after, before, most);
  return middle;
}

function softmaxOfFirst(logits: Float32Array): number {
  const most = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - most));
  return (powers[0] as number) / powers.reduce((sum, power) => sum + power, 0);
}
