import { OnnxGraph } from './onnx.js';
import { parametricRelus } from './prelu.js';
import { slidingWindow } from './sliding-window.js';
import { readTflite, type TfliteGraph, type TfliteOperator } from './tflite-file.js';
import { transpose } from './transpose.js';
import type { InputScaling, Weight } from './weights.js';

/** A feature map between two operators: its ONNX name and its size, [channels, height, width]. */
interface FeatureMap {
  readonly value: string;
  readonly shape: readonly [channels: number, height: number, width: number];
}

/**
 * Translates a TensorFlow Lite encoder to ONNX. Input `pixels`: uint8 [N, side, side, 3],
 * RGB. Output `embedding`: float32 [N, dimensions], not normalised.
 *
 * TensorFlow Lite keeps images as [N, height, width, channels], ONNX as [N, channels, height,
 * width]: weights are transposed here once. Batch norms are folded into the weights already.
 *
 * @throws {Error} for an operator, or a use of one, that this reader does not know.
 */
export function convertTflite(name: string, bytes: Uint8Array, scaling: InputScaling): Uint8Array {
  return new GraphWalk(name, readTflite(bytes), scaling).walk();
}

class GraphWalk {
  readonly #graph: OnnxGraph;
  readonly #maps = new Map<number, FeatureMap>();

  constructor(
    name: string,
    readonly model: TfliteGraph,
    readonly scaling: InputScaling,
  ) {
    this.#graph = new OnnxGraph(name);
  }

  walk(): Uint8Array {
    const { inputs, outputs, operators } = this.model;
    for (const input of inputs) this.#maps.set(input, this.#input(input));
    const slopes = parametricRelus(this.model);
    for (const operator of operators) this.#translate(operator, slopes);
    if (inputs.length !== 1 || outputs.length !== 1) {
      throw new Error(`${this.#graph.name}: an encoder has one input and one output`);
    }
    return this.#graph.toBytes();
  }

  #translate(operator: TfliteOperator, relus: ReturnType<typeof parametricRelus>): void {
    const [output = -1] = operator.outputs;
    const relu = relus.activations.get(operator);
    if (relus.parts.has(operator)) return;
    if (relu) this.#maps.set(output, this.#activation(this.#map(relu.input), relu.slopes));
    else if (operator.op === 'CONV_2D') this.#maps.set(output, this.#convolution(operator, false));
    else if (operator.op === 'DEPTHWISE_CONV_2D') {
      this.#maps.set(output, this.#convolution(operator, true));
    } else if (operator.op === 'ADD') this.#maps.set(output, this.#add(operator));
    else if (operator.op === 'RESHAPE') this.#embedding(operator);
    else throw new Error(`${this.#graph.name}: cannot translate ${operator.op} by itself`);
  }

  #input(tensor: number): FeatureMap {
    const [, height = 0, width = 0, channels = 0] = this.model.tensors[tensor]?.shape ?? [];
    return {
      value: this.#graph.pixels([height, width, channels], this.scaling),
      shape: [channels, height, width],
    };
  }

  #convolution({ inputs, window }: TfliteOperator, depthwise: boolean): FeatureMap {
    const [from = -1, filter = -1, bias = -1] = inputs;
    const { value, shape } = this.#map(from);
    const weight = this.#weight(filter);
    // OHWI to OIHW; a depthwise filter is 1HWC, which becomes C1HW with one group a channel.
    const [first = 0, height = 0, width = 0, last = 0] = weight.shape;
    const [channels, each] = depthwise ? [last, first] : [first, last];
    if (!window) throw new Error(`${this.#graph.name}: a convolution without a window`);
    const { padding, strides } = window;
    const rows = slidingWindow(shape[1], height, strides[0], padding);
    const columns = slidingWindow(shape[2], width, strides[1], padding);
    const kernel = this.#graph.floats(
      transpose(weight, depthwise ? [3, 0, 1, 2] : [0, 3, 1, 2]),
      [channels, each, height, width],
      depthwise ? 'depthwise' : 'filter',
    );
    const node = this.#graph.node(
      'Conv',
      [value, kernel, this.#graph.floats(this.#weight(bias).values, [channels], 'bias')],
      {
        kernel_shape: [height, width],
        strides,
        pads: [rows.before, columns.before, rows.after, columns.after],
        group: depthwise ? channels : 1,
      },
    );
    return { value: node, shape: [channels, rows.size, columns.size] };
  }

  #activation({ value, shape }: FeatureMap, slopes: Float32Array): FeatureMap {
    return { value: this.#graph.parametricRelu(value, slopes), shape };
  }

  #add({ inputs: [first = -1, second = -1] }: TfliteOperator): FeatureMap {
    const [left, right] = [this.#map(first), this.#map(second)];
    if (left.shape.join() !== right.shape.join()) {
      throw new Error(`${this.#graph.name}: cannot add [${left.shape}] and [${right.shape}]`);
    }
    return { ...left, value: this.#graph.node('Add', [left.value, right.value]) };
  }

  /** A map of one pixel as a vector, which is the end of an encoder. */
  #embedding({ inputs: [from = -1], outputs: [output = -1] }: TfliteOperator): void {
    const { value, shape } = this.#map(from);
    if (shape[1] !== 1 || shape[2] !== 1 || !this.model.outputs.includes(output)) {
      throw new Error(`${this.#graph.name}: cannot translate RESHAPE of [${shape}]`);
    }
    this.#graph.output(this.#graph.node('Flatten', [value], {}, 'embedding'), [1, shape[0]]);
  }

  #map(tensor: number): FeatureMap {
    const map = this.#maps.get(tensor);
    if (!map) throw new Error(`${this.#graph.name}: tensor ${tensor} is not a feature map`);
    return map;
  }

  #weight(tensor: number): Weight {
    const { shape = [], values } = this.model.tensors[tensor] ?? {};
    if (!(values instanceof Float32Array)) {
      throw new Error(`${this.#graph.name}: tensor ${tensor} is not a weight`);
    }
    return { shape, values };
  }
}
