import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { convertOpenvinoIr } from '../../../src/models/build/openvino-ir.js';
import { ROOT } from '../../support/cli.js';
import {
  byChannel,
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
import { OpenvinoModel } from '../../support/openvino-model.js';

const PLAIN = {
  auto_pad: 'explicit',
  dilations: '1, 1',
  pads_begin: '0, 0',
  pads_end: '0, 0',
  strides: '1, 1',
};

const PICTURE: Shape = [3, 4, 5];

interface Made {
  readonly layer: string;
  readonly shape: Shape;
}

type Build = (model: OpenvinoModel, input: string) => Made;

/** An encoder whose embedding is the map that `build` makes of the picture, channel by channel. */
function encoder(build: Build): OpenvinoModel {
  const model = new OpenvinoModel();
  const { layer, shape } = build(model, model.layer('Parameter', [], [1, ...PICTURE]));
  const [channels, height, width] = shape;
  const size = channels * height * width;
  const filter = model.constant([size, channels, height, width], unitMatrix(size));
  const end = model.layer('Convolution', [layer, filter], [1, size, 1, 1], PLAIN);
  model.layer('Result', [end], []);
  return model;
}

/** Compares both pictures in one batch, and each alone, with what the formula says of BGR. */
async function expectToCompute(
  build: Build,
  formula: (map: FeatureMap) => FeatureMap,
): Promise<void> {
  const files = encoder(build);
  const model = convertOpenvinoIr('face', files.xml(), files.bin());
  const pictures = twoPictures(PICTURE);
  const expected = pictures.map((pixels) => {
    const rgb = pictureOf(pixels, PICTURE);
    return byChannel(formula(mapOf(PICTURE, (c, y, x) => rgb.at(2 - c, y, x))));
  });
  expect(new Set(expected.flat()).size).toBeGreaterThan(5);
  expect(await embeddings(model, pictures, PICTURE)).toEqual(expected);
  for (const [i, pixels] of pictures.entries()) {
    expect(await embeddings(model, [pixels], PICTURE)).toEqual([expected[i]]);
  }
}

/** Filters of 2 rows and 3 columns, with padding that differs on all sides but one. */
const WEIGHTS = numbersOf(4 * 3 * 2 * 3);
const WINDOW = { ...PLAIN, strides: '2, 1', pads_begin: '1, 2', pads_end: '1, 0' };
const FORMULA: Convolution = {
  outputs: 4,
  kernel: [2, 3],
  strides: [2, 1],
  before: [1, 2],
  size: [3, 5],
  weight: (o, c, y, x) => WEIGHTS[((o * 3 + c) * 2 + y) * 3 + x] ?? Number.NaN,
};
const SHAPE: Shape = [4, 3, 5];
const BIASES = [10, -20, 30, -40];

function convolution(model: OpenvinoModel, input: string, type = 'f32'): string {
  const filter = model.constant([4, 3, 2, 3], WEIGHTS, type);
  return model.layer('Convolution', [input, filter], [1, ...SHAPE], WINDOW);
}

/** A map of both signs, of the picture: values of 0 to 9 less 4. */
function centered(model: OpenvinoModel, input: string): string {
  const shift = model.constant([1, 3, 1, 1], [-4, -4, -4]);
  return model.layer('Add', [input, shift], [1, ...PICTURE]);
}

describe('an OpenVINO encoder', () => {
  it('takes the channels of a picture in the order blue, green, red', async () => {
    await expectToCompute(
      (_, layer) => ({ layer, shape: PICTURE }),
      (map) => map,
    );
  });

  it('convolves with the padding of each side', async () => {
    await expectToCompute(
      (model, input) => ({ layer: convolution(model, input), shape: SHAPE }),
      (map) => convolve(map, FORMULA),
    );
  });

  it.each([
    ['f32', [1, 4, 1, 1]],
    ['f32', [4, 1, 1]],
    ['f16', [1, 4, 1, 1]],
  ])('adds a bias to each channel: %s %j', async (type, sides) => {
    await expectToCompute(
      (model, input) => {
        const layer = convolution(model, input, type);
        const inputs = [layer, model.constant(sides, BIASES, type)];
        return { layer: model.layer('Add', inputs, [1, ...SHAPE]), shape: SHAPE };
      },
      (map) => convolve(map, { ...FORMULA, bias: (o) => BIASES[o] ?? Number.NaN }),
    );
  });

  it('adds a constant for each column to each column, though there are as many channels', async () => {
    const columns = [10, 20, 30, 40, 50];
    await expectToCompute(
      (model, input) => {
        const unit = model.constant([5, 3, 1, 1], numbersOf(15));
        const layer = model.layer('Convolution', [input, unit], [1, 5, 4, 5], PLAIN);
        const inputs = [layer, model.constant([1, 1, 1, 5], columns)];
        return { layer: model.layer('Add', inputs, [1, 5, 4, 5]), shape: [5, 4, 5] };
      },
      (map) => {
        const plain = convolve(map, {
          outputs: 5,
          kernel: [1, 1],
          strides: [1, 1],
          before: [0, 0],
          size: [4, 5],
          weight: (o, c) => numbersOf(15)[o * 3 + c] ?? Number.NaN,
        });
        return mapOf([5, 4, 5], (c, y, x) => plain.at(c, y, x) + (columns[x] ?? Number.NaN));
      },
    );
  });

  it('adds no bias to what else is made of a convolution', async () => {
    await expectToCompute(
      (model, input) => {
        const layer = convolution(model, input);
        const bias = model.constant([1, 4, 1, 1], BIASES);
        const sum = model.layer('Add', [layer, bias], [1, ...SHAPE]);
        return { layer: model.layer('Multiply', [sum, layer], [1, ...SHAPE]), shape: SHAPE };
      },
      (map) => each(convolve(map, FORMULA), (v, c) => (v + (BIASES[c] ?? Number.NaN)) * v),
    );
  });

  it.each([
    ['each channel for itself', 3, 1],
    ['two filters for each channel', 3, 2],
    ['one group of all', 1, 2],
  ])('convolves in groups: %s', async (_, groups, filters) => {
    const [inputs, outputs] = [3 / groups, groups * filters];
    const weights = numbersOf(outputs * inputs * 2 * 3);
    const biases = numbersOf(outputs, 3);
    await expectToCompute(
      (model, input) => {
        const filter = model.constant([groups, filters, inputs, 2, 3], weights, 'f16');
        const shape = [outputs, 3, 5] as const;
        const inner = model.layer('GroupConvolution', [input, filter], [1, ...shape], WINDOW);
        const bias = model.constant([1, outputs, 1, 1], biases);
        return { layer: model.layer('Add', [inner, bias], [1, ...shape]), shape };
      },
      (map) =>
        convolve(map, {
          ...FORMULA,
          outputs,
          groups,
          weight: (o, c, y, x) => weights[((o * inputs + c) * 2 + y) * 3 + x] ?? Number.NaN,
          bias: (o) => biases[o] ?? Number.NaN,
        }),
    );
  });

  it.each([
    ['one slope', [1], [0.25]],
    ['one slope for each channel, as a list', [3], [0.25, -2, 0]],
    ['one slope for each channel, by its axis', [1, 3, 1, 1], [0.25, -2, 0]],
    ['the same slope for each channel', [3], [0.5, 0.5, 0.5]],
  ])('bends what is below zero: %s', async (_, sides, slopes) => {
    await expectToCompute(
      (model, input) => {
        const inputs = [centered(model, input), model.constant(sides, slopes)];
        return { layer: model.layer('PReLU', inputs, [1, ...PICTURE]), shape: PICTURE };
      },
      (map) =>
        each(map, (v, c) => (v < 4 ? (v - 4) * (slopes[c] ?? slopes[0] ?? Number.NaN) : v - 4)),
    );
  });

  it('adds two maps', async () => {
    await expectToCompute(
      (model, input) => {
        const inputs = [centered(model, input), input];
        return { layer: model.layer('Add', inputs, [1, ...PICTURE]), shape: PICTURE };
      },
      (map) => each(map, (v) => 2 * v - 4),
    );
  });

  it('weighs each channel by a gate of the average over the whole map', async () => {
    const files = encoder((model, input) => {
      const whole = { ...PLAIN, kernel: '4, 5', 'exclude-pad': 'true' };
      const average = model.layer('AvgPool', [input], [1, 3, 1, 1], whole);
      const gate = model.layer('Sigmoid', [average], [1, 3, 1, 1]);
      return { layer: model.layer('Multiply', [input, gate], [1, ...PICTURE]), shape: PICTURE };
    });
    const pictures = twoPictures(PICTURE);
    const model = convertOpenvinoIr('face', files.xml(), files.bin());
    const given = await embeddings(model, pictures, PICTURE);
    for (const [i, pixels] of pictures.entries()) {
      const rgb = pictureOf(pixels, PICTURE);
      const expected = [2, 1, 0].flatMap((c) => {
        const values = byChannel(rgb).slice(c * 20, (c + 1) * 20);
        const mean = values.reduce((sum, v) => sum + v, 0) / 20;
        return values.map((v) => v / (1 + Math.exp(-mean)));
      });
      const furthest = expected.map((v, at) => Math.abs(v - (given[i]?.[at] ?? Number.NaN)));
      expect(Math.max(...furthest)).toBeLessThan(1e-5);
    }
  });

  it('is the same when its weights are a part of a larger buffer', () => {
    const files = encoder((model, input) => ({ layer: convolution(model, input), shape: SHAPE }));
    const [xml, bin] = [files.xml(), files.bin()];
    const larger = Buffer.concat([Buffer.alloc(7, 1), bin, Buffer.alloc(9, 2)]);
    const part = larger.subarray(7, 7 + bin.length);
    expect(convertOpenvinoIr('face', xml, part)).toEqual(convertOpenvinoIr('face', xml, bin));
  });
});

const SHARED = join(ROOT, '..', 'shared', 'models');
const GOLDEN = join(SHARED, 'golden-encoders.json');
const NAME = 'face-reidentification-retail-0095';

describe.skipIf(!existsSync(GOLDEN))('face-reidentification-retail-0095 (../shared/models)', () => {
  it('gives the golden figures', async () => {
    const { dims, first8, sum } = JSON.parse(readFileSync(GOLDEN, 'utf8'))[NAME];
    const xml = readFileSync(join(SHARED, `${NAME}.xml`), 'utf8');
    const model = convertOpenvinoIr(NAME, xml, readFileSync(join(SHARED, `${NAME}.bin`)));
    const pixels = Uint8Array.from({ length: 128 * 128 * 3 }, (_, i) => (i * 37) % 255);
    const [[...values] = []] = await embeddings(model, [pixels], [3, 128, 128]);
    expect(values).toHaveLength(dims);
    for (const [i, value] of first8.entries()) expect(values[i]).toBeCloseTo(value, 4);
    expect(values.reduce((total, value) => total + value, 0)).toBeCloseTo(sum, 3);
  });
});
