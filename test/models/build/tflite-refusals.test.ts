import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertTflite } from '../../../src/models/build/tflite.js';
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
  SUB,
  TfliteModel,
  VALID,
  type Window,
} from '../../support/tflite-model.js';

/** Of the picture, and of all maps of the encoders below. */
const SHAPE = [1, 2, 2, 3];
const PLAIN: Window = { padding: VALID, strides: [1, 1] };
const HALVES = [0.125, 0.25, 0.5];

const convert = (bytes: Uint8Array) =>
  convertTflite('face', bytes, { scale: 1 / 128, shift: -127.5 / 128 });

/** The file of an encoder whose picture, tensor 0, goes through `middle` to a vector of two numbers. */
function file(middle: (model: TfliteModel, picture: number) => number): Uint8Array {
  const model = new TfliteModel();
  const picture = model.tensor(...SHAPE);
  const map = middle(model, picture);
  const inputs = [map, model.weight([2, 2, 2, 3], Array(24).fill(1)), model.weight([2], [0, 0])];
  const pixel = model.operator(CONV_2D, inputs, [1, 1, 1, 2], convolutionOptions(PLAIN));
  return model.toBytes([picture], [model.operator(RESHAPE, [pixel], [1, 2])]);
}

/** An operator with one filter of one pixel for each channel. */
function convolution(window: Window, filter = [3, 1, 1, 3], biases = 3, made = SHAPE) {
  return file((model, picture) => {
    const size = filter.reduce((product, side) => product * side, 1);
    const inputs = [picture, model.weight(filter, Array(size).fill(1))];
    inputs.push(model.weight([biases], Array(biases).fill(1)));
    return model.operator(CONV_2D, inputs, made, convolutionOptions(window));
  });
}

function depthwise(window: Window, filter = [1, 1, 1, 3]) {
  return file((model, picture) => {
    const size = filter.reduce((product, side) => product * side, 1);
    const inputs = [picture, model.weight(filter, Array(size).fill(1)), model.weight([3], HALVES)];
    return model.operator(DEPTHWISE_CONV_2D, inputs, SHAPE, depthwiseOptions(window));
  });
}

const alone = (code: number, ...inputs: number[]) =>
  file((model, picture) => model.operator(code, inputs.length ? inputs : [picture], SHAPE));

/** The five operators of a parametric ReLU, of which some can be otherwise. */
function activation({
  halves = [3],
  ofAbs = (picture: number, _relu: number) => picture,
  ofSub = (picture: number, abs: number, _relu: number) => [picture, abs],
  result = (add: number, _relu: number) => add,
}) {
  return file((model, picture) => {
    const size = halves.reduce((product, side) => product * side, 1);
    const weights = model.weight(halves, [...HALVES, ...HALVES].slice(0, size));
    const relu = model.operator(RELU, [picture], SHAPE);
    const abs = model.operator(ABS, [ofAbs(picture, relu)], SHAPE);
    const sub = model.operator(SUB, ofSub(picture, abs, relu), SHAPE);
    const mul = model.operator(MUL, [weights, sub], SHAPE);
    return result(model.operator(ADD, [relu, mul], SHAPE), relu);
  });
}

/** A file whose picture is its own result, with other ends than an encoder has. */
function ends(inputs: readonly number[], outputs: readonly number[]): Uint8Array {
  const model = new TfliteModel();
  model.operator(RESHAPE, [model.tensor(1, 1, 1, 3)], [1, 3]);
  return model.toBytes(inputs, outputs);
}

/** A file with a second tensor of this shape, type and bytes. */
function withTensor(shape: readonly number[], bytes: number, type = 0): Uint8Array {
  return file((model, picture) => {
    model.data(shape, new Uint8Array(bytes).fill(1), type);
    return picture;
  });
}

