import type { PixelInput } from '../models/manifest.js';
import type { ModelSession, Output } from '../models/session.js';

/** Runs a model on one square picture, given as row-major RGB bytes, in the layout that it takes. */
export function runOn(
  session: ModelSession,
  pixels: Uint8Array,
  input: PixelInput,
): Promise<ReadonlyMap<string, Output>> {
  const { side } = input;
  if (input.layout === 'bytes') return session.run(pixels, [1, side, side, 3]);
  return session.runFloats(planes(pixels, input), [1, 3, side, side]);
}

/** Converts interleaved RGB bytes to three planes of numbers. */
function planes(
  pixels: Uint8Array,
  { order, mean, std }: Extract<PixelInput, { layout: 'planes' }>,
): Float32Array {
  const plane = pixels.length / 3;
  const values = new Float32Array(pixels.length);
  const scaled = Float32Array.from({ length: 256 }, (_, value) => (value - mean) / std);
  for (let channel = 0; channel < 3; channel += 1) {
    let to = (order === 'rgb' ? channel : 2 - channel) * plane;
    for (let from = channel; from < pixels.length; from += 3, to += 1) {
      values[to] = scaled[pixels[from] as number] as number;
    }
  }
  return values;
}
