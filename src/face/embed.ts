import type { AlignedFormat } from '../models/packs.js';
import type { Output } from '../models/session.js';
import { cropSquare, mirror } from './crop.js';
import type { Point, Pyramid } from './image.js';
import type { Memory } from './memory.js';
import { runOn } from './model-input.js';
import type { EncoderModel } from './models.js';
import { distance, fitSimilarity } from './transform.js';

/** Distance of the eyes in the encoder's chip, in pixels; a face with less is enlarged, which adds no detail. */
export function chipEyeDistance(format: AlignedFormat): number {
  const [left, right] = chipPoints(format);
  return distance(left as Point, right as Point);
}

/**
 * Embeds a face, aligned to the encoder's chip by its five landmarks; the result has length 1.
 * Where the encoder's format says so, the vectors of the chip and its mirror image are added, which
 * raises the TMR on LFW at FMR 1e-5 from 0.824 to 0.831 (standard) and from 0.890 to 0.901
 * (openvino), and at the promised FMR of 1e-3 from 0.82 to 0.84 (standard).
 *
 * Returns undefined when the encoder's vector has no direction (zero or not finite).
 */
export async function embed(
  pyramid: Pyramid,
  five: readonly Point[],
  encoder: EncoderModel,
): Promise<Float32Array | undefined> {
  const { format } = encoder;
  const { side } = format.input;
  const chip = cropSquare(pyramid, fitSimilarity(chipPoints(format), five), side);
  const chips = format.mirror ? withMirrored(chip, side, pyramid.memory) : chip;
  return normalize(sum(await encode(chips, encoder), format.dimensions));
}

/** A chip followed by its mirror image. */
function withMirrored(chip: Uint8Array, side: number, memory: Memory): Uint8Array {
  const both = memory.bytes(2 * chip.length);
  both.set(chip);
  mirror(chip, side, both.subarray(chip.length));
  return both;
}

/** The vectors of consecutive chips, also consecutive. */
async function encode(chips: Uint8Array, { session, format }: EncoderModel): Promise<Float32Array> {
  const { input, output, dimensions } = format;
  const { side } = input;
  const length = side * side * 3;
  const count = chips.length / length;
  if (input.layout === 'bytes') {
    const outputs = await session.run(chips, [count, side, side, 3]);
    return vectorsOf(outputs, output, count * dimensions);
  }
  // Other vendors' encoders often take one chip at a time.
  const vectors = new Float32Array(count * dimensions);
  for (let i = 0; i < count; i += 1) {
    const outputs = await runOn(session, chips.subarray(i * length, (i + 1) * length), input);
    vectors.set(vectorsOf(outputs, output, dimensions), i * dimensions);
  }
  return vectors;
}

function vectorsOf(
  outputs: ReadonlyMap<string, Output>,
  name: string | undefined,
  length: number,
): Float32Array {
  const output = name === undefined ? [...outputs.values()][0] : outputs.get(name);
  if (!output) throw new Error(`the encoder has no output ${name}`);
  if (output.values.length !== length) {
    throw new Error(`the encoder gives ${output.values.length} values, not ${length}`);
  }
  return output.values;
}

/** The sum of consecutive vectors. */
function sum(vectors: Float32Array, dimensions: number): Float32Array {
  const total = vectors.slice(0, dimensions);
  for (let i = dimensions; i < vectors.length; i += 1) {
    total[i % dimensions] = (total[i % dimensions] as number) + (vectors[i] as number);
  }
  return total;
}

function normalize(vector: Float32Array): Float32Array | undefined {
  const norm = Math.hypot(...vector);
  return Number.isFinite(norm) && norm > 0 ? vector.map((v) => v / norm) : undefined;
}

function chipPoints({ alignment }: AlignedFormat): readonly Point[] {
  return alignment.map(([x, y]) => ({ x, y }));
}
