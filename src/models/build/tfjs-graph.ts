import { OnnxGraph } from './onnx.js';
import { slidingWindow } from './sliding-window.js';
import { fusedOperations, padding, spatial, type TfjsNode } from './tfjs-node.js';
import { transpose } from './transpose.js';
import type { InputScaling, Weight, Weights } from './weights.js';

/** A feature map between two nodes: its ONNX name and its shape, [channels, height, width]. */
interface FeatureMap {
  readonly value: string;
  readonly shape: readonly [channels: number, height: number, width: number];
}

/**
 * Translates a TensorFlow.js graph model to ONNX, node by node.
 *
 * TensorFlow.js stores images as [N, height, width, channels], ONNX as [N, channels, height,
 * width]: weights are transposed here, feature maps just before they are flattened. The ONNX model
 * takes pixels as decoded: uint8 [N, height, width, 3], RGB.
 *
 * @param anySize accepts images of other sizes than the training size; the outputs are then lists,
 *   [cells, values], as long as the image has cells.
 * @throws {Error} for an unsupported operation.
 */
export function convertTfjsGraph(
  name: string,
  nodes: readonly TfjsNode[],
  weights: Weights,
  scaling: InputScaling,
  anySize = false,
): Uint8Array {
  return new GraphWalk(name, weights, scaling, anySize).walk(nodes);
}

class GraphWalk {
  readonly #graph: OnnxGraph;
  readonly #maps = new Map<string, FeatureMap>();
  readonly #flat = new Map<string, readonly number[]>();

  constructor(
    name: string,
    readonly weights: Weights,
    readonly scaling: InputScaling,
    readonly anySize: boolean,
  ) {
    this.#graph = new OnnxGraph(name);
  }

  walk(nodes: readonly TfjsNode[]): Uint8Array {
    for (const node of nodes) this.#translate(node);
    return this.#graph.toBytes();
  }

