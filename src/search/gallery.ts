import type { ModelSession } from '../models/session.js';
import { Best, type Match } from './best.js';
import { BATCH, Comparison } from './comparison.js';
import { Rows, type Tile } from './rows.js';

export type { Match };

/** 32 MB at 128 dimensions. Tiles are cut from blocks, so that their size hardly matters. */
const BLOCK_ROWS = 65_536;

/** Searching has the machine to itself: no worker extracts at the same time. */
const THREADS = 2;

/**
 * How far from 1 the length of a vector may be: more than normalizing in float32 leaves,
 * less than a vector that nobody normalized.
 */
const LENGTH_TOLERANCE = 1e-3;

export interface GalleryOptions {
  /** Threads of one product, 1 or more. */
  readonly threads?: number;
  /** Rows of one block of memory: a multiple of 64. */
  readonly blockRows?: number;
}

export interface SearchOptions {
  /** How many matches a query may have: 1 or more. */
  readonly top: number;
  /** The least similarity of a match: -1 to 1. */
  readonly least: number;
}

/**
 * Embeddings in memory, numbered from 0 in the order they were appended, and the exact
 * search among them. Embeddings of one encoder only: a gallery cannot tell where they are
 * from. A million of 128 dimensions take 512 MB.
 */
export class Gallery {
  readonly #rows: Rows;
  readonly #threads: number;
  #product: Promise<ModelSession> | undefined;

  /** For vectors of `dimension` values. Throws a RangeError for sizes that cannot be. */
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
   * Copies a unit vector, float32 [dimension], into the gallery and returns its index.
   * Throws a RangeError for another number of values or another length.
   */
  append(embedding: Float32Array): number {
    this.#check(embedding);
    return this.#rows.append(embedding);
  }

  /** The vector of a row, not to be changed: float32 [dimension], a view of the gallery's memory. */
  at(index: number): Float32Array {
    return this.#rows.at(index);
  }

  /**
   * Puts a unit vector in the place of the row at `index`. Not while a search runs. Throws
   * a RangeError for what `append` refuses, and when there is no such row.
   */
  replace(index: number, embedding: Float32Array): void {
    this.#check(embedding);
    this.#rows.replace(index, embedding);
  }

  /**
   * The rows most similar to each query: for each, in the order of the queries, at most
   * `top` matches of at least `least`, best first, of equal ones the lower index first.
   * Exact, and the same however many threads compute it. Rows that are appended while the
   * search runs are not searched. Other work gets its turn after each few milliseconds.
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
      const comparison = await this.comparison();
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
   * For who compares in a way of its own: its rows from `from` (a multiple of 64) to before
   * `to`, in tiles of at most `atMost` rows (a multiple of 64).
   */
  tiles(from: number, to: number, atMost: number): Iterable<Tile> {
    return this.#rows.tiles(from, to, atMost);
  }

  /** What compares with tiles of this gallery; opens the product when there is none. */
  async comparison(): Promise<Comparison> {
    // Loaded when the first comparison is made: many runs make none.
    this.#product ??= import('./product.js').then(({ openProduct }) =>
      openProduct(this.dimension, this.#threads),
    );
    return new Comparison(await this.#product, this.dimension);
  }

  /** Gives back the threads of the product, when no search runs. A later search opens it anew. */
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
    // Written so that NaN fails, too: it would hide every row of its run.
    if (!(Math.abs(Math.sqrt(square) - 1) <= LENGTH_TOLERANCE)) {
      throw new RangeError(`A vector of length ${Math.sqrt(square)} is not a unit vector`);
    }
  }
}
