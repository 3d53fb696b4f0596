import { WeightFileError } from '../sources/weight-file-error.js';

/** One named tensor of a TensorFlow.js weight file, as float32 in row-major order. */
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export type Weights = ReadonlyMap<string, Weight>;

/** Maps a pixel value v in 0..255 to the model's input: v * scale + shift. */
export interface InputScaling {
  readonly scale: number;
  readonly shift: number;
}

/** An entry of TensorFlow.js' `weightsManifest`. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly quantization?: {
    readonly dtype: 'uint8' | 'float16';
    readonly scale?: number;
    readonly min?: number;
  };
}

/**
 * Splits a TensorFlow.js weight file into its tensors and dequantizes them. Format:
 * github.com/tensorflow/tfjs, tfjs-core/src/io/io_utils.ts, `decodeWeights`.
 */
export function decodeWeights(specs: readonly WeightSpec[], bytes: Uint8Array): Weights {
  const described = specs.reduce((sum, spec) => sum + sizeOf(spec) * decoder(spec).bytesEach, 0);
  if (described !== bytes.byteLength) {
    throw new WeightFileError(
      `the weight list describes ${described} bytes, the file has ${bytes.byteLength}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const spec of specs) {
    const size = sizeOf(spec);
    const { bytesEach, read } = decoder(spec);
    const values = new Float32Array(size);
    for (let i = 0; i < size; i += 1) values[i] = read(view, offset + i * bytesEach);
    weights.set(spec.name, { shape: spec.shape, values });
    offset += size * bytesEach;
  }
  return weights;
}

function sizeOf({ shape }: WeightSpec): number {
  return shape.reduce((product, side) => product * side, 1);
}

interface Decoder {
  readonly bytesEach: number;
  readonly read: (view: DataView, offset: number) => number;
}

function decoder(spec: WeightSpec): Decoder {
  const quantization = spec.quantization;
  if (quantization?.dtype === 'uint8') {
    const { scale = 1, min = 0 } = quantization;
    return { bytesEach: 1, read: (view, offset) => view.getUint8(offset) * scale + min };
  }
  if (quantization?.dtype === 'float16') {
    return { bytesEach: 2, read: (view, offset) => float16(view.getUint16(offset, true)) };
  }
  if (spec.dtype === 'int32') {
    return { bytesEach: 4, read: (view, offset) => view.getInt32(offset, true) };
  }
  return { bytesEach: 4, read: (view, offset) => view.getFloat32(offset, true) };
}

/** IEEE 754 half precision: 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits. */
export function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -14 * (fraction / 1024);
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}
