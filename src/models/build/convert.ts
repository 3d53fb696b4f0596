import type { BuildSpec } from '../manifest.js';
import { buildDlibResnet } from './dlib-resnet.js';
import { convertOpenvinoIr } from './openvino-ir.js';
import { sideBySide } from './side-by-side.js';
import { convertTfjsGraph } from './tfjs-graph.js';
import type { TfjsNode } from './tfjs-node.js';
import { convertTflite } from './tflite.js';
import { decodeWeights, type WeightSpec } from './weights.js';

/**
 * Converts source files, in the order of the manifest, to an ONNX model.
 *
 * @param id names the graph.
 * @throws {Error} when a file is not what its builder reads.
 */
export function convert(id: string, build: BuildSpec, files: readonly Uint8Array[]): Uint8Array {
  const [first, second] = files;
  const pair = (): readonly [Uint8Array, Uint8Array] => {
    if (!first || !second) throw new Error(`${id}: ${build.builder} is built from two files`);
    return [first, second];
  };
  switch (build.builder) {
    case 'tfjs-graph': {
      const [graph, weights] = pair();
      const json = JSON.parse(text(graph));
      const nodes: TfjsNode[] = json.modelTopology.node;
      const decoded = decodeWeights(weightSpecs(json.weightsManifest), weights);
      return convertTfjsGraph(id, nodes, decoded, build.scaling, build.anySize);
    }
    case 'dlib-resnet': {
      const [list, weights] = pair();
      return buildDlibResnet(id, decodeWeights(weightSpecs(JSON.parse(text(list))), weights));
    }
    case 'openvino-ir': {
      const [network, weights] = pair();
      return convertOpenvinoIr(id, text(network), weights);
    }
    case 'side-by-side': {
      const { parts, side } = build;
      if (files.length !== parts.length) throw new Error(`${id}: a part has no model`);
      return sideBySide(
        id,
        side,
        parts.map((part, i) => ({ ...part, model: files[i] as Uint8Array })),
      );
    }
    case 'tflite':
      if (!first) throw new Error(`${id}: ${build.builder} is built from a file`);
      return convertTflite(id, first, build.scaling);
  }
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function weightSpecs(groups: readonly { weights: readonly WeightSpec[] }[]): WeightSpec[] {
  return groups.flatMap((group) => group.weights);
}
