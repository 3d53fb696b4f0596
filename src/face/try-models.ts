import { detectFaces } from './detect.js';
import { embed } from './embed.js';
import { Pyramid } from './image.js';
import type { FaceModels } from './models.js';

/** Side of the blank test picture, in pixels. */
const SIDE = 256;

/**
 * Runs the detector and encoder on a blank picture.
 *
 * @throws {Error} when one does not take or return what its pack says.
 */
export async function tryModels({ detector, encoder }: FaceModels): Promise<void> {
  const pixels = new Int32Array(SIDE * SIDE);
  const pyramid = new Pyramid({ width: SIDE, height: SIDE, pixels });
  await detectFaces(pyramid, detector, 0);
  const five = encoder.format.alignment.map(([x, y]) => ({ x, y }));
  await embed(pyramid, five, encoder);
}
