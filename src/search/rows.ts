/**
 * Length of a run of rows: the graph computes the maximum of each run, and only runs that may hold
 * a match are scanned. Shorter runs cost more in the graph (16: a tenth), longer ones more to scan.
 */
export const RUN = 64;

/** Consecutive rows of one block, as a product takes them. */
export interface Tile {
  /** Index of the first row among all rows. */
  readonly first: number;
  /** Number of valid rows. */
  readonly count: number;
  /** float32 [count rounded up to whole runs, dimension]; values beyond `count` are undefined. */
  readonly values: Float32Array;
}

/**
 * Unit vectors in order of insertion, in blocks that never move: a single array would be copied as
 * it grows, and need twice its size meanwhile. Unwritten memory of a block is mapped, not touched,
 * and costs nothing.
 */
export class Rows {
  readonly #blocks: Float32Array[] = [];
  #size = 0;

  /** `blockRows` is a multiple of `RUN`, so that blocks end with whole runs. */
  constructor(
    readonly dimension: number,
    readonly blockRows: number,
  ) {
    if (!isCount(dimension)) throw new RangeError(`${dimension} is no dimension`);
    if (!isCount(blockRows) || blockRows % RUN !== 0) {
      throw new RangeError(`A block of ${blockRows} rows is not a multiple of ${RUN}`);
    }
  }

  get size(): number {
    return this.#size;
  }

  /** Appends a copy of the vector and returns its index. */
  append(vector: Float32Array): number {
    const row = this.#size % this.blockRows;
    if (row === 0) this.#blocks.push(new Float32Array(this.blockRows * this.dimension));
    this.#blocks.at(-1)?.set(vector, row * this.dimension);
    this.#size += 1;
    return this.#size - 1;
  }

  /** A view of one row, not a copy: float32 [dimension]. */
  at(index: number): Float32Array {
    const row = index % this.blockRows;
    const block = this.#blocks[(index - row) / this.blockRows];
    if (block === undefined || index >= this.#size) throw new RangeError(`No row ${index}`);
    return block.subarray(row * this.dimension, (row + 1) * this.dimension);
  }

  /** Overwrites the row at an index that `append` returned. */
  replace(index: number, vector: Float32Array): void {
    if (!(index >= 0 && index < this.#size)) throw new RangeError(`There is no row ${index}`);
    const row = index % this.blockRows;
    this.#blocks[(index - row) / this.blockRows]?.set(vector, row * this.dimension);
  }

  /** Removes a row; the last one takes its place. Nothing of it stays in memory. */
  remove(index: number): void {
    const last = this.#size - 1;
    if (index !== last) this.replace(index, this.at(last));
    this.at(last).fill(0);
    this.#size = last;
    if (last % this.blockRows === 0) this.#blocks.pop();
  }

  /**
   * The rows from `from` (a multiple of `RUN`) to before `to`, without copying, in tiles of at most
   * `atMost` rows (a multiple of `RUN`).
   */
  *tiles(from: number, to: number, atMost: number): Generator<Tile> {
    for (let first = from; first < to; ) {
      const row = first % this.blockRows;
      const count = Math.min(atMost, this.blockRows - row, to - first);
      const block = this.#blocks[(first - row) / this.blockRows];
      if (block === undefined) throw new RangeError(`There are no ${to} rows`);
      const end = row + Math.ceil(count / RUN) * RUN;
      yield { first, count, values: block.subarray(row * this.dimension, end * this.dimension) };
      first += count;
    }
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}
