import { naming } from './naming.js';
import { OnnxGraph } from './onnx.js';
import { type ParametricRelu, parametricRelus } from './prelu.js';
import { slidingWindow } from './sliding-window.js';
import { readTflite, type TfliteGraph, type TfliteOperator } from './tflite-file.js';
import { transpose } from './transpose.js';
import type { InputScaling, Weight } from './weights.js';

/** A feature map between two operators: its ONNX name and its shape, [channels, height, width]. */
interface FeatureMap {
  readonly value: string;
  readonly shape: readonly [channels: number, height: number, width: number];
}

/**
 * Translates a TensorFlow Lite encoder to ONNX. Input `pixels`: uint8 [N, side, side, 3], RGB.
 * Output `embedding`: float32 [N, dimensions], not normalized.
 *
 * TensorFlow Lite stores images as [N, height, width, channels], ONNX as [N, channels, height,
 * width]: weights are transposed here. Batch norms are already folded into the weights.
 *
 * @throws {Error} naming the model, for an unsupported operator or a damaged file.
 */
export function convertTflite(name: string, bytes: Uint8Array, scaling: InputScaling): Uint8Array {
  return naming(name, () => new GraphWalk(name, readTflite(bytes), scaling).walk());
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
    const [[input = -1], [output = -1]] = [inputs, outputs];
    const ends = operators.filter(({ op, outputs: [made] }) => op === 'RESHAPE' && made === output);
    if (inputs.length !== 1 || outputs.length !== 1 || ends.length !== 1) {
      throw new Error('an encoder has one input, and one output that a RESHAPE makes');
    }
    this.#keep(input, 'the input', this.#input(input));
    const relus = parametricRelus(this.model);
    for (const operator of operators) {
      const relu = relus.activations.get(operator);
      if (relu) this.#keep(operator.outputs[0], 'PReLU', this.#activation(relu));
      else if (operator.op === 'RESHAPE') this.#embedding(operator);
      else if (!relus.parts.has(operator)) {
        this.#keep(operator.outputs[0], operator.op, this.#translate(operator));
      }
    }
    return this.#graph.toBytes();
  }

  /** Records the output for a tensor, after comparing its shape, except the batch, with the file's. */
  #keep(tensor = -1, maker: string, map: FeatureMap): void {
    const [channels, height, width] = map.shape;
    const [, ...declared] = this.model.tensors[tensor]?.shape ?? [];
    if (declared.join() !== [height, width, channels].join()) {
      throw new Error(`${maker} gives [${height},${width},${channels}], not [${declared}]`);
    }
    this.#maps.set(tensor, map);
  }

  #translate(operator: TfliteOperator): FeatureMap {
    if (operator.op === 'CONV_2D') return this.#convolution(operator, false);
    if (operator.op === 'DEPTHWISE_CONV_2D') return this.#convolution(operator, true);
    if (operator.op === 'ADD') return this.#add(operator);
    throw new Error(`cannot translate ${operator.op} by itself`);
  }

  #input(tensor: number): FeatureMap {
    const shape = this.model.tensors[tensor]?.shape ?? [];
    const [, height = 0, width = 0, channels = 0] = shape;
    if (Math.min(height, width, channels) < 1) throw new Error(`it takes [${shape}], no picture`);
    return {
      value: this.#graph.pixels([height, width, channels], this.scaling),
      shape: [channels, height, width],
    };
  }

  #convolution({ op, inputs, window }: TfliteOperator, depthwise: boolean): FeatureMap {
    const [from = -1, filter = -1, bias = -1] = inputs;
    const { value, shape } = this.#map(from);
    const [weight, biases] = [this.#weight(filter), this.#weight(bias).values];
    // OHWI to OIHW; a depthwise filter is 1HWC and becomes C1HW, with one group per channel.
    const [first = 0, height = 0, width = 0, last = 0] = weight.shape;
    const [channels, each] = depthwise ? [last, first] : [first, last];
    if (each !== (depthwise ? 1 : shape[0]) || (depthwise && channels !== shape[0])) {
      throw new Error(`${op}: a filter [${weight.shape}] for ${shape[0]} channels`);
    }
    if (biases.length !== channels) {
      throw new Error(`${op}: ${biases.length} biases for ${channels} channels`);
    }
    if (!window) throw new Error(`${op} without a window`);
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
      [value, kernel, this.#graph.floats(biases, [channels], 'bias')],
      {
        kernel_shape: [height, width],
        strides,
        pads: [rows.before, columns.before, rows.after, columns.after],
        group: depthwise ? channels : 1,
      },
    );
    return { value: node, shape: [channels, rows.size, columns.size] };
  }

  #activation({ input, slopes }: ParametricRelu): FeatureMap {
    const { value, shape } = this.#map(input);
    if (slopes.length !== 1 && slopes.length !== shape[0]) {
      throw new Error(`a PReLU of ${slopes.length} slopes for ${shape[0]} channels`);
    }
    return { value: this.#graph.parametricRelu(value, slopes), shape };
  }

  #add({ inputs: [first = -1, second = -1] }: TfliteOperator): FeatureMap {
    const [left, right] = [this.#map(first), this.#map(second)];
    if (left.shape.join() !== right.shape.join()) {
      throw new Error(`cannot add [${left.shape}] and [${right.shape}]`);
    }
    return { ...left, value: this.#graph.node('Add', [left.value, right.value]) };
  }

  /** Flattens a one-pixel map, which ends an encoder. */
  #embedding({ inputs: [from = -1], outputs: [output = -1] }: TfliteOperator): void {
    const { value, shape } = this.#map(from);
    if (shape[1] !== 1 || shape[2] !== 1 || !this.model.outputs.includes(output)) {
      throw new Error(`cannot translate RESHAPE of [${shape}]`);
    }
    this.#graph.output(this.#graph.node('Flatten', [value], {}, 'embedding'), [1, shape[0]]);
  }

  #map(tensor: number): FeatureMap {
    const map = this.#maps.get(tensor);
    if (!map) throw new Error(`tensor ${tensor} is not a feature map`);
    return map;
  }

  #weight(tensor: number): Weight {
    const { shape = [], values } = this.model.tensors[tensor] ?? {};
    if (!(values instanceof Float32Array)) throw new Error(`tensor ${tensor} is not a weight`);
    return { shape, values };
  }
}
