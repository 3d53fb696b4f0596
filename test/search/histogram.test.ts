import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Histogram } from '../../src/domain/histogram.js';
import { Gallery } from '../../src/search/gallery.js';
import { type Groups, pairHistograms } from '../../src/search/histogram.js';
import { cosine, unit, vectorSets } from '../support/vectors.js';

async function histogramsOf(vectors: readonly Float32Array[], groups: Groups, top = 3) {
  const gallery = new Gallery(vectors[0]?.length ?? 1, { threads: 1, blockRows: 512 });
  for (const vector of vectors) gallery.append(vector);
  const found = await pairHistograms(gallery, groups, top);
  await gallery.release();
  return found;
}

const none: Groups['apart'] = new Map();

/** The middles of the bins, ascending, each as often as it was counted. */
function values(histogram: Histogram): number[] {
  const bins = [...histogram.descending()].reverse();
  return bins.flatMap(({ from, to, count }) => Array(count).fill((from + to) / 2));
}

describe('the histogram of all pairs', () => {
  it('names no pair when none is asked for', async () => {
    const vectors = [unit([1, 0]), unit([1, 1]), unit([0, 1])];
    const found = await histogramsOf(vectors, { of: Int32Array.of(0, 1, 2), apart: none }, 0);
    expect(found.top).toEqual([]);
    expect(found.different.total).toBe(3);
  });

  it('has every pair once, by whether its rows are of one group, but for those kept apart', async () => {
    await fc.assert(
      fc.asyncProperty(
        vectorSets({ least: 1, most: 700 }),
        fc.integer({ min: 1, max: 400 }),
        async ([vectors = []], count) => {
          const of = Int32Array.from(vectors, (_, i) => (i * 7) % count);
          const apart = new Map([
            [0, new Set([1])],
            [1, new Set([0])],
          ]);
          const expected = { different: [] as number[], same: [] as number[] };
          vectors.forEach((p, i) => {
            for (let j = i + 1; j < vectors.length; j += 1) {
              if ((of[i] ?? 0) + (of[j] ?? 0) === 1) continue;
              const kind = of[i] === of[j] ? 'same' : 'different';
              expected[kind].push(cosine(p, vectors[j] as Float32Array));
            }
          });
          const found = await histogramsOf(vectors, { of, apart });
          for (const kind of ['different', 'same'] as const) {
            const sorted = expected[kind].sort((p, q) => p - q);
            const counted = values(found[kind]);
            expect(counted.length).toBe(sorted.length);
            const worst = counted.reduce(
              (w, v, i) => Math.max(w, Math.abs(v - (sorted[i] ?? 9))),
              0,
            );
            expect(worst).toBeLessThan(2 ** -15);
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  it('keeps the most similar pairs of different groups, best first, one of each two groups', async () => {
    const vectors = [
      [1, 0],
      [1, 0.1],
      [0, 1],
      [1, 0.02],
      [1, 0],
    ].map(unit);
    const { top } = await histogramsOf(
      vectors,
      { of: Int32Array.of(0, 1, 2, 3, 0), apart: none },
      3,
    );
    expect(top.map(({ first, second }) => [first, second])).toEqual([
      [0, 3],
      [1, 3],
      [0, 1],
    ]);
    expect(top[0]?.similarity).toBeCloseTo(1 / Math.hypot(1, 0.02), 6);
  });

  it('keeps of each two groups what comparing all with all finds', async () => {
    await fc.assert(
      fc.asyncProperty(
        vectorSets({ least: 2, most: 600 }),
        fc.integer({ min: 2, max: 6 }),
        async ([vectors = []], count) => {
          const of = Int32Array.from(vectors, (_, i) => (i * 7) % count);
          const best = new Map<string, number>();
          vectors.forEach((p, i) => {
            for (let j = i + 1; j < vectors.length; j += 1) {
              if (of[i] === of[j]) continue;
              const key = [of[i], of[j]].sort().join();
              const similarity = cosine(p, vectors[j] as Float32Array);
              best.set(key, Math.max(best.get(key) ?? -2, similarity));
            }
          });
          const { top } = await histogramsOf(vectors, { of, apart: none });
          const keys = top.map(({ first, second }) => [of[first], of[second]].sort().join());
          expect(new Set(keys).size).toBe(Math.min(3, best.size));
          const expected = [...best.values()].sort((p, q) => q - p);
          for (const [i, { similarity }] of top.entries()) {
            expect(similarity).toBeCloseTo(expected[i] ?? 9, 5);
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  it('is empty for none and for one', async () => {
    for (const vectors of [[], [unit([1, 2])]]) {
      const found = await histogramsOf(vectors, {
        of: new Int32Array(vectors.length),
        apart: none,
      });
      expect([found.different.total, found.same.total, found.top]).toEqual([0, 0, []]);
    }
  });
});
