import { naming } from './naming.js';
import { OnnxGraph } from './onnx.js';
import { numbers, type OpenvinoLayer, readOpenvino } from './openvino-file.js';
import type { InputScaling, Weight } from './weights.js';

/** The model contains its own scaling. */
const AS_IT_IS: InputScaling = { scale: 1, shift: 0 };

/**
 * Translates an OpenVINO encoder to ONNX. Input `pixels`: uint8 [N, side, side, 3], RGB; the model
 * itself takes BGR. Output `embedding`: float32 [N, dimensions], not normalized.
 *
 * Both formats store images as [N, channels, height, width]. 16-bit weights are widened to 32 bits.
 *
 * @throws {Error} naming the model, for an unsupported layer or a damaged file.
 */
export function convertOpenvinoIr(name: string, xml: string, bin: Uint8Array): Uint8Array {
  return naming(name, () => new LayerWalk(name, readOpenvino(xml, bin)).walk());
}

class LayerWalk {
  readonly #graph: OnnxGraph;
  readonly #layers: ReadonlyMap<string, OpenvinoLayer>;
  readonly #values = new Map<string, string>();

  constructor(name: string, layers: readonly OpenvinoLayer[]) {
    this.#graph = new OnnxGraph(name);
    this.#layers = new Map(layers.map((layer) => [layer.id, layer]));
  }

  walk(): Uint8Array {
    const types = [...this.#layers.values()].map(({ type }) => type);
    for (const end of ['Parameter', 'Result']) {
      if (types.filter((type) => type === end).length !== 1)
        throw new Error(`it has not one ${end}`);
    }
    for (const layer of this.#layers.values()) {
      const value = this.#translate(layer);
      if (value !== undefined) this.#values.set(layer.id, value);
    }
    return this.#graph.toBytes();
  }

  /** The name of a layer's output; undefined when another layer writes it, or there is none. */
  #translate(layer: OpenvinoLayer): string | undefined {
    switch (layer.type) {
      case 'Const':
        return undefined;
      case 'Parameter':
        return this.#input(layer);
      case 'Convolution':
      case 'GroupConvolution':
        // A biased convolution is written together with its Add.
        return this.#isBiased(layer) ? undefined : this.#convolution(layer);
      case 'Add':
        return this.#add(layer);
      case 'Multiply':
        return this.#graph.node('Mul', this.#operands(layer));
      case 'Sigmoid':
        return this.#graph.node('Sigmoid', [this.#value(layer, 0)]);
      case 'PReLU':
        return this.#activation(layer);
      case 'AvgPool':
        return this.#average(layer);
      case 'Result':
        return this.#result(layer);
      default:
        throw new Error(`cannot translate ${layer.type} (layer ${layer.id})`);
    }
  }

