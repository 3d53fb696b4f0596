import { describe, expect, it } from 'vitest';
import { convertTflite } from '../../../src/models/build/tflite.js';
import {
  byPixel,
  type Convolution,
  convolve,
  each,
  embeddings,
  type FeatureMap,
  mapOf,
  numbersOf,
  pictureOf,
  type Shape,
  twoPictures,
  unitMatrix,
} from '../../support/feature-map.js';
import {
  ABS,
  ADD,
  activationOptions,
  CONV_2D,
  convolutionOptions,
  DEPTHWISE_CONV_2D,
  depthwiseOptions,
  MUL,
  RELU,
  RESHAPE,
  SAME,
  SUB,
  TfliteModel,
  VALID,
  type Window,
} from '../../support/tflite-model.js';

/** Pixels of 0 to 9 become numbers of both signs. */
const SCALING = { scale: 2, shift: -9 };
const PLAIN: Window = { padding: VALID, strides: [1, 1] };

interface Made {
  readonly tensor: number;
  readonly shape: Shape;
}

type Build = (model: TfliteModel, input: number) => Made;

const sides = ([channels, height, width]: Shape) => [1, height, width, channels];

/** An encoder whose embedding is the map that `build` makes of the picture, pixel by pixel. */
function encoder(picture: Shape, build: Build): Uint8Array {
  const model = new TfliteModel();
  const input = model.tensor(...sides(picture));
  const { tensor, shape } = build(model, input);
  const [channels, height, width] = shape;
  const size = channels * height * width;
  const filter = model.weight([size, height, width, channels], unitMatrix(size));
  const bias = model.weight([size], numbersOf(size).fill(0));
  const window = convolutionOptions(PLAIN);
  const pixel = model.operator(CONV_2D, [tensor, filter, bias], [1, 1, 1, size], window);
  return model.toBytes([input], [model.operator(RESHAPE, [pixel], [1, size])]);
}

/** Compares both pictures in one batch, and each alone, with what the formula says. */
async function expectToCompute(
  picture: Shape,
  build: Build,
  formula: (map: FeatureMap) => FeatureMap,
): Promise<void> {
  const model = convertTflite('face', encoder(picture, build), SCALING);
  const pictures = twoPictures(picture);
  const expected = pictures.map((pixels) =>
    byPixel(formula(each(pictureOf(pixels, picture), (v) => 2 * v - 9))),
  );
  expect(new Set(expected.flat()).size).toBeGreaterThan(5);
  expect(await embeddings(model, pictures, picture)).toEqual(expected);
  for (const [i, pixels] of pictures.entries()) {
    expect(await embeddings(model, [pixels], picture)).toEqual([expected[i]]);
  }
}

/** relu(x) + w * (x - |x|), as converters wrote a parametric ReLU in 2018. */
function parametricRelu(model: TfliteModel, { tensor, shape }: Made, halves: number[]): Made {
  const weights = model.weight([halves.length], halves);
  const [relu, abs] = [RELU, ABS].map((code) => model.operator(code, [tensor], sides(shape)));
  const plain = activationOptions(0);
  const sub = model.operator(SUB, [tensor, abs ?? -1], sides(shape), plain);
  const mul = model.operator(MUL, [weights, sub], sides(shape), plain);
  return { shape, tensor: model.operator(ADD, [relu ?? -1, mul], sides(shape), plain) };
}

describe('a TensorFlow Lite encoder', () => {
  // Of 5 rows and 4 columns. SAME puts the odd row or column of zeros behind.
  it.each([
    ['SAME', SAME, [1, 1], [1, 1], [5, 4]],
    ['SAME, by 2 down', SAME, [2, 1], [1, 1], [3, 4]],
    ['SAME, by 2 across', SAME, [1, 2], [1, 0], [5, 2]],
    ['VALID', VALID, [1, 1], [0, 0], [3, 2]],
    ['VALID, by 2 down', VALID, [2, 1], [0, 0], [2, 2]],
  ] as const)('convolves as TensorFlow does: %s', async (_, padding, strides, before, size) => {
    const [weights, biases] = [numbersOf(3 * 3 * 3 * 2), [10, -20, 30]];
    const formula: Convolution = {
      outputs: 3,
      kernel: [3, 3],
      strides,
      before,
      size,
      weight: (o, c, y, x) => weights[((o * 3 + y) * 3 + x) * 2 + c] ?? Number.NaN,
      bias: (o) => biases[o] ?? Number.NaN,
    };
    const build: Build = (model, input) => {
      const filter = model.weight([3, 3, 3, 2], weights);
      const inputs = [input, filter, model.weight([3], biases)];
      const options = convolutionOptions({ padding, strides });
      const shape = [3, ...size] as const;
      return { tensor: model.operator(CONV_2D, inputs, sides(shape), options), shape };
    };
    await expectToCompute([2, 5, 4], build, (map) => convolve(map, formula));
  });

  it('convolves each channel with its own filter', async () => {
    // Filters of 2 rows and 3 columns, so that rows and columns cannot change places unseen.
    const [weights, biases] = [numbersOf(2 * 3 * 3), [1, 2, 3]];
    const formula: Convolution = {
      outputs: 3,
      groups: 3,
      kernel: [2, 3],
      strides: [2, 2],
      before: [0, 0],
      size: [2, 2],
      weight: (o, _, y, x) => weights[(y * 3 + x) * 3 + o] ?? Number.NaN,
      bias: (o) => biases[o] ?? Number.NaN,
    };
    const build: Build = (model, input) => {
      const inputs = [input, model.weight([1, 2, 3, 3], weights), model.weight([3], biases)];
      const options = depthwiseOptions({ padding: SAME, strides: [2, 2] });
      const tensor = model.operator(DEPTHWISE_CONV_2D, inputs, [1, 2, 2, 3], options);
      return { tensor, shape: [3, 2, 2] };
    };
    await expectToCompute([3, 4, 4], build, (map) => convolve(map, formula));
  });

  it.each([
    ['one slope for each channel', [0.125, 0, -0.5]],
    ['equal slopes', [0.125, 0.125, 0.125]],
    ['one slope for all', [0.125]],
  ])('reads five operators as a parametric ReLU: %s', async (_, halves) => {
    const build: Build = (model, tensor) =>
      parametricRelu(model, { tensor, shape: [3, 2, 3] }, halves);
    await expectToCompute([3, 2, 3], build, (map) =>
      each(map, (v, c) => Math.max(v, 0) + (halves[c] ?? halves[0] ?? 0) * (v - Math.abs(v))),
    );
  });

  it('adds a map that an earlier step made', async () => {
    const build: Build = (model, tensor) => {
      const shape = [2, 3, 2] as const;
      const bent = parametricRelu(model, { tensor, shape }, [0.25, 0.5]);
      return { tensor: model.operator(ADD, [tensor, bent.tensor], sides(shape)), shape };
    };
    await expectToCompute([2, 3, 2], build, (map) =>
      mapOf([2, 3, 2], (c, y, x) => {
        const v = map.at(c, y, x);
        return v < 0 ? v + v * (c === 0 ? 0.5 : 1) : 2 * v;
      }),
    );
  });

  it('has one vector for each picture, as long as the file says', async () => {
    const bytes = encoder([3, 2, 2], (_, tensor) => ({ tensor, shape: [3, 2, 2] }));
    const [first] = twoPictures([3, 2, 2]);
    const model = convertTflite('face', bytes, { scale: 1, shift: 0 });
    expect(await embeddings(model, [first], [3, 2, 2])).toEqual([[...first]]);
  });
});
