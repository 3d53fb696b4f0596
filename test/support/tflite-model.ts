import { Builder } from 'flatbuffers';

/** Numbers of operators in TensorFlow Lite's schema. */
export const ADD = 0;
export const CONV_2D = 3;
export const DEPTHWISE_CONV_2D = 4;
export const MUL = 18;
export const RELU = 19;
export const RESHAPE = 22;
export const SUB = 41;
export const ABS = 101;

export const SAME = 0;
export const VALID = 1;

const FLOAT32 = 0;

/** Writes a field of a table at its place; nothing of one that keeps its default. */
type Field = ((builder: Builder, place: number) => void) | undefined;

const byte = (value: number) => (builder: Builder, place: number) =>
  builder.addFieldInt8(place, value, 0);
const int = (value: number) => (builder: Builder, place: number) =>
  builder.addFieldInt32(place, value, 0);
const offset = (value: number) => (builder: Builder, place: number) =>
  builder.addFieldOffset(place, value, 0);

export interface Window {
  readonly padding: number;
  /** Vertical, horizontal. */
  readonly strides: readonly [number, number];
  readonly activation?: number;
  /** Horizontal, vertical, in the order of the file. */
  readonly dilations?: readonly [number, number];
  readonly depthMultiplier?: number;
}

/** Conv2DOptions of TensorFlow Lite's schema, in the order of their places. */
export function convolutionOptions(window: Window): Field[] {
  const { padding, strides, activation = 0, dilations = [] } = window;
  const steps = dilations.map(int);
  return [byte(padding), int(strides[1]), int(strides[0]), byte(activation), ...steps];
}

/** DepthwiseConv2DOptions. */
export function depthwiseOptions({ depthMultiplier = 1, ...window }: Window): Field[] {
  const [padding, width, height, ...rest] = convolutionOptions(window);
  return [padding, width, height, int(depthMultiplier), ...rest];
}

/** Options of ADD, MUL and SUB. */
export function activationOptions(activation: number): Field[] {
  return [byte(activation)];
}

interface Tensor {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
  readonly type: number;
}

interface Operator {
  readonly code: number;
  readonly inputs: readonly number[];
  readonly output: number;
  readonly options: readonly Field[] | undefined;
}

/** A TensorFlow Lite model in the making; tensors are named by the numbers that are returned. */
export class TfliteModel {
  readonly #tensors: Tensor[] = [];
  readonly #operators: Operator[] = [];

  /** What is computed. */
  tensor(...shape: readonly number[]): number {
    return this.data(shape, new Uint8Array());
  }

  /** A constant of float32. */
  weight(shape: readonly number[], values: readonly number[]): number {
    return this.data(shape, new Uint8Array(Float32Array.from(values).buffer));
  }

  /** A tensor with these bytes. */
  data(shape: readonly number[], data: Uint8Array, type = FLOAT32): number {
    return this.#tensors.push({ shape, data, type }) - 1;
  }

  /** An operator that makes a tensor of this shape. */
  operator(
    code: number,
    inputs: readonly number[],
    shape: readonly number[],
    options?: readonly Field[],
  ): number {
    const output = this.tensor(...shape);
    this.#operators.push({ code, inputs, output, options });
    return output;
  }

  /** The file: Model, OperatorCode, SubGraph, Tensor, Buffer and Operator of the schema. */
  toBytes(inputs: readonly number[], outputs: readonly number[], version = 3): Uint8Array {
    const builder = new Builder();
    // Also what is as its default is written, so that damage can reach it.
    builder.forceDefaults(true);
    const codes = [...new Set(this.#operators.map(({ code }) => code))];
    const buffers = this.#tensors.map(({ data }) =>
      table(builder, [data.length ? offset(builder.createByteVector(data)) : undefined]),
    );
    const tensors = this.#tensors.map(({ shape, type }, i) =>
      table(builder, [offset(numbers(builder, shape)), byte(type), int(i)]),
    );
    const operators = this.#operators.map(({ code, inputs: taken, output, options }) => {
      const [given, made] = [numbers(builder, taken), numbers(builder, [output])];
      const detail = options ? offset(table(builder, options)) : undefined;
      return table(builder, [
        int(codes.indexOf(code)),
        offset(given),
        offset(made),
        undefined,
        detail,
      ]);
    });
    const [given, made] = [numbers(builder, inputs), numbers(builder, outputs)];
    const [tensorList, operatorList] = [list(builder, tensors), list(builder, operators)];
    const graph = table(builder, [tensorList, given, made, operatorList].map(offset));
    // The number twice, as in new files; the first place has no room for more than 127.
    const operatorCodes = codes.map((code) =>
      table(builder, [byte(Math.min(code, 127)), undefined, undefined, int(code)]),
    );
    const [codeList, graphList] = [list(builder, operatorCodes), list(builder, [graph])];
    const bufferList = offset(list(builder, buffers));
    const parts = [int(version), offset(codeList), offset(graphList), undefined, bufferList];
    builder.finish(table(builder, parts), 'TFL3');
    return builder.asUint8Array();
  }
}

function table(builder: Builder, fields: readonly Field[]): number {
  builder.startObject(fields.length);
  for (const [place, write] of fields.entries()) write?.(builder, place);
  return builder.endObject();
}

function numbers(builder: Builder, values: readonly number[]): number {
  builder.startVector(4, values.length, 4);
  for (const value of values.toReversed()) builder.addInt32(value);
  return builder.endVector();
}

function list(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4);
  for (const place of offsets.toReversed()) builder.addOffset(place);
  return builder.endVector();
}