  #translate(node: TfjsNode): void {
    switch (node.op) {
      case 'Const':
        return;
      case 'Placeholder':
        this.#maps.set(node.name, this.#input(node));
        return;
      case '_FusedConv2D':
        this.#maps.set(node.name, this.#convolution(node, false));
        return;
      case 'DepthwiseConv2dNative':
        this.#maps.set(node.name, this.#convolution(node, true));
        return;
      case 'MaxPool':
        this.#maps.set(node.name, this.#maxPool(node));
        return;
      case 'Pad':
        this.#maps.set(node.name, this.#padChannels(node));
        return;
      case 'AddV2':
        this.#maps.set(node.name, this.#add(node));
        return;
      case 'Relu':
      case 'Sigmoid':
      case 'Prelu':
        this.#maps.set(node.name, this.#activation(this.#map(node, 0), node));
        return;
      case 'Reshape':
        this.#reshape(node);
        return;
      case 'Identity':
        this.#output(node);
        return;
      default:
        throw new Error(`${this.#graph.name}: cannot translate ${node.op} (${node.name})`);
    }
  }

  #input(node: TfjsNode): FeatureMap {
    const [, height, width, channels] = (node.attr?.shape?.shape?.dim ?? []).map((d) =>
      Number(d.size),
    );
    if (!height || !width || !channels) throw new Error(`${node.name}: no input size`);
    const sides = this.anySize ? (['height', 'width'] as const) : ([height, width] as const);
    const value = this.#graph.pixels([...sides, channels], this.scaling);
    return { value, shape: [channels, height, width] };
  }

  #convolution(node: TfjsNode, depthwise: boolean): FeatureMap {
    const input = this.#map(node, 0);
    const filter = this.#weight(node, 1);
    const [kernelHeight = 0, kernelWidth = 0, inputChannels = 0, last = 0] = filter.shape;
    const outputChannels = depthwise ? inputChannels * last : last;
    const strides = spatial(node, 'strides');
    const rows = slidingWindow(input.shape[1], kernelHeight, strides[0], padding(node));
    const columns = slidingWindow(input.shape[2], kernelWidth, strides[1], padding(node));

    // HWIO to OIHW; a depthwise filter is HWC1 and becomes C1HW, with one group per channel.
    const kernel = depthwise
      ? this.#graph.floats(
          transpose(filter, [2, 3, 0, 1]),
          [outputChannels, 1, kernelHeight, kernelWidth],
          'depthwise',
        )
      : this.#graph.floats(
          transpose(filter, [3, 2, 0, 1]),
          [outputChannels, inputChannels, kernelHeight, kernelWidth],
          'filter',
        );
    const fused = fusedOperations(node);
    const bias = fused.includes('BiasAdd')
      ? [this.#graph.floats(this.#weight(node, 2).values, [outputChannels], 'bias')]
      : [];
    const value = this.#graph.node('Conv', [input.value, kernel, ...bias], {
      kernel_shape: [kernelHeight, kernelWidth],
      strides,
      pads: [rows.before, columns.before, rows.after, columns.after],
      group: depthwise ? inputChannels : 1,
    });
    const map: FeatureMap = { value, shape: [outputChannels, rows.size, columns.size] };
    const activation = fused.find((operation) => operation !== 'BiasAdd');
    if (!activation) return map;
    return this.#activation(map, { ...node, op: activation }, 3);
  }

  #activation(map: FeatureMap, node: TfjsNode, slopeInput = 1): FeatureMap {
    if (node.op === 'Relu' || node.op === 'Sigmoid') {
      return { ...map, value: this.#graph.node(node.op, [map.value]) };
    }
    if (node.op !== 'Prelu') throw new Error(`${node.name}: cannot translate ${node.op}`);
    const slope = this.#weight(node, slopeInput);
    return { ...map, value: this.#graph.parametricRelu(map.value, slope.values) };
  }

  #maxPool(node: TfjsNode): FeatureMap {
    const input = this.#map(node, 0);
    const kernel = spatial(node, 'ksize');
    const strides = spatial(node, 'strides');
    const rows = slidingWindow(input.shape[1], kernel[0], strides[0], padding(node));
    const columns = slidingWindow(input.shape[2], kernel[1], strides[1], padding(node));
    const value = this.#graph.node('MaxPool', [input.value], {
      kernel_shape: kernel,
      strides,
      pads: [rows.before, columns.before, rows.after, columns.after],
    });
    return { value, shape: [input.shape[0], rows.size, columns.size] };
  }

  #padChannels(node: TfjsNode): FeatureMap {
    const input = this.#map(node, 0);
    const pads = [...this.#weight(node, 1).values];
    const after = pads[7] ?? 0;
    if (pads.some((pad, i) => pad !== 0 && i !== 7)) {
      throw new Error(`${node.name}: only channels behind the last one can be padded`);
    }
    const [channels, ...size] = input.shape;
    const value = this.#graph.moreChannels(input.value, channels, channels + after);
    return { value, shape: [channels + after, ...size] };
  }

  #add(node: TfjsNode): FeatureMap {
    const [left, right] = [this.#map(node, 0), this.#map(node, 1)];
    if (left.shape.join() !== right.shape.join()) throw new Error(`${node.name}: sizes differ`);
    return { ...left, value: this.#graph.node('Add', [left.value, right.value]) };
  }

  #reshape(node: TfjsNode): void {
    const input = this.#map(node, 0);
    const shape = [...this.#weight(node, 1).values].slice(1);
    const channelsLast = this.#graph.node('Transpose', [input.value], { perm: [0, 2, 3, 1] });
    // 0 keeps the batch dimension, -1 infers the rest.
    const [first, ...rest] = shape;
    const target = this.#graph.integers([0, this.anySize ? -1 : (first ?? -1), ...rest]);
    this.#graph.node('Reshape', [channelsLast, target], {}, node.name);
    this.#flat.set(node.name, shape);
  }

  #output(node: TfjsNode): void {
    const source = node.input?.[0] ?? '';
    const shape = this.#flat.get(source);
    if (!shape) throw new Error(`${node.name}: an output must be a reshaped map`);
    const [first = 1, ...rest] = shape;
    const sides = [1, this.anySize ? `${node.name} cells` : first, ...rest];
    this.#graph.output(this.#graph.node('Identity', [source], {}, node.name), sides);
  }

  #map(node: TfjsNode, index: number): FeatureMap {
    const map = this.#maps.get(node.input?.[index] ?? '');
    if (!map) throw new Error(`${node.name}: input ${index} is not a feature map`);
    return map;
  }

  #weight(node: TfjsNode, index: number): Weight {
    const weight = this.weights.get(node.input?.[index] ?? '');
    if (!weight) throw new Error(`${node.name}: input ${index} is not a weight`);
    return weight;
  }
}