describe('a TensorFlow Lite encoder', () => {
  it('of the operators that these tests change is accepted', () => {
    for (const bytes of [convolution(PLAIN), depthwise(PLAIN), activation({})]) {
      expect(convert(bytes).length).toBeGreaterThan(100);
    }
  });

  it.each([
    ['an operator that is not known', alone(25), 'cannot translate the operator 25'],
    ['an operator of newer files', alone(150), 'cannot translate the operator 150'],
    [
      'an activation in a convolution',
      convolution({ ...PLAIN, activation: 1 }),
      'cannot translate CONV_2D with the activation 1',
    ],
    [
      'an activation in a convolution by channels',
      depthwise({ ...PLAIN, activation: 3 }),
      'cannot translate DEPTHWISE_CONV_2D with the activation 3',
    ],
    [
      'an activation in a sum',
      file((model, i) => model.operator(ADD, [i, i], SHAPE, activationOptions(1))),
      'cannot translate ADD with the activation 1',
    ],
    [
      'a dilation across',
      convolution({ ...PLAIN, dilations: [2, 1] }),
      'cannot translate CONV_2D with the dilation 2',
    ],
    [
      'a dilation down',
      convolution({ ...PLAIN, dilations: [1, 2] }),
      'cannot translate CONV_2D with the dilation 2',
    ],
    [
      'a dilation by channels',
      depthwise({ ...PLAIN, dilations: [1, 3] }),
      'cannot translate DEPTHWISE_CONV_2D with the dilation 3',
    ],
    [
      'several filters for each channel',
      depthwise({ ...PLAIN, depthMultiplier: 2 }),
      'cannot translate DEPTHWISE_CONV_2D with the depth multiplier 2',
    ],
    [
      'a padding that is not known',
      convolution({ ...PLAIN, padding: 2 }),
      'CONV_2D: unknown padding',
    ],
    [
      'a window that does not move',
      convolution({ ...PLAIN, strides: [1, 0] }),
      'a window of 1 with the stride 0',
    ],
    [
      'a window larger than its map',
      convolution(PLAIN, [3, 3, 1, 3]),
      'a window of 3 does not fit into 2',
    ],
    [
      'filters of fewer channels than the map has',
      convolution(PLAIN, [3, 1, 1, 1]),
      'CONV_2D: a filter [3,1,1,1] for 3 channels',
    ],
    [
      'filters by channels of more channels than the map has',
      depthwise(PLAIN, [1, 1, 1, 6]),
      'DEPTHWISE_CONV_2D: a filter [1,1,1,6] for 3 channels',
    ],
    [
      'fewer biases than filters',
      convolution(PLAIN, undefined, 2),
      'CONV_2D: 2 biases for 3 channels',
    ],
    [
      'a result of another size than the file says',
      convolution(PLAIN, undefined, undefined, [1, 2, 1, 3]),
      'CONV_2D gives [2,2,3], not [2,1,3]',
    ],
    [
      'a convolution without options',
      file((model, picture) => {
        const inputs = [picture, model.weight([3, 1, 1, 3], Array(9).fill(1))];
        return model.operator(CONV_2D, [...inputs, model.weight([3], HALVES)], SHAPE);
      }),
      'CONV_2D without a window',
    ],
    ['ABS by itself', alone(ABS), 'cannot translate ABS by itself'],
    ['SUB by itself', alone(SUB, 0, 0), 'cannot translate SUB by itself'],
    ['MUL by itself', alone(MUL, 0, 0), 'cannot translate MUL by itself'],
    ['RELU by itself', alone(RELU), 'cannot translate RELU by itself'],
    ['RESHAPE in its midst', alone(RESHAPE), 'cannot translate RESHAPE of [3,2,2]'],
    [
      'a PReLU of |x| - x',
      activation({ ofSub: (picture, abs) => [abs, picture] }),
      'cannot translate RELU by itself',
    ],
    [
      'a PReLU with the magnitude of another map',
      activation({ ofAbs: (_, relu) => relu }),
      'cannot translate RELU by itself',
    ],
    [
      'a PReLU with the difference from another map',
      activation({ ofSub: (_, abs, relu) => [relu, abs] }),
      'cannot translate RELU by itself',
    ],
    [
      'a PReLU of too few slopes',
      activation({ halves: [2] }),
      'a PReLU of 2 slopes for 3 channels',
    ],
    [
      'a PReLU with slopes by rows',
      activation({ halves: [3, 1, 1] }),
      'cannot translate RELU by itself',
    ],
    [
      'a use of a part of a PReLU',
      activation({ result: (_, relu) => relu }),
      'tensor 2 is not a feature map',
    ],
    [
      'a sum with a constant',
      file((model, i) => model.operator(ADD, [i, model.weight([3], HALVES)], SHAPE)),
      'tensor 1 is not a feature map',
    ],
    [
      'a sum of maps of different sizes',
      file((model, i) => {
        const inputs = [
          i,
          model.weight([3, 2, 2, 3], Array(36).fill(1)),
          model.weight([3], HALVES),
        ];
        const window = convolutionOptions(PLAIN);
        const pixel = model.operator(CONV_2D, inputs, [1, 1, 1, 3], window);
        return model.operator(ADD, [i, pixel], SHAPE);
      }),
      'cannot add [3,2,2] and [3,1,1]',
    ],
    ['weights of 16 bits', withTensor([3], 6, 1), 'cannot read a tensor of type 1'],
    ['maps of bytes', withTensor([3], 0, 3), 'cannot read a tensor of type 3'],
    ['weights that end early', withTensor([3], 8), 'a tensor of the shape [3] has 8 bytes'],
    ['weights that are no whole numbers', withTensor([3], 11), 'a tensor of the shape [3] has 11'],
    ['no input', ends([], [1]), 'an encoder has one input, and one output that a RESHAPE makes'],
    ['two inputs', ends([0, 1], [1]), 'an encoder has one input, and one output'],
    ['two outputs', ends([0], [1, 0]), 'an encoder has one input, and one output'],
    ['an output that is its input', ends([0], [0]), 'an encoder has one input, and one output'],
    ['an input that is not in the file', ends([7], [1]), 'it takes [], no picture'],
    ['nothing in it', new Uint8Array(), 'it is no TensorFlow Lite model of version 3'],
    ['other bytes', Buffer.from('%PDF-1.7, and so on'), 'it is no TensorFlow Lite model'],
    [
      'another version',
      new TfliteModel().toBytes([], [], 2),
      'it is no TensorFlow Lite model of version 3',
    ],
  ])('with %s is refused', (_, bytes, message) => {
    expect(() => convert(bytes)).toThrow(`face: ${message}`);
  });
});