  #input({ shape }: OpenvinoLayer): string {
    const [, channels = 0, height = 0, width = 0] = shape;
    if (channels !== 3 || height < 1 || width < 1)
      throw new Error(`it takes [${shape}], no picture`);
    const picture = this.#graph.pixels([height, width, channels], AS_IT_IS);
    return this.#graph.node('Gather', [picture, this.#graph.integers([2, 1, 0], 'bgr')], {
      axis: 1,
    });
  }

  #convolution(layer: OpenvinoLayer, bias?: Float32Array): string {
    const { type, id } = layer;
    const { shape, values } = this.#weight(layer, 1);
    // [groups, outputs, inputs, height, width] to [groups * outputs, inputs, height, width].
    const [group, filter] =
      type === 'GroupConvolution'
        ? [shape[0] ?? 1, [(shape[0] ?? 0) * (shape[1] ?? 0), ...shape.slice(2)]]
        : [1, shape];
    const channels = this.#input0(layer)?.shape[1];
    const [outputs, inputs = 0] = filter;
    if (filter.length !== 4 || inputs * group !== channels || outputs !== layer.shape[1]) {
      throw new Error(`a filter [${shape}] from ${channels} channels (layer ${id})`);
    }
    const biases = bias ? [this.#graph.floats(bias, [bias.length], 'bias')] : [];
    return this.#graph.node(
      'Conv',
      [this.#value(layer, 0), this.#graph.floats(values, filter, 'filter'), ...biases],
      { kernel_shape: filter.slice(2), ...windowOf(layer), group },
    );
  }

  #add(layer: OpenvinoLayer): string {
    const convolution = this.#input0(layer);
    return convolution && this.#isBiased(convolution)
      ? this.#convolution(convolution, this.#weight(layer, 1).values)
      : this.#graph.node('Add', this.#operands(layer));
  }

  /** Whether a convolution's output only feeds a sum with one constant per channel. */
  #isBiased(layer: OpenvinoLayer): boolean {
    if (!layer.type.endsWith('Convolution')) return false;
    const users = [...this.#layers.values()].filter(({ inputs }) => inputs.includes(layer.id));
    const [user] = users;
    const bias = this.#layers.get(user?.inputs[1] ?? '')?.weight;
    // Trailing dimensions line up: [1, channels, height, width] against the constant.
    const isForChannels = bias?.shape.at(-3) === bias?.values.length;
    return (
      users.length === 1 &&
      user?.type === 'Add' &&
      isForChannels &&
      bias?.values.length === layer.shape[1]
    );
  }

  /** One slope, or one for each channel, as a list or along the channel axis. */
  #activation(layer: OpenvinoLayer): string {
    const { shape, values } = this.#weight(layer, 1);
    const channels = this.#input0(layer)?.shape[1];
    const isForChannels = shape.length === 1 || shape.at(-3) === values.length;
    if (values.length !== 1 && !(values.length === channels && isForChannels)) {
      throw new Error(`slopes [${shape}] for ${channels} channels (layer ${layer.id})`);
    }
    return this.#graph.parametricRelu(this.#value(layer, 0), values);
  }

  /** Only the global average is supported. */
  #average(layer: OpenvinoLayer): string {
    const size = this.#input0(layer)?.shape.slice(2).join();
    const { kernel, pads_begin, pads_end, auto_pad = 'explicit' } = layer.data;
    const pads = [...numbers(pads_begin), ...numbers(pads_end)];
    const isPadded = auto_pad !== 'explicit' || pads.some((pad) => pad !== 0);
    if (numbers(kernel).join() !== size || isPadded) {
      throw new Error(`cannot translate the average of layer ${layer.id}`);
    }
    return this.#graph.node('GlobalAveragePool', [this.#value(layer, 0)]);
  }

  #result(layer: OpenvinoLayer): undefined {
    const [, dimensions = 0, height, width] = this.#input0(layer)?.shape ?? [];
    if (height !== 1 || width !== 1) throw new Error(`the result is no vector`);
    const embedding = this.#graph.node('Flatten', [this.#value(layer, 0)], {}, 'embedding');
    this.#graph.output(embedding, [1, dimensions]);
  }

  /** Both inputs of a sum or product; ONNX broadcasts the same way. */
  #operands(layer: OpenvinoLayer): readonly string[] {
    const { auto_broadcast = 'numpy' } = layer.data;
    if (layer.inputs.length !== 2 || auto_broadcast !== 'numpy') {
      throw new Error(`cannot translate the ${layer.type} of layer ${layer.id}`);
    }
    return layer.inputs.map((_, i) => this.#value(layer, i));
  }

  #input0({ inputs }: OpenvinoLayer): OpenvinoLayer | undefined {
    return this.#layers.get(inputs[0] ?? '');
  }

  /** The value of a layer's input: a computed map or a constant. */
  #value(layer: OpenvinoLayer, index: number): string {
    const value = this.#values.get(layer.inputs[index] ?? '');
    if (value !== undefined) return value;
    const { values, shape } = this.#weight(layer, index);
    return this.#graph.floats(values, shape, 'constant');
  }

  #weight(layer: OpenvinoLayer, index: number): Weight {
    const weight = this.#layers.get(layer.inputs[index] ?? '')?.weight;
    if (weight) return weight;
    throw new Error(`input ${index} of layer ${layer.id} is not known`);
  }
}

/** Kernel, stride and padding of a convolution, as ONNX attributes. */
function windowOf({ id, data }: OpenvinoLayer) {
  const strides = numbers(data.strides);
  const [begin, end] = [numbers(data.pads_begin), numbers(data.pads_end)];
  const isPlain = data.auto_pad === 'explicit' && numbers(data.dilations).join() === '1,1';
  const isFlat = [strides, begin, end].every(({ length }) => length === 2);
  if (!isPlain || !isFlat || strides.includes(0)) {
    throw new Error(`cannot translate the window of layer ${id}`);
  }
  return { strides, pads: [...begin, ...end] };
}
