import { OnnxGraph } from './onnx.js';
import { transpose } from './transpose.js';
import type { Weights } from './weights.js';

/**
 * The residual blocks of dlib's 29-layer face recognition network: the name of their weights in
 * face-api.js, and whether the block halves the image. Source: dlib's
 * examples/dnn_face_recognition_ex.cpp and face-api.js'
 * src/faceRecognitionNet/FaceRecognitionNet.ts.
 */
const BLOCKS: readonly (readonly [name: string, channels: number, down: boolean])[] = [
  ['conv32_1', 32, false],
  ['conv32_2', 32, false],
  ['conv32_3', 32, false],
  ['conv64_down', 64, true],
  ['conv64_1', 64, false],
  ['conv64_2', 64, false],
  ['conv64_3', 64, false],
  ['conv128_down', 128, true],
  ['conv128_1', 128, false],
  ['conv128_2', 128, false],
  ['conv256_down', 256, true],
  ['conv256_1', 256, false],
  ['conv256_2', 256, false],
  ['conv256_down_out', 256, true],
];

const INPUT_SIZE = 150;
const EMBEDDING_SIZE = 128;

/** Mean color (R, G, B) that dlib subtracts, and its divisor. */
const MEAN_RGB = [122.782, 117.001, 104.298] as const;
const DIVISOR = 255;

interface Map2d {
  readonly value: string;
  readonly channels: number;
  readonly size: number;
}

/**
 * Builds dlib's face encoder from the weight list of face-api.js. Input `pixels`: uint8 [N, 150,
 * 150, 3], RGB. Output `embedding`: float32 [N, 128], not normalized.
 */
export function buildDlibResnet(name: string, weights: Weights): Uint8Array {
  return new ResnetBuilder(name, weights).build();
}

class ResnetBuilder {
  readonly #graph: OnnxGraph;

  constructor(
    name: string,
    readonly weights: Weights,
  ) {
    this.#graph = new OnnxGraph(name);
  }

  build(): Uint8Array {
    const pixels = this.#graph.input('pixels', 'uint8', [1, INPUT_SIZE, INPUT_SIZE, 3]);
    const floats = this.#graph.node('Cast', [pixels], { to: 1 });
    const image = this.#graph.node('Transpose', [floats], { perm: [0, 3, 1, 2] });
    let map = this.#stem({ value: image, channels: 3, size: INPUT_SIZE });
    for (const [block, channels, down] of BLOCKS) map = this.#block(map, block, channels, down);
    const mean = this.#graph.node('GlobalAveragePool', [map.value]);
    const features = this.#graph.node('Flatten', [mean]);
    const fc = this.#weight('fc');
    const matrix = this.#graph.floats(fc.values, [map.channels, EMBEDDING_SIZE], 'fc');
    const embedding = this.#graph.node('MatMul', [features, matrix], {}, 'embedding');
    this.#graph.output(embedding, [1, EMBEDDING_SIZE]);
    return this.#graph.toBytes();
  }

  #stem(image: Map2d): Map2d {
    const map = this.#relu(this.#scaledConvolution(image, 'conv32_down', 2, 0, pixelScaling));
    const value = this.#graph.node('MaxPool', [map.value], {
      kernel_shape: [3, 3],
      strides: [2, 2],
    });
    return { ...map, value, size: Math.floor((map.size - 3) / 2) + 1 };
  }

  #block(input: Map2d, name: string, channels: number, down: boolean): Map2d {
    const first = down
      ? this.#scaledConvolution(input, `${name}/conv1`, 2, 0)
      : this.#scaledConvolution(input, `${name}/conv1`, 1, 1);
    const body = this.#scaledConvolution(this.#relu(first), `${name}/conv2`, 1, 1);
    const shortcut = down ? this.#averagePool(input) : input;
    const size = Math.max(body.size, shortcut.size);
    const sum = this.#graph.node('Add', [
      this.#grow(body, channels, size),
      this.#grow(shortcut, channels, size),
    ]);
    return this.#relu({ value: sum, channels, size });
  }

  /**
   * A convolution with its scale layer folded in:
   * scale * (w * x + b) + shift = (scale * w) * x + (scale * b + shift).
   */
  #scaledConvolution(
    input: Map2d,
    name: string,
    stride: number,
    pad: number,
    fold: (filter: Float32Array, bias: Float32Array) => void = () => {},
  ): Map2d {
    const filters = this.#weight(`${name}/conv/filters`);
    const [kernel = 0, , inputChannels = 0, channels = 0] = filters.shape;
    const filter = transpose(filters, [3, 2, 0, 1]);
    const bias = Float32Array.from(this.#weight(`${name}/conv/bias`).values);
    fold(filter, bias);
    const scale = this.#weight(`${name}/scale/weights`).values;
    const shift = this.#weight(`${name}/scale/biases`).values;
    const perChannel = filter.length / channels;
    for (let i = 0; i < filter.length; i += 1) {
      filter[i] = at(filter, i) * at(scale, Math.floor(i / perChannel));
    }
    for (let c = 0; c < channels; c += 1) bias[c] = at(bias, c) * at(scale, c) + at(shift, c);

    const shape = [channels, inputChannels, kernel, kernel];
    const value = this.#graph.node(
      'Conv',
      [
        input.value,
        this.#graph.floats(filter, shape, 'filter'),
        this.#graph.floats(bias, [channels], 'bias'),
      ],
      { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: [pad, pad, pad, pad] },
    );
    return { value, channels, size: Math.floor((input.size + 2 * pad - kernel) / stride) + 1 };
  }

  #averagePool(input: Map2d): Map2d {
    const value = this.#graph.node('AveragePool', [input.value], {
      kernel_shape: [2, 2],
      strides: [2, 2],
    });
    return { ...input, value, size: Math.floor((input.size - 2) / 2) + 1 };
  }

  /** Appends zero channels, and zero rows and columns at the bottom and right. */
  #grow(map: Map2d, channels: number, size: number): string {
    const [extraChannels, extra] = [channels - map.channels, size - map.size];
    if (extraChannels === 0 && extra === 0) return map.value;
    const pads = this.#graph.integers([0, 0, 0, 0, 0, extraChannels, extra, extra], 'pads');
    return this.#graph.node('Pad', [map.value, pads]);
  }

  #relu(map: Map2d): Map2d {
    return { ...map, value: this.#graph.node('Relu', [map.value]) };
  }

  #weight(name: string) {
    const weight = this.weights.get(name);
    if (!weight) throw new Error(`${this.#graph.name}: no weight named ${name}`);
    return weight;
  }
}

/**
 * Folds (x - mean) / 255 into the first convolution, so that the model takes raw pixels: w' = w /
 * 255, b' = b - sum(w' * mean). Exact because that convolution has no padding.
 */
function pixelScaling(filter: Float32Array, bias: Float32Array): void {
  const perOutput = filter.length / bias.length;
  const perInput = perOutput / MEAN_RGB.length;
  for (let output = 0; output < bias.length; output += 1) {
    let offset = 0;
    for (let i = 0; i < perOutput; i += 1) {
      const index = output * perOutput + i;
      const scaled = at(filter, index) / DIVISOR;
      offset += scaled * (MEAN_RGB[Math.floor(i / perInput)] ?? 0);
      filter[index] = scaled;
    }
    bias[output] = at(bias, output) - offset;
  }
}

function at(values: Float32Array, index: number): number {
  return values[index] ?? 0;
}
