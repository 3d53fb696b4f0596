import { describe, expect, it } from 'vitest';
import type { Entry, Source } from '../../src/domain/entry.js';
import { FirstPhotos } from '../../src/source/first-photos.js';

/** A list whose rows have so many photos. */
function listOf(...counts: readonly number[]): Source {
  return {
    skipped: 2,
    emptiness: 'there is no row',
    async *entries(): AsyncGenerator<Entry> {
      for (const [i, count] of counts.entries()) {
        const photos = Array.from({ length: count }, (_, n) => ({
          ...{ slot: n + 1, file: `${i}-${n}.jpg`, path: `/photos/${i}-${n}.jpg` },
        }));
        yield { userId: String(i), photos, cells: [] };
      }
    },
  };
}

async function idsOf(source: Source): Promise<string[]> {
  const ids: string[] = [];
  for await (const { userId } of source.entries()) ids.push(userId);
  return ids;
}

describe('the first photos of a source', () => {
  it('are those of the rows up to the one with the last of them, which is taken whole', async () => {
    const first = new FirstPhotos(listOf(1, 2, 2, 1), 4);
    expect(await idsOf(first)).toEqual(['0', '1', '2']);
    expect(first.hasMore).toBe(true);
  });

  it('count a row without a photo as one', async () => {
    expect(await idsOf(new FirstPhotos(listOf(0, 0, 1, 1), 3))).toEqual(['0', '1', '2']);
  });

  it('are all of them where there are no more', async () => {
    const first = new FirstPhotos(listOf(1, 1), 2);
    expect(await idsOf(first)).toEqual(['0', '1']);
    expect(first.hasMore).toBe(false);
    expect([first.skipped, first.emptiness]).toEqual([2, 'there is no row']);
  });
});
