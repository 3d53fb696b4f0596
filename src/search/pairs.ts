import { BATCH } from './comparison.js';
import type { Gallery } from './gallery.js';

/** Two rows of one gallery, `first` < `second`, and their cosine. */
export interface Pair {
  readonly first: number;
  readonly second: number;
  readonly similarity: number;
}

/**
 * Yields every pair of rows with a similarity of at least `least` (-1 to 1) once, in a reproducible
 * but unspecified order. Memory holds only the pairs of 256 rows with a few thousand: 100,000 rows
 * have five billion pairs. Does not compare rows appended meanwhile.
 */
export async function* pairsAbove(gallery: Gallery, least: number): AsyncGenerator<Pair> {
  if (Number.isNaN(least)) throw new RangeError('least is not a number');
  const size = gallery.size;
  if (size < 2) return;
  const comparison = await gallery.comparison();
  for (const batch of gallery.tiles(0, size, BATCH)) {
    const queries = batch.values.subarray(0, batch.count * gallery.dimension);
    const floors = new Float64Array(batch.count).fill(least);
    // A pair is found from its first row, so rows before the batch are done.
    for (const tile of gallery.tiles(batch.first, size, comparison.tileRows(batch.count))) {
      const pairs: Pair[] = [];
      await comparison.visit(queries, tile, floors, (query, second, similarity) => {
        const first = batch.first + query;
        if (first < second && similarity >= least) pairs.push({ first, second, similarity });
      });
      yield* pairs;
    }
  }
}
