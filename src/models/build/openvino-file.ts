import { DOMParser, type Element } from '@xmldom/xmldom';
import { float16, type Weight } from './weights.js';

export interface OpenvinoLayer {
  readonly id: string;
  readonly type: string;
  /** IDs of the layers that feed it, in order; each layer has one output. */
  readonly inputs: readonly string[];
  /** Attributes, as spelled in the file. */
  readonly data: Readonly<Record<string, string>>;
  /** Shape of its output, batch first; empty for the result. */
  readonly shape: readonly number[];
  /** Of a constant. */
  readonly weight?: Weight;
}

/**
 * Reads an OpenVINO model, IR version 10: layers and edges from `xml`, weights from `bin`
 * (docs.openvino.ai, "OpenVINO IR format"). Layers are in order of execution.
 *
 * @throws {Error} when the files do not belong together or are not such a model.
 */
export function readOpenvino(xml: string, bin: Uint8Array): readonly OpenvinoLayer[] {
  const net = parse(xml);
  if (net?.tagName !== 'net' || net.getAttribute('version') !== '10') {
    throw new Error('it is no OpenVINO model of IR version 10');
  }
  const edges = new Map<string, { port: number; from: string }[]>();
  for (const edge of net.getElementsByTagName('edge')) {
    const to = attribute(edge, 'to-layer');
    const port = Number(attribute(edge, 'to-port'));
    edges.set(to, [...(edges.get(to) ?? []), { port, from: attribute(edge, 'from-layer') }]);
  }
  const seen = new Set<string>();
  return [...net.getElementsByTagName('layer')].map((layer) => {
    const id = attribute(layer, 'id');
    if (seen.has(id)) throw new Error(`it has two layers ${id}`);
    seen.add(id);
    const type = attribute(layer, 'type');
    const inputs = (edges.get(id) ?? []).sort((a, b) => a.port - b.port).map(({ from }) => from);
    const data = dataOf(layer);
    const rest = type === 'Const' ? { weight: weightOf(data, bin) } : {};
    return { id, type, inputs, data, shape: shapeOf(layer), ...rest };
  });
}

/** Parses comma-separated non-negative integers; an empty or missing attribute has none. */
export function numbers(text: string | undefined | null): readonly number[] {
  if (!text?.trim()) return [];
  return text.split(',').map((word) => {
    if (!/^\s*\d+\s*$/.test(word)) throw new Error(`"${text}" is no list of whole numbers`);
    return Number(word);
  });
}

/** The root element. By default the parser would print problems to stderr and continue. */
function parse(xml: string): Element | null {
  const problems: string[] = [];
  const parser = new DOMParser({ onError: (_, problem) => problems.push(problem) });
  try {
    const { documentElement } = parser.parseFromString(xml, 'text/xml');
    if (problems.length === 0) return documentElement;
  } catch (error) {
    problems.push(String(error));
  }
  throw new Error(`its XML is damaged (${problems[0]})`);
}

function dataOf(layer: Element): Readonly<Record<string, string>> {
  const [data] = layer.getElementsByTagName('data');
  return Object.fromEntries([...(data?.attributes ?? [])].map(({ name, value }) => [name, value]));
}

function shapeOf(layer: Element): readonly number[] {
  const outputs = [...layer.getElementsByTagName('output')];
  return outputs.flatMap((output) =>
    [...output.getElementsByTagName('dim')].flatMap((dim) => numbers(dim.textContent)),
  );
}

function weightOf(data: Readonly<Record<string, string>>, bin: Uint8Array): Weight {
  const { element_type: type, offset, size } = data;
  const [[from = Number.NaN], [bytes = 0]] = [numbers(offset), numbers(size)];
  const shape = numbers(data.shape);
  const each = type === 'f16' ? 2 : 4;
  if (type !== 'f16' && type !== 'f32') throw new Error(`cannot read weights of the type ${type}`);
  if (shape.reduce((product, side) => product * side, 1) * each !== bytes) {
    throw new Error(`a constant of the shape [${shape}] has ${bytes} bytes`);
  }
  // Also catches a missing offset (NaN), and a `bin` that is part of a larger buffer.
  if (!(from + bytes <= bin.byteLength)) {
    throw new Error(`${bytes} bytes of weights at ${offset}: there are ${bin.byteLength}`);
  }
  const view = new DataView(bin.buffer, bin.byteOffset + from, bytes);
  const values = Float32Array.from({ length: bytes / each }, (_, i) =>
    each === 2 ? float16(view.getUint16(2 * i, true)) : view.getFloat32(4 * i, true),
  );
  return { shape, values };
}

function attribute(element: Element, name: string): string {
  const value = element.getAttribute(name);
  if (value === null) throw new Error(`<${element.tagName}> has no ${name}`);
  return value;
}
