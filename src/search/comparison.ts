import type { ModelSession } from '../models/session.js';
import { RUN, type Tile } from './rows.js';

/**
 * Most queries per product: with more it is no faster, and a tile's similarities would leave the
 * cache before they are read.
 */
export const BATCH = 256;

/** Similarities of one product: 4 MB, so that 256 queries see 4,096 rows at a time. */
const TILE_VALUES = 2 ** 20;

/** Called for every row that may be similar enough: index of the query, index of the row, cosine. */
export type Visit = (query: number, row: number, similarity: number) => void;

/**
 * Compares batches of queries with tiles of rows. onnxruntime's product picks candidates; their
 * similarity is recomputed here in double precision and a fixed order. So it does not depend on
 * threads, batches or positions, is the same for (p, q) and (q, p), and ties exactly for equal
 * vectors.
 */
export class Comparison {
  // Not shared, because another comparison may run between the steps of this one.
  readonly #similarities: Float32Array;
  readonly #maxima: Float32Array;

  /**
   * @param session the product; without it, which is for few rows, the product is made here
   * @param most queries and rows that are compared with each other at most
   */
  constructor(
    private readonly session: ModelSession | undefined,
    private readonly dimension: number,
    most: { readonly queries: number; readonly rows: number },
  ) {
    const values = most.queries * Math.ceil(most.rows / RUN) * RUN;
    this.#similarities = new Float32Array(Math.min(values, TILE_VALUES));
    this.#maxima = new Float32Array(this.#similarities.length / RUN);
  }

  /** Most rows of a tile for this number of queries (at most `BATCH`): a multiple of `RUN`. */
  tileRows(queries: number): number {
    return Math.floor(TILE_VALUES / queries / RUN) * RUN;
  }

  /**
   * Calls `visit` for every row of `tile` whose similarity to a query reaches `floors[query]`, and
   * perhaps some just below; queries and rows in ascending order. `visit` may raise the floor of
   * its query.
   *
   * @param queries float32 [queries, dimension], at most `BATCH`, unit vectors
   * @param floors one for each query
   */
  async visit(
    queries: Float32Array,
    tile: Tile,
    floors: Float64Array,
    visit: Visit,
  ): Promise<void> {
    const runs = Math.ceil(tile.count / RUN);
    const similarities = await this.#multiply(queries, tile.values, floors.length, runs);
    const rounding = roundingOf(this.dimension);
    for (let query = 0; query < floors.length; query += 1) {
      let floor = (floors[query] ?? 0) - rounding;
      for (let run = 0; run < runs; run += 1) {
        if ((this.#maxima[query * runs + run] ?? 0) < floor) continue;
        const end = Math.min((run + 1) * RUN, tile.count);
        for (let row = run * RUN; row < end; row += 1) {
          if ((similarities[query * runs * RUN + row] ?? 0) < floor) continue;
          visit(query, tile.first + row, this.#similarity(queries, query, tile.values, row));
          floor = (floors[query] ?? 0) - rounding;
        }
      }
    }
  }

  /**
   * All similarities of the queries to the rows of `tile`, straight from the product: float32
   * [queries, stride], of which the first `tile.count` per query are valid, with rounding errors of
   * about 1e-6. The next call overwrites them.
   *
   * @param queries float32 [count, dimension], at most `BATCH`, unit vectors
   */
  async similarities(
    queries: Float32Array,
    count: number,
    tile: Tile,
  ): Promise<{ readonly values: Float32Array; readonly stride: number }> {
    const runs = Math.ceil(tile.count / RUN);
    const values = await this.#multiply(queries, tile.values, count, runs);
    return { values, stride: runs * RUN };
  }

  /** Fills the maxima of the runs and returns the similarities, float32 [queries, runs * RUN]. */
  async #multiply(
    queries: Float32Array,
    rows: Float32Array,
    count: number,
    runs: number,
  ): Promise<Float32Array> {
    const similarities = this.#similarities.subarray(0, count * runs * RUN);
    if (!this.session) {
      this.#multiplyHere(queries, rows, { count, rows: runs * RUN });
      return similarities;
    }
    await this.session.runInto(
      {
        queries: { values: queries, shape: [count, this.dimension] },
        rows: { values: rows, shape: [runs * RUN, this.dimension] },
      },
      {
        similarities: { values: similarities, shape: [count, runs * RUN] },
        maxima: { values: this.#maxima.subarray(0, count * runs), shape: [count, runs] },
      },
    );
    return similarities;
  }

  #multiplyHere(
    queries: Float32Array,
    values: Float32Array,
    { count, rows }: { readonly count: number; readonly rows: number },
  ): void {
    this.#maxima.fill(Number.NEGATIVE_INFINITY);
    for (let i = 0; i < count * rows; i += 1) {
      const row = i % rows;
      const similarity = this.#similarity(queries, (i - row) / rows, values, row);
      this.#similarities[i] = similarity;
      const run = Math.floor(i / RUN);
      this.#maxima[run] = Math.max(this.#maxima[run] ?? 0, similarity);
    }
  }

  /** A product of two float32 is exact in double precision, so only the order of the sum matters. */
  #similarity(queries: Float32Array, query: number, rows: Float32Array, row: number): number {
    const [p, q] = [query * this.dimension, row * this.dimension];
    let sum = 0;
    for (let i = 0; i < this.dimension; i += 1) {
      sum += (queries[p + i] ?? 0) * (rows[q + i] ?? 0);
    }
    return sum;
  }
}

/**
 * Bound for the error of a float32 product of two unit vectors, in any order of summation: a
 * rounding of 2^-24 per term, doubled as a margin for lengths that are not quite 1.
 */
function roundingOf(dimension: number): number {
  return dimension * 2 ** -23;
}
