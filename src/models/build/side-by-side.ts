import type { PartSpec } from '../manifest.js';
import { DATA_TYPE, OnnxGraph } from './onnx.js';

/** An encoder built here, and the part of the chip that it sees. */
export interface Part extends PartSpec {
  /** ONNX: `pixels` uint8 [N, side, side, 3] to an embedding [N, dimensions]. */
  readonly model: Uint8Array;
}

/**
 * Combines several encoders into one that concatenates their embeddings: the cosine of two
 * embeddings is a weighted mean of the parts' cosines. Input `pixels`: uint8 [N, side, side, 3],
 * RGB. Output `embedding`: float32 [N, sum of dimensions].
 *
 * Each part sees its own window of the chip, scaled bilinearly by two matrix products.
 */
export function sideBySide(name: string, side: number, parts: readonly Part[]): Uint8Array {
  const graph = new OnnxGraph(name);
  const picture = graph.pixels([side, side, 3], { scale: 1, shift: 0 });
  const embeddings = parts.map((part, i) => {
    const [left, top, size] = part.window;
    const rows = interpolation(top, size, part.side, side);
    const columns = transposed(interpolation(left, size, part.side, side), side);
    const lower = graph.node('MatMul', [graph.floats(rows, [part.side, side], 'rows'), picture]);
    const square = graph.node('MatMul', [
      lower,
      graph.floats(columns, [side, part.side], 'columns'),
    ]);
    const interleaved = graph.node('Transpose', [square], { perm: [0, 2, 3, 1] });
    const pixels = graph.node('Cast', [graph.node('Round', [interleaved])], {
      to: DATA_TYPE.uint8,
    });
    const vector = graph.include(part.model, `part${i + 1}`, pixels);
    const length = graph.node('ReduceL2', [vector], { axes: [1], keepdims: 1 });
    const unit = graph.node('Div', [vector, length]);
    return graph.node('Mul', [unit, graph.floats(Float32Array.of(part.weight), [1], 'weight')]);
  });
  graph.node('Concat', embeddings, { axis: 1 }, 'embedding');
  graph.output('embedding', [1, parts.reduce((sum, { dimensions }) => sum + dimensions, 0)]);
  return graph.toBytes();
}

/**
 * Weights, [to, from], that resample `from` pixels of the chip to `to` pixels of the window [start,
 * start + size); black beyond the chip. Pixel centers are at .5.
 */
function interpolation(start: number, size: number, to: number, from: number): Float32Array {
  const weights = new Float32Array(to * from);
  for (let i = 0; i < to; i += 1) {
    const at = start + ((i + 0.5) * size) / to - 0.5;
    const first = Math.floor(at);
    const share = at - first;
    if (first >= 0 && first < from) weights[i * from + first] = 1 - share;
    if (first + 1 >= 0 && first + 1 < from) weights[i * from + first + 1] = share;
  }
  return weights;
}

function transposed(matrix: Float32Array, columns: number): Float32Array {
  const rows = matrix.length / columns;
  return Float32Array.from(
    matrix,
    (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)] ?? 0,
  );
}
