import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Gallery } from '../../src/search/gallery.js';
import { type Pair, pairsAbove } from '../../src/search/pairs.js';
import { cosine, unit, vectorSets } from '../support/vectors.js';

const sorted = (pairs: Iterable<Pair>) =>
  [...pairs].sort((p, q) => p.first - q.first || p.second - q.second);

async function pairsOf(vectors: readonly Float32Array[], least: number): Promise<Pair[]> {
  const gallery = new Gallery(vectors[0]?.length ?? 1, { threads: 1, blockRows: 512 });
  for (const vector of vectors) gallery.append(vector);
  const pairs: Pair[] = [];
  for await (const pair of pairsAbove(gallery, least)) pairs.push(pair);
  await gallery.release();
  return pairs;
}

describe('pairs above a threshold', () => {
  it('are those that comparing all with all finds, each once', async () => {
    await fc.assert(
      fc.asyncProperty(
        vectorSets({ least: 1, most: 700 }),
        fc.double({ min: -0.2, max: 1.1, noNaN: true }),
        async ([vectors = []], least) => {
          const expected = vectors.flatMap((p, first) =>
            vectors
              .slice(first + 1)
              .map((q, i) => ({ first, second: first + 1 + i, similarity: cosine(p, q) }))
              .filter(({ similarity }) => similarity >= least),
          );
          expect(sorted(await pairsOf(vectors, least))).toEqual(expected);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('are none among none or one', async () => {
    expect(await pairsOf([], -1)).toEqual([]);
    expect(await pairsOf([unit([1, 2])], -1)).toEqual([]);
  });

  it('need a threshold that is a number', async () => {
    await expect(pairsOf([], Number.NaN)).rejects.toThrow(RangeError);
  });
});
