import { FlatTable } from './flat-table.js';

/** A tensor of a TensorFlow Lite model: its shape, batch first, and any constant values. */
interface TfliteTensor {
  readonly shape: readonly number[];
  /** For weights; undefined for computed tensors. */
  readonly values?: Float32Array | Int32Array;
}

/** Stride and padding of a convolution; absent for other operators. */
interface TfliteWindow {
  readonly padding: 'SAME' | 'VALID';
  /** Vertical, horizontal. */
  readonly strides: readonly [number, number];
}

/** One operation; tensors are referred to by index. */
export interface TfliteOperator {
  readonly op: string;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly window?: TfliteWindow;
}

/** The first graph of a TensorFlow Lite model, its operators in order of execution. */
export interface TfliteGraph {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** `BuiltinOperator` of TensorFlow Lite's schema: the supported ones. */
const OPERATORS: Readonly<Record<number, string>> = {
  0: 'ADD',
  3: 'CONV_2D',
  4: 'DEPTHWISE_CONV_2D',
  18: 'MUL',
  19: 'RELU',
  22: 'RESHAPE',
  41: 'SUB',
  101: 'ABS',
};

/** `TensorType`. */
const FLOAT32 = 0;
const INT32 = 2;

/** `Padding`, by index. */
const PADDINGS = ['SAME', 'VALID'] as const;

/** `ActivationFunctionType`. */
const NO_ACTIVATION = 0;

/**
 * Reads a TensorFlow Lite model. Field numbers, in the comments below, are those of TensorFlow
 * Lite's published schema, version 3 (github.com/tensorflow/tensorflow,
 * tensorflow/lite/schema/schema.fbs).
 *
 * @throws {Error} for an unsupported operator, type or option, and for a damaged file.
 */
export function readTflite(bytes: Uint8Array): TfliteGraph {
  // Model: 0 version, 1 operator_codes, 2 subgraphs, 4 buffers.
  const model = FlatTable.root(bytes, 'TFL3');
  if (model?.int(0) !== 3) throw new Error('it is no TensorFlow Lite model of version 3');
  // OperatorCode: 0 deprecated_builtin_code, 3 builtin_code; the greater one counts.
  const codes = model.tables(1).map((code) => Math.max(code.byte(0), code.int(3)));
  const [graph] = model.tables(2);
  if (!graph) throw new Error('it has no graph');
  const buffers = model.tables(4);
  // SubGraph: 0 tensors, 1 inputs, 2 outputs, 3 operators.
  return {
    tensors: graph.tables(0).map((tensor) => readTensor(tensor, buffers)),
    operators: graph.tables(3).map((operator) => readOperator(operator, codes)),
    inputs: graph.ints(1),
    outputs: graph.ints(2),
  };
}

/** Tensor: 0 shape, 1 type, 2 buffer. Buffer: 0 data. */
function readTensor(tensor: FlatTable, buffers: readonly FlatTable[]): TfliteTensor {
  const [shape, type] = [tensor.ints(0), tensor.byte(1)];
  if (type !== FLOAT32 && type !== INT32) throw new Error(`cannot read a tensor of type ${type}`);
  const data = buffers[tensor.int(2)]?.bytes(0);
  if (!data?.length) return { shape };
  const size = shape.reduce((product, side) => product * side, 1);
  if (data.length !== 4 * size) {
    throw new Error(`a tensor of the shape [${shape}] has ${data.length} bytes`);
  }
  // Copied, because a typed array of four-byte numbers needs an aligned start.
  const { buffer } = new Uint8Array(data);
  return { shape, values: type === FLOAT32 ? new Float32Array(buffer) : new Int32Array(buffer) };
}

/** Operator: 0 opcode_index, 1 inputs, 2 outputs, 4 builtin_options. */
function readOperator(operator: FlatTable, codes: readonly number[]): TfliteOperator {
  const code = codes[operator.int(0)] ?? -1;
  const op = OPERATORS[code];
  if (op === undefined) throw new Error(`cannot translate the operator ${code}`);
  const node = { op, inputs: operator.ints(1), outputs: operator.ints(2) };
  const options = operator.table(4);
  if (!options || op === 'RESHAPE') return node;
  if (op !== 'CONV_2D' && op !== 'DEPTHWISE_CONV_2D') {
    // AddOptions, MulOptions, SubOptions: 0 fused_activation_function.
    forbid(op, 'activation', options.byte(0), NO_ACTIVATION);
    return node;
  }
  // Conv2DOptions: 0 padding, 1 stride_w, 2 stride_h, 3 fused_activation_function, 4 and 5
  // dilations. DepthwiseConv2DOptions: 3 depth_multiplier, 4 activation, 5 and 6 dilations.
  const isDepthwise = op === 'DEPTHWISE_CONV_2D';
  if (isDepthwise) forbid(op, 'depth multiplier', options.int(3), 1);
  const next = isDepthwise ? 4 : 3;
  forbid(op, 'activation', options.byte(next), NO_ACTIVATION);
  forbid(op, 'dilation', options.int(next + 1, 1), 1);
  forbid(op, 'dilation', options.int(next + 2, 1), 1);
  const padding = PADDINGS[options.byte(0)];
  if (!padding) throw new Error(`${op}: unknown padding`);
  return { ...node, window: { padding, strides: [options.int(2), options.int(1)] } };
}

function forbid(op: string, what: string, value: number, usual: number): void {
  if (value !== usual) throw new Error(`cannot translate ${op} with the ${what} ${value}`);
}
