import type { ModelSession } from '../models/session.js';
import { cropSquare } from './crop.js';
import type { Pyramid } from './image.js';
import type { Face } from './locate.js';
import { boundsOf, squareWindow } from './transform.js';

/** Side of MiniFASNet's input. */
const INPUT_SIZE = 128;

/**
 * The crop is so many times as wide as the longer side of the face. MiniFASNet was trained
 * on 1.5 times a detector's box; the face mesh, from which the crop is taken here, is
 * smaller than such a box. AUC on 278 real and 19 recaptured photos by this factor: 0.967
 * at 1.5, 0.983 at 1.65, 0.980 at 1.8.
 */
const CROP_SCALE = 1.65;

/**
 * Whether a face was before the camera itself, and not a print or a screen of it: the
 * probability that MiniFASNetV2-SE (minivision-ai) gives its class "real", 0 to 1.
 */
export async function assessLiveness(
  pyramid: Pyramid,
  { landmarks }: Face,
  model: ModelSession,
): Promise<number> {
  const box = boundsOf(landmarks.mesh);
  const centre = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const size = Math.max(box.width, box.height) * CROP_SCALE;
  const pixels = cropSquare(pyramid, squareWindow(centre, size, 0, INPUT_SIZE), INPUT_SIZE);
  const outputs = await model.runFloats(planes(pixels), [1, 3, INPUT_SIZE, INPUT_SIZE]);
  const logits = outputs.get('output')?.values;
  if (!logits) throw new Error('the liveness model has no output named output');
  return softmaxOfFirst(logits);
}

/** Interleaved bytes as three planes of numbers from 0 to 1: red, green, blue. */
function planes(pixels: Uint8Array): Float32Array {
  const plane = pixels.length / 3;
  const values = new Float32Array(pixels.length);
  for (let i = 0, from = 0; i < plane; i += 1, from += 3) {
    values[i] = (pixels[from] as number) / 255;
    values[plane + i] = (pixels[from + 1] as number) / 255;
    values[2 * plane + i] = (pixels[from + 2] as number) / 255;
  }
  return values;
}

function softmaxOfFirst(logits: Float32Array): number {
  const most = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - most));
  return (powers[0] as number) / powers.reduce((sum, power) => sum + power, 0);
}
