import { OnnxGraph } from '../models/build/onnx.js';
import { ModelSession } from '../models/session.js';
import { RUN } from './rows.js';

/**
 * Opens the graph that a `Comparison` runs: [B, dimension] x [R, dimension] -> similarities [B, R]
 * and the maximum of each run of rows. Built in memory, so there is no model to ship. (Alternatives
 * measured: top-k in the graph is as fast, but has no "all above"; scanning every similarity in
 * JavaScript is a third slower.)
 */
export function openProduct(dimension: number, threads: number): Promise<ModelSession> {
  const graph = new OnnxGraph('similarity');
  const queries = graph.input('queries', 'float32', ['B', dimension]);
  const rows = graph.input('rows', 'float32', ['R', dimension]);
  const similarities = graph.node('Gemm', [queries, rows], { transB: 1 }, 'similarities');
  const runs = graph.node('Reshape', [similarities, graph.integers([0, -1, RUN])]);
  graph.node('ReduceMax', [runs], { axes: [2], keepdims: 0 }, 'maxima');
  graph.output('similarities', ['B', 'R']);
  graph.output('maxima', ['B', 'runs']);
  return ModelSession.open(graph.toBytes(), threads);
}
