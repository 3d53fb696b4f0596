import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clustersOf } from '../../src/search/clusters.js';

const MOST = 30;
const sample = fc.integer({ min: 0, max: MOST });
const pairLists = fc.array(fc.record({ first: sample, second: sample }), { maxLength: 40 });

describe('clusters', () => {
  it('join pairs that share a sample', () => {
    const pairs = [
      { first: 7, second: 9 },
      { first: 2, second: 5 },
      { first: 9, second: 3 },
      { first: 4, second: 4 },
    ];
    expect(clustersOf(pairs)).toEqual([
      [2, 5],
      [3, 7, 9],
    ]);
    expect(clustersOf([])).toEqual([]);
  });

  it('are the same in whatever order the pairs come', () => {
    const shuffled = pairLists.chain((pairs) =>
      fc.record({
        pairs: fc.constant(pairs),
        shuffled: fc.shuffledSubarray(pairs, { minLength: pairs.length }),
        turned: fc.infiniteStream(fc.boolean()),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ pairs, shuffled, turned }) => {
        const others = shuffled.map(({ first, second }) =>
          turned.next().value ? { first: second, second: first } : { first, second },
        );
        expect(clustersOf(others)).toEqual(clustersOf(pairs));
      }),
    );
  });

  it('are what can be reached from one sample by pairs', () => {
    fc.assert(
      fc.property(pairLists, (pairs) => {
        // The lowest label spreads until nothing changes: slow, and plainly right.
        const labels = Array.from({ length: MOST + 1 }, (_, i) => i);
        for (let round = 0; round <= MOST; round += 1) {
          for (const { first, second } of pairs) {
            const lower = Math.min(labels[first] ?? 0, labels[second] ?? 0);
            labels[first] = lower;
            labels[second] = lower;
          }
        }
        const groups = labels.map((_, label) => labels.flatMap((l, i) => (l === label ? [i] : [])));
        expect(clustersOf(pairs)).toEqual(groups.filter(({ length }) => length >= 2));
      }),
    );
  });

  it('follow a chain of many pairs', () => {
    const count = 100_000;
    const pairs = Array.from({ length: count - 1 }, (_, i) => ({ first: i, second: i + 1 }));
    expect(clustersOf(pairs.reverse())).toEqual([Array.from({ length: count }, (_, i) => i)]);
  });
});
