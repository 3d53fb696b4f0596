import { Histogram } from '../domain/histogram.js';
import { BestPairs } from './best-pairs.js';
import { BATCH } from './comparison.js';
import type { Gallery } from './gallery.js';
import type { Pair } from './pairs.js';

/** Which rows of a gallery belong together. */
export interface Groups {
  /** The group number of each row. */
  readonly of: Int32Array;
  /** Groups whose pairs are not counted: from a group to others, in both directions. */
  readonly apart: ReadonlyMap<number, ReadonlySet<number>>;
}

/** The similarities of all pairs of rows. */
export interface PairHistograms {
  /** Of rows in different groups. */
  readonly different: Histogram;
  /** Of rows in one group. */
  readonly same: Histogram;
  /** The most similar pairs of different groups, best first; one pair of rows for every two groups. */
  readonly top: readonly Pair[];
}

/**
 * Counts the similarities of every pair of rows once. As in `pairsAbove`, memory holds only the
 * similarities of 256 rows to a few thousand at a time.
 */
export async function pairHistograms(
  gallery: Gallery,
  groups: Groups,
  top: number,
): Promise<PairHistograms> {
  const size = gallery.size;
  const [different, same, best] = [new Histogram(), new Histogram(), new BestPairs(top)];
  if (size < 2) return { different, same, top: [] };
  const comparison = await gallery.comparison();
  for (const batch of gallery.tiles(0, size, BATCH)) {
    const queries = batch.values.subarray(0, batch.count * gallery.dimension);
    for (const tile of gallery.tiles(batch.first, size, comparison.tileRows(batch.count))) {
      const { values, stride } = await comparison.similarities(queries, batch.count, tile);
      for (let query = 0; query < batch.count; query += 1) {
        const first = batch.first + query;
        const group = groups.of[first] ?? 0;
        const apart = groups.apart.get(group);
        // A pair is counted from its first row.
        for (let row = Math.max(0, first + 1 - tile.first); row < tile.count; row += 1) {
          const similarity = values[query * stride + row] ?? 0;
          const other = groups.of[tile.first + row] ?? 0;
          if (other === group) same.add(similarity);
          else if (!apart?.has(other)) {
            different.add(similarity);
            if (similarity < best.floor) continue;
            best.add({ first, second: tile.first + row, similarity }, [group, other]);
          }
        }
      }
    }
  }
  return { different, same, top: best.pairs() };
}
