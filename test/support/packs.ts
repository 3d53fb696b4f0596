import { OnnxGraph } from '../../src/models/build/onnx.js';
import { SMALL_DIMENSIONS as DIMENSIONS, type Scenario } from './scenario.js';

/** An encoder that knows no faces: the mean colors of the sixteen tiles of its chip. */
function smallEncoder(seed: number): Uint8Array {
  const g = new OnnxGraph(`small encoder ${seed}`);
  const chip = g.input('chip', 'float32', [1, 3, 112, 112]);
  const means = g.node('AveragePool', [chip], { kernel_shape: [28, 28], strides: [28, 28] });
  const flat = g.node('Reshape', [means, g.integers([-1, DIMENSIONS])]);
  const offset = g.floats(Float32Array.of(seed / 1000), [1], 'offset');
  g.output(g.node('Add', [flat, offset], {}, 'vector'), [1, DIMENSIONS]);
  return g.toBytes();
}

/** Writes a pack file and its encoder into the working folder; returns the name of the pack file. */
export function writePack(s: Scenario, changes: object = {}, seed = 1): string {
  const encoder = { file: 'small.onnx', dimensions: DIMENSIONS };
  s.write('own/small.onnx', smallEncoder(seed));
  s.write('own/small.json', JSON.stringify({ name: 'small', license: 'MIT', encoder, ...changes }));
  return 'own/small.json';
}