describe('a damaged TensorFlow Lite file', () => {
  const whole = activation({});
  const model = Buffer.from(convert(whole));

  /** The error of a conversion; undefined when it gave a model. */
  function errorOf(bytes: Uint8Array): { message: string; cause: unknown } | undefined {
    try {
      convert(bytes);
      return undefined;
    } catch (error) {
      return error as { message: string; cause: unknown };
    }
  }

  it('that is cut off anywhere is refused', () => {
    for (let length = 0; length < whole.length; length += 1) {
      const bytes = whole.subarray(0, length);
      // What is beyond the last number that is read may be missing.
      if (errorOf(bytes) === undefined) expect(model.equals(convert(bytes))).toBe(true);
      else expect(errorOf(bytes)?.message).toMatch(/^face: (it is no|the file is cut off)/);
    }
    expect(errorOf(whole.subarray(0, whole.length - 8))).toBeDefined();
  });

  it('gives a model, or an error in words of ours that names the model', () => {
    const property = fc.property(
      fc.nat(whole.length - 1),
      fc.oneof(fc.nat(255), fc.constantFrom(0, 127, 128, 255)),
      fc.nat(3),
      (place, value, more) => {
        const bytes = Uint8Array.from(whole).fill(value, place, place + 1 + more);
        const error = errorOf(bytes);
        if (!error) return;
        expect(error.message).toMatch(/^face: /);
        expect(error.cause).not.toBeInstanceOf(RangeError);
        expect(error.cause).not.toBeInstanceOf(TypeError);
      },
    );
    fc.assert(property, { numRuns: 1000 });
  });
});
