import { type ModelMessage, modelMessage } from './onnx-schema.js';

/** Opset 17 with IR version 8 is supported by every runtime of recent years. */
const OPSET_VERSION = 17;
const IR_VERSION = 8;

/** TensorProto.DataType. */
export const DATA_TYPE = { float32: 1, uint8: 2, int64: 7 } as const;
const ATTRIBUTE_TYPE = { float: 1, int: 2, ints: 7 } as const;

/** Attributes of a 1x1 convolution. */
const ONE_PIXEL = { kernel_shape: [1, 1], strides: [1, 1], pads: [0, 0, 0, 0] };

/** One dimension of an input or output: a number, or a name for an open dimension. */
type Side = number | string;
type Sides = readonly Side[];

/** An integer, a list of integers, or a float, marked because 1.0 and 1 are the same in JavaScript. */
type AttributeValue = number | readonly number[] | { readonly float: number };

/**
 * Writes one ONNX graph. Values are named by strings; `node` and the constants return the name of
 * their output, so that calls nest like formulas.
 */
export class OnnxGraph {
  readonly #nodes: object[] = [];
  readonly #constants: object[] = [];
  readonly #inputs: object[] = [];
  readonly #outputs: object[] = [];
  #count = 0;

  constructor(readonly name: string) {}

  /** Declares an input. The first dimension, the batch, and all named dimensions stay open. */
  input(name: string, type: keyof typeof DATA_TYPE, shape: Sides): string {
    this.#inputs.push(valueInfo(name, DATA_TYPE[type], shape));
    return name;
  }

