import { coverPhoto } from '../../fixtures/draw/coverings/photo.js';
import { randomFrom } from '../../fixtures/draw/random.js';
import { Deadline } from '../../src/face/deadline.js';
import { isFailure, PhotoFileDecoder } from '../../src/face/decode.js';
import type { FaceModels } from '../../src/face/models.js';
import { search } from '../../src/face/search.js';

/** A photo with something drawn over its largest face: one of the coverings of fixtures/draw. */
export async function covered(
  bytes: Uint8Array,
  kind: string,
  seed: string,
  models: FaceModels,
): Promise<Buffer> {
  const decoder = new PhotoFileDecoder(bytes, new Deadline(60_000));
  const size = await decoder.size();
  if (isFailure(size)) throw new Error(size.message);
  const found = await search(decoder, size, models);
  if (isFailure(found)) throw new Error(found.message);
  const [face] = found.faces;
  if (!face) throw new Error('the photo shows no face');
  const { width } = found.pyramid.image;
  const mesh = face.landmarks.mesh.map(({ x, y }) => ({ x: x / width, y: y / width }));
  const shrink = Math.min(1, 1000 / Math.max(size.width, size.height));
  return coverPhoto(bytes, mesh, kind, randomFrom(seed), { shrink, turn: found.turn });
}
