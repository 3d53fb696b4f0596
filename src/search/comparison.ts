import type { ModelSession } from '../models/session.js';
import { RUN, type Tile } from './rows.js';
import { cosineOf, type Factors, TILE_VALUES, TileProduct } from './tile-product.js';

/**
 * Most queries per product: with more it is no faster, and a tile's similarities would leave the
 * cache before they are read.
 */
export const BATCH = 256;

/** Comparing the rows of one run in so many here takes as long as their similarities cost. */
const RUNS_PER_SCAN = 100;

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
  readonly #product: TileProduct;
  /** Whether many runs of the last tile had candidates. */
  #isDense = false;

  /**
   * @param session the product; without it, which is for few rows, the product is made here
   * @param most queries and rows that are compared with each other at most
   */
  constructor(
    session: ModelSession | undefined,
    private readonly dimension: number,
    most: { readonly queries: number; readonly rows: number },
  ) {
    this.#product = new TileProduct(session, dimension, most);
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
    const factors = factorsOf(queries, floors.length, tile);
    const { runs } = factors;
    const similarities = await this.#candidates(factors, floors);
    const { maxima } = this.#product;
    const rounding = roundingOf(this.dimension);
    for (let query = 0; query < floors.length; query += 1) {
      let floor = (floors[query] ?? 0) - rounding;
      for (let run = 0; run < runs; run += 1) {
        if ((maxima[query * runs + run] ?? 0) < floor) continue;
        const end = Math.min((run + 1) * RUN, tile.count);
        for (let row = run * RUN; row < end; row += 1) {
          if (similarities && (similarities[query * runs * RUN + row] ?? 0) < floor) continue;
          const similarity = cosineOf(factors, query, row, this.dimension);
          if (similarity < floor) continue;
          visit(query, tile.first + row, similarity);
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
    const factors = factorsOf(queries, count, tile);
    return { values: await this.#product.multiply(factors), stride: factors.runs * RUN };
  }

  /**
   * Fills the maxima, and returns the similarities if many runs have candidates. After a tile where
   * it was so, it asks for both at once.
   */
  async #candidates(factors: Factors, floors: Float64Array): Promise<Float32Array | undefined> {
    let similarities: Float32Array | undefined;
    if (this.#isDense) similarities = await this.#product.multiply(factors);
    else await this.#product.findMaxima(factors);
    const runs = this.#runsWithCandidates(factors.runs, floors);
    this.#isDense = runs * RUNS_PER_SCAN > floors.length * factors.runs;
    return this.#isDense ? (similarities ?? (await this.#product.multiply(factors))) : similarities;
  }

  #runsWithCandidates(runs: number, floors: Float64Array): number {
    const { maxima } = this.#product;
    const rounding = roundingOf(this.dimension);
    let found = 0;
    for (let query = 0; query < floors.length; query += 1) {
      const floor = (floors[query] ?? 0) - rounding;
      for (let at = query * runs; at < (query + 1) * runs; at += 1) {
        if ((maxima[at] ?? 0) >= floor) found += 1;
      }
    }
    return found;
  }
}

function factorsOf(queries: Float32Array, count: number, tile: Tile): Factors {
  return { queries, count, rows: tile.values, runs: Math.ceil(tile.count / RUN) };
}

/**
 * Bound for the error of a float32 product of two unit vectors, in any order of summation: a
 * rounding of 2^-24 per term, doubled as a margin for lengths that are not quite 1.
 */
function roundingOf(dimension: number): number {
  return dimension * 2 ** -23;
}