  /**
   * Declares the input `pixels`, uint8 [N, height, width, channels], and returns the image as
   * float32 [N, channels, height, width], with each value v of 0..255 as v * scale + shift.
   */
  pixels(
    [height, width, channels]: readonly [Side, Side, number],
    { scale, shift }: { readonly scale: number; readonly shift: number },
  ): string {
    const pixels = this.input('pixels', 'uint8', [1, height, width, channels]);
    const floats = this.node('Cast', [pixels], { to: DATA_TYPE.float32 });
    const scaled = this.node('Mul', [floats, this.#scalar(scale)]);
    const shifted = this.node('Add', [scaled, this.#scalar(shift)]);
    return this.node('Transpose', [shifted], { perm: [0, 3, 1, 2] });
  }

  /**
   * Adds a parametric ReLU with one slope for each channel of `value`, or one for all.
   *
   * Equal slopes make a leaky ReLU, which onnxruntime fuses with the preceding convolution. Others
   * are written as s * x + (1 - s) * relu(x), with 1x1 convolutions for the products: onnxruntime
   * has no PRelu in the blocked layout of its convolutions, and reorders every map before and after
   * it, which made MobileFaceNet_TF 2.8 times as slow.
   */
  parametricRelu(value: string, slopes: Float32Array): string {
    const [first = 0] = slopes;
    if (slopes.every((slope) => slope === first)) {
      return this.node('LeakyRelu', [value], { alpha: { float: first } });
    }
    const positive = this.node('Relu', [value]);
    const rest = slopes.map((slope) => 1 - slope);
    return this.node('Add', [this.#byChannel(positive, rest), this.#byChannel(value, slopes)]);
  }

  /**
   * Appends zero channels to a map, by a 1x1 convolution with an identity matrix: onnxruntime has
   * no Pad in the blocked layout (see `parametricRelu`), and later sums would leave the layout,
   * too.
   */
  moreChannels(value: string, from: number, to: number): string {
    const identity = new Float32Array(to * from);
    for (let channel = 0; channel < from; channel += 1) identity[channel * from + channel] = 1;
    const filter = this.floats(identity, [to, from, 1, 1], 'identity');
    return this.node('Conv', [value, filter], ONE_PIXEL);
  }

  /** Declares `name`, the output of a node, as a float32 output with an open batch dimension. */
  output(name: string, shape: Sides): void {
    this.#outputs.push(valueInfo(name, DATA_TYPE.float32, shape));
  }

  /** Adds a node with one output and returns that output's name (`output`, or a generated one). */
  node(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    output = this.#fresh(opType),
  ): string {
    this.#nodes.push({
      input: inputs,
      output: [output],
      name: output,
      opType,
      attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    });
    return output;
  }

  /** Adds a float32 constant, row-major. */
  floats(values: Float32Array, shape: readonly number[], label = 'weight'): string {
    return this.#constant(values, shape, DATA_TYPE.float32, label);
  }

  /** Adds a one-dimensional int64 constant, as Reshape and Pad take it. */
  integers(values: readonly number[], label = 'shape'): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.#constant(data, [values.length], DATA_TYPE.int64, label);
  }

  /**
   * Copies a model written by this class into the graph, and returns the name of its output.
   *
   * @param prefix makes the names of its values unique
   * @param input replaces its one input
   */
  include(model: Uint8Array, prefix: string, input: string): string {
    const { graph } = modelMessage().decode(model) as unknown as ModelMessage;
    const [from, ...more] = graph.input;
    if (!from || more.length > 0) {
      throw new Error(`${this.name}: ${prefix} has ${graph.input.length} inputs, it must have one`);
    }
    const [output] = graph.output;
    if (!output) throw new Error(`${this.name}: ${prefix} has no output`);
    const renamed = (name: string) => (name === from.name ? input : `${prefix}/${name}`);
    for (const node of graph.node) {
      const names = { input: node.input.map(renamed), output: node.output.map(renamed) };
      this.#nodes.push({ ...node, ...names, name: renamed(node.name) });
    }
    for (const constant of graph.initializer) {
      this.#constants.push({ ...constant, name: renamed(constant.name) });
    }
    return renamed(output.name);
  }

  /** Serializes the model. The same graph always gives the same bytes. */
  toBytes(): Uint8Array {
    const model = modelMessage();
    const message = model.fromObject({
      irVersion: IR_VERSION,
      producerName: 'faceenroll',
      opsetImport: [{ domain: '', version: OPSET_VERSION }],
      graph: {
        name: this.name,
        node: this.#nodes,
        initializer: this.#constants,
        input: this.#inputs,
        output: this.#outputs,
      },
    });
    return model.encode(message).finish();
  }

  /** Multiplies each channel of a map by its own factor. */
  #byChannel(value: string, factors: Float32Array): string {
    const filter = this.floats(factors, [factors.length, 1, 1, 1], 'factor');
    return this.node('Conv', [value, filter], { ...ONE_PIXEL, group: factors.length });
  }

  #scalar(value: number): string {
    return this.floats(Float32Array.of(value), [1], 'scalar');
  }

  #constant(
    data: Float32Array | BigInt64Array,
    shape: readonly number[],
    dataType: number,
    label: string,
  ): string {
    const size = shape.reduce((product, side) => product * side, 1);
    if (size !== data.length) {
      throw new Error(
        `${this.name}: ${label} has ${data.length} values for the shape [${shape.join(', ')}]`,
      );
    }
    const name = this.#fresh(label);
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#constants.push({ name, dims: shape, dataType, rawData });
    return name;
  }

  #fresh(label: string): string {
    this.#count += 1;
    return `${label}_${this.#count}`;
  }
}

function attribute(name: string, value: AttributeValue): object {
  if (typeof value === 'number') return { name, i: value, type: ATTRIBUTE_TYPE.int };
  if ('float' in value) return { name, f: value.float, type: ATTRIBUTE_TYPE.float };
  return { name, ints: value, type: ATTRIBUTE_TYPE.ints };
}

function valueInfo(name: string, elemType: number, [batch, ...sides]: Sides): object {
  const open = typeof batch === 'string' ? batch : 'N';
  const dim = [open, ...sides].map((side) =>
    typeof side === 'string' ? { dimParam: side } : { dimValue: side },
  );
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
