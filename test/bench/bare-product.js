/** The bare matrix product of a search: the ceiling that it is measured against. */

import { OnnxGraph } from '../../dist/models/build/onnx.js';
import { ModelSession } from '../../dist/models/session.js';
import { BATCH } from '../../dist/search/comparison.js';

/** The same batches and tiles as a search of the gallery, through onnxruntime; the result is left. */
export class BareProduct {
  #gallery;
  #session;
  #similarities = new Float32Array(0);

  constructor(gallery, session) {
    this.#gallery = gallery;
    this.#session = session;
  }

  static async open(gallery, threads) {
    const graph = new OnnxGraph('product');
    graph.input('queries', 'float32', ['B', gallery.dimension]);
    graph.input('rows', 'float32', ['R', gallery.dimension]);
    graph.node('Gemm', ['queries', 'rows'], { transB: 1 }, 'similarities');
    graph.output('similarities', ['B', 'R']);
    return new BareProduct(gallery, await ModelSession.open(graph.toBytes(), threads));
  }

  async run(queries) {
    const { dimension, size } = this.#gallery;
    const comparison = await this.#gallery.comparison();
    for (let first = 0; first < queries.length; first += BATCH) {
      const batch = queries.slice(first, first + BATCH);
      const packed = new Float32Array(batch.length * dimension);
      batch.forEach((query, i) => {
        packed.set(query, i * dimension);
      });
      for (const { values } of this.#gallery.tiles(0, size, comparison.tileRows(batch.length))) {
        await this.#multiply(packed, values);
      }
    }
  }

  async #multiply(queries, rows) {
    const { dimension } = this.#gallery;
    const shape = [queries.length / dimension, rows.length / dimension];
    const length = shape[0] * shape[1];
    if (this.#similarities.length < length) this.#similarities = new Float32Array(length);
    await this.#session.runInto(
      {
        queries: { values: queries, shape: [shape[0], dimension] },
        rows: { values: rows, shape: [shape[1], dimension] },
      },
      { similarities: { values: this.#similarities.subarray(0, length), shape } },
    );
  }

  async release() {
    await this.#session.release();
  }
}
