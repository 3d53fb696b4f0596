import { availableParallelism } from 'node:os';
import type { ModelSession } from '../models/session.js';
import { Best, type Match } from './best.js';
import { BATCH, Comparison } from './comparison.js';
import { Rows, type Tile } from './rows.js';

export type { Match };

/** 32 MB at 128 dimensions. Tiles are cut from blocks, so the size hardly matters. */
const BLOCK_ROWS = 65_536;

/** So few rows are compared in less time than a product takes to open. */
const FEW_ROWS = 256;

/** Rows of one block of a gallery that is to hold few: a large block costs its allocation. */
export const SMALL_BLOCK = 64;

/**
 * No worker extracts while an import or a scan compares, so they have the machine to themselves; a
 * search of a service takes milliseconds.
 */
const THREADS = availableParallelism();

/**
 * Largest deviation of a vector's length from 1: more than float32 normalization leaves, less than
 * in a vector that was not normalized.
 */
const LENGTH_TOLERANCE = 1e-3;

export interface GalleryOptions {
  /** Threads of one product, 1 or more. */
  readonly threads?: number;
  /** Rows of one block of memory: a multiple of 64. */
  readonly blockRows?: number;
}

export interface SearchOptions {
  /** Most matches of a query: 1 or more. */
  readonly top: number;
  /** Least similarity of a match: -1 to 1. */
  readonly least: number;
}

/**
 * Embeddings in memory, numbered from 0 in order of insertion, with exact search. All must be of
 * one encoder, which is not checked. A million of 128 dimensions take 512 MB.
 */
export class Gallery {
  readonly #rows: Rows;
  readonly #threads: number;
  #product: Promise<ModelSession> | undefined;

  /** For vectors of `dimension` values. Throws a RangeError for invalid sizes. */
  constructor(
    readonly dimension: number,
    { threads = THREADS, blockRows = BLOCK_ROWS }: GalleryOptions = {},
  ) {
    this.#rows = new Rows(dimension, blockRows);
    this.#threads = threads;
  }

  get size(): number {
    return this.#rows.size;
  }

  /**
   * Copies a unit vector, float32 [dimension], into the gallery and returns its index. Throws a
   * RangeError for another dimension or length.
   */
  append(embedding: Float32Array): number {
    this.#check(embedding);
    return this.#rows.append(embedding);
  }

  /** The vector of a row: float32 [dimension], a read-only view of the gallery's memory. */
  at(index: number): Float32Array {
    return this.#rows.at(index);
  }

  /**
   * Replaces the row at `index` by a unit vector; not during a search. Throws a RangeError as
   * `append` does, and when there is no such row.
   */
  replace(index: number, embedding: Float32Array): void {
    this.#check(embedding);
    this.#rows.replace(index, embedding);
  }

  /**
   * Removes a row; the last one takes its index. Not during a search. Throws a RangeError when there
   * is no such row.
   */
  remove(index: number): void {
    this.#rows.remove(index);
  }

  /**
   * The rows most similar to each query, in the order of the queries: at most `top` matches of at
   * least `least`, best first, equal ones by lower index. Exact, for any number of threads. Does
   * not search rows appended meanwhile. Yields to other work every few milliseconds.
   *
   * @param queries unit vectors, float32 [dimension]; a RangeError for others
   */
  async search(
    queries: readonly Float32Array[],
    { top, least }: SearchOptions,
  ): Promise<readonly (readonly Match[])[]> {
    if (!Number.isSafeInteger(top) || top < 1) throw new RangeError(`top cannot be ${top}`);
    if (Number.isNaN(least)) throw new RangeError('least is not a number');
    for (const query of queries) this.#check(query);
    const bests = queries.map(() => new Best(top, least));
    const size = this.size;
    if (size > 0 && queries.length > 0) {
      const comparison = await this.comparison(Math.min(queries.length, BATCH));
      for (let first = 0; first < queries.length; first += BATCH) {
        const batch = queries.slice(first, first + BATCH);
        await this.#searchBatch(comparison, batch, bests.slice(first, first + BATCH), size);
      }
    }
    return bests.map((best) => best.matches());
  }

  async #searchBatch(
    comparison: Comparison,
    queries: readonly Float32Array[],
    bests: readonly Best[],
    size: number,
  ): Promise<void> {
    const packed = new Float32Array(queries.length * this.dimension);
    queries.forEach((query, i) => {
      packed.set(query, i * this.dimension);
    });
    const floors = Float64Array.from(bests, ({ floor }) => floor);
    for (const tile of this.#rows.tiles(0, size, comparison.tileRows(queries.length))) {
      await comparison.visit(packed, tile, floors, (query, index, similarity) => {
        const best = bests[query];
        best?.add({ index, similarity });
        floors[query] = best?.floor ?? Number.POSITIVE_INFINITY;
      });
    }
  }

  /**
   * For custom comparisons: the rows from `from` (a multiple of 64) to before `to`, in tiles of at
   * most `atMost` rows (a multiple of 64).
   */
  tiles(from: number, to: number, atMost: number): Iterable<Tile> {
    return this.#rows.tiles(from, to, atMost);
  }

  /**
   * Compares with tiles of this gallery; opens the product if necessary.
   *
   * @param queries at a time, at most
   */
  async comparison(queries = BATCH): Promise<Comparison> {
    const most = { queries, rows: this.size };
    if (this.size <= FEW_ROWS) return new Comparison(undefined, this.dimension, most);
    // Loaded on first use, because many runs compare nothing.
    this.#product ??= import('./product.js').then(({ openProduct }) =>
      openProduct(this.dimension, this.#threads),
    );
    return new Comparison(await this.#product, this.dimension, most);
  }

  /** Releases the product's threads; not during a search. A later search opens it again. */
  async release(): Promise<void> {
    const product = this.#product;
    this.#product = undefined;
    await (await product)?.release();
  }

  #check(vector: Float32Array): void {
    if (vector.length !== this.dimension) {
      throw new RangeError(
        `A vector of ${vector.length} values in a gallery of ${this.dimension} dimensions`,
      );
    }
    let square = 0;
    for (const value of vector) square += value * value;
    // Negated so that NaN is refused, too: it would hide every row of its run.
    if (!(Math.abs(Math.sqrt(square) - 1) <= LENGTH_TOLERANCE)) {
      throw new RangeError(`A vector of length ${Math.sqrt(square)} is not a unit vector`);
    }
  }
}
