import type { ModelSession, Output } from '../models/session.js';
import { RUN } from './rows.js';

/** Similarities of one product: 4 MB, so that 256 queries see 4,096 rows at a time. */
export const TILE_VALUES = 2 ** 20;

/** What is multiplied: unit vectors one after the other. */
export interface Factors {
  /** float32 [count, dimension] */
  readonly queries: Float32Array;
  readonly count: number;
  /** float32 [runs * RUN, dimension] */
  readonly rows: Float32Array;
  readonly runs: number;
}

/**
 * The product of queries with a tile of rows, in arrays that the next product overwrites.
 *
 * onnxruntime makes a new array of every output, also of one that is written into a given array.
 * With 4 MB of similarities for each tile, copies and garbage collection take a third of the time:
 * ask for the maxima alone where they are enough.
 */
export class TileProduct {
  /** By query and run: [count, runs]. */
  readonly maxima: Float32Array;
  #similarities: Float32Array | undefined;

  /**
   * @param session the product; without it, which is for few rows, the product is made here
   * @param most queries and rows that are compared with each other at most
   */
  constructor(
    private readonly session: ModelSession | undefined,
    private readonly dimension: number,
    most: { readonly queries: number; readonly rows: number },
  ) {
    const runs = most.queries * Math.ceil(most.rows / RUN);
    this.maxima = new Float32Array(Math.min(runs, TILE_VALUES / RUN));
  }

  /** Fills the maxima. */
  async findMaxima(factors: Factors): Promise<void> {
    if (this.session) await this.#run(this.session, factors, {});
    else this.#multiplyHere(factors);
  }

  /** Fills the maxima and returns the similarities, float32 [count, runs * RUN]. */
  async multiply(factors: Factors): Promise<Float32Array> {
    if (!this.session) return this.#multiplyHere(factors);
    const { values, shape } = this.#output(factors);
    await this.#run(this.session, factors, { similarities: { values, shape } });
    return values;
  }

  async #run(
    session: ModelSession,
    { queries, count, rows, runs }: Factors,
    wanted: Readonly<Record<string, Output>>,
  ): Promise<void> {
    const maxima = { values: this.maxima.subarray(0, count * runs), shape: [count, runs] };
    await session.runInto(
      {
        queries: { values: queries, shape: [count, this.dimension] },
        rows: { values: rows, shape: [runs * RUN, this.dimension] },
      },
      { ...wanted, maxima },
    );
  }

  #multiplyHere(factors: Factors): Float32Array {
    const { values: similarities } = this.#output(factors);
    const rows = factors.runs * RUN;
    this.maxima.fill(Number.NEGATIVE_INFINITY);
    for (let i = 0; i < similarities.length; i += 1) {
      const row = i % rows;
      const similarity = cosineOf(factors, (i - row) / rows, row, this.dimension);
      similarities[i] = similarity;
      const run = Math.floor(i / RUN);
      this.maxima[run] = Math.max(this.maxima[run] ?? 0, similarity);
    }
    return similarities;
  }

  #output({ count, runs }: Factors): Output {
    this.#similarities ??= new Float32Array(this.maxima.length * RUN);
    const shape = [count, runs * RUN];
    return { values: this.#similarities.subarray(0, count * runs * RUN), shape };
  }
}

/**
 * The similarity of a query to a row. A product of two float32 is exact in double precision, so only
 * the order of the sum matters.
 */
export function cosineOf(
  { queries, rows }: Pick<Factors, 'queries' | 'rows'>,
  query: number,
  row: number,
  dimension: number,
): number {
  const [p, q] = [query * dimension, row * dimension];
  let sum = 0;
  for (let i = 0; i < dimension; i += 1) sum += (queries[p + i] ?? 0) * (rows[q + i] ?? 0);
  return sum;
}
