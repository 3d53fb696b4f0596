import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randoms } from '../../src/domain/randoms.js';
import { Gallery, type Match, type SearchOptions } from '../../src/search/gallery.js';
import { cosine, unit, vectorSets } from '../support/vectors.js';

function galleryOf(rows: readonly Float32Array[], blockRows: number, threads = 1): Gallery {
  const gallery = new Gallery(rows[0]?.length ?? 1, { threads, blockRows });
  for (const row of rows) gallery.append(row);
  return gallery;
}

/** What a search must give, by comparing all with all. */
function expected(
  rows: readonly Float32Array[],
  queries: readonly Float32Array[],
  { top, least }: SearchOptions,
): readonly (readonly Match[])[] {
  return queries.map((query) =>
    rows
      .map((row, index) => ({ index, similarity: cosine(query, row) }))
      .filter(({ similarity }) => similarity >= least)
      .sort((p, q) => q.similarity - p.similarity || p.index - q.index)
      .slice(0, top),
  );
}

type All = readonly (readonly Match[])[];

/** Compares a hundred thousand matches, which `toEqual` alone does in seconds; it tells what differs. */
function expectSame(found: All, all: All): void {
  const isSame = (row: readonly Match[], i: number) =>
    row.length === all[i]?.length &&
    row.every(({ index, similarity }, k) => {
      const match = all[i]?.[k];
      return index === match?.index && Object.is(similarity, match.similarity);
    });
  if (found.length !== all.length || !found.every(isSame)) expect(found).toEqual(all);
}

describe('searching a gallery', () => {
  it('finds what comparing all with all finds, to the last bit', async () => {
    await fc.assert(
      fc.asyncProperty(
        vectorSets({ least: 1, most: 700 }, { least: 1, most: 300 }),
        fc.constantFrom(64, 128, 1024),
        fc.record({
          top: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 400 })),
          least: fc.double({ min: -1.1, max: 1.1, noNaN: true }),
        }),
        async ([rows = [], queries = []], blockRows, options) => {
          const gallery = galleryOf(rows, blockRows);
          const found = await gallery.search(queries, options);
          await gallery.release();
          expectSame(found, expected(rows, queries, options));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('finds the same where many rows are alike and where few are, in tiles of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1 }),
        fc.array(fc.boolean(), { minLength: 5, maxLength: 20 }),
        fc.constantFrom(64, 192, 4096),
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom(-1, 0.5, 0.9),
        async (seed, stretches, blockRows, top, least) => {
          const random = randoms(seed);
          const vector = () => unit(Array.from({ length: 32 }, () => random() - 0.5));
          const centre = vector();
          const near = () => unit([...centre].map((value) => value + 0.05 * (random() - 0.5)));
          const rows = stretches.flatMap((isDense) =>
            Array.from({ length: 64 + Math.floor(100 * random()) }, isDense ? near : vector),
          );
          const queries = [...Array.from({ length: 270 }, vector), near(), near()];
          const gallery = galleryOf(rows, blockRows);
          const options = { top, least };
          const found = await gallery.search(queries, options);
          const alone = await gallery.search(queries.slice(-1), options);
          await gallery.release();
          const all = expected(rows, queries, options);
          expectSame(found, all);
          expectSame(alone, all.slice(-1));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('finds rows on both sides of the border of a block of its usual size', async () => {
    const random = randoms(7);
    const vector = () => unit([random() - 0.5, random() - 0.5, random() - 0.5]);
    const rows = Array.from({ length: 65_536 + 70 }, vector);
    const gallery = new Gallery(3);
    for (const row of rows) gallery.append(row);
    const queries = [65_535, 65_536, 65_605, 0, 4_096].map((row) => rows[row] ?? vector());
    const options = { top: 4, least: 0.5 };
    expect(await gallery.search(queries, options)).toEqual(expected(rows, queries, options));
    await gallery.release();
  });

  it('finds in the place of a removed row the one that was last, in blocks that come and go', async () => {
    await fc.assert(
      fc.asyncProperty(
        vectorSets({ least: 1, most: 200 }),
        fc.array(fc.oneof(fc.nat(), fc.constant('append' as const)), { maxLength: 200 }),
        async ([vectors = []], changes) => {
          const gallery = galleryOf(vectors, 64);
          const rows = [...vectors];
          for (const change of changes) {
            const vector = vectors[rows.length % vectors.length] as Float32Array;
            if (change === 'append' || rows.length === 0) {
              gallery.append(vector);
              rows.push(vector);
              continue;
            }
            const index = change % rows.length;
            gallery.remove(index);
            const last = rows.pop() as Float32Array;
            if (index < rows.length) rows[index] = last;
          }
          expect(gallery.size).toBe(rows.length);
          expect(rows.map((_, i) => gallery.at(i))).toEqual(rows);
          expect(() => gallery.remove(rows.length)).toThrow(RangeError);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('puts the lower index first where rows are equal, wherever they are', async () => {
    const random = randoms(3);
    const same = unit(Array.from({ length: 128 }, () => random() - 0.5));
    const gallery = galleryOf(Array<Float32Array>(200).fill(same), 64, 2);
    const [matches = []] = await gallery.search([same], { top: 150, least: 0.9 });
    expect(matches.map(({ index }) => index)).toEqual(Array.from({ length: 150 }, (_, i) => i));
    expect(new Set(matches.map(({ similarity }) => similarity)).size).toBe(1);
    await gallery.release();
  });

  it('gives the same with one thread or two, alone or in a batch, in one block or many', async () => {
    const random = randoms(5);
    const vector = () => unit(Array.from({ length: 24 }, () => random() - 0.5));
    const rows = Array.from({ length: 5000 }, vector);
    const queries = Array.from({ length: 300 }, vector);
    const options = { top: 3, least: 0.4 };
    const [one, two] = [galleryOf(rows, 128, 1), galleryOf(rows, 65_536, 2)];
    const batch = await one.search(queries, options);
    expect(batch).toEqual(expected(rows, queries, options));
    expect(await two.search(queries, options)).toEqual(batch);
    expect(await two.search(queries.slice(299), options)).toEqual(batch.slice(299));
    await Promise.all([one.release(), two.release()]);
  });

  it('finds what was appended since the last search, and in searches at the same time', async () => {
    const [a, b, c] = [unit([1, 0]), unit([0, 1]), unit([1, 1])];
    const gallery = new Gallery(2);
    const options = { top: 1, least: 0.8 };
    expect(await gallery.search([a], options)).toEqual([[]]);
    expect([gallery.append(a), gallery.append(b)]).toEqual([0, 1]);
    expect(await gallery.search([a, c], options)).toEqual([[{ index: 0, similarity: 1 }], []]);
    expect([gallery.append(c), gallery.size]).toEqual([2, 3]);
    const both = await Promise.all([a, b, c].map((query) => gallery.search([query], options)));
    expect(both.map(([matches = []]) => matches.map(({ index }) => index))).toEqual([
      [0],
      [1],
      [2],
    ]);
    await gallery.release();
    expect(await gallery.search([b], options)).toEqual([[{ index: 1, similarity: 1 }]]);
    await gallery.release();
  });

  it('finds what took the place of a row, and that row no longer', async () => {
    const vectors = Array.from({ length: 70 }, (_, i) => unit([i, 70 - i]));
    const gallery = galleryOf(vectors, 64);
    const options = { top: 1, least: 0.99999 };
    for (const index of [3, 66]) {
      const old = vectors[index] ?? unit([]);
      const moved = old.map((value) => -value);
      gallery.replace(index, moved);
      const [found, gone] = await gallery.search([moved, old], options);
      expect(found).toEqual([{ index, similarity: cosine(moved, moved) }]);
      expect(gone?.map((match) => match.index)).not.toContain(index);
    }
    expect(gallery.size).toBe(70);
    for (const index of [-1, 70]) {
      expect(() => gallery.replace(index, unit([1, 0]))).toThrow(RangeError);
    }
    expect(() => gallery.replace(0, Float32Array.of(1, 1))).toThrow(RangeError);
    await gallery.release();
  });

  it('does not search rows that come while it runs', async () => {
    const gallery = galleryOf([unit([1, 0])], 64);
    const search = gallery.search([unit([0, 1])], { top: 5, least: -1 });
    gallery.append(unit([0, 1]));
    expect(await search).toEqual([[{ index: 0, similarity: 0 }]]);
    await gallery.release();
  });

  it('finds nothing in an empty gallery, and for no queries', async () => {
    const gallery = new Gallery(2);
    expect(await gallery.search([unit([1, 0])], { top: 3, least: -1 })).toEqual([[]]);
    gallery.append(unit([1, 0]));
    expect(await gallery.search([], { top: 3, least: -1 })).toEqual([]);
    await gallery.release();
  });
});

describe('a gallery refuses', () => {
  const gallery = new Gallery(2);

  it.each([
    ['another dimension', unit([1, 0, 0])],
    ['another length', Float32Array.of(1, 1)],
    ['what is not a number', Float32Array.of(Number.NaN, 1)],
  ])('vectors of %s', async (_, vector) => {
    expect(() => gallery.append(vector)).toThrow(RangeError);
    await expect(gallery.search([vector], { top: 1, least: 0 })).rejects.toThrow(RangeError);
    expect(gallery.size).toBe(0);
  });

  it.each([
    { top: 0, least: 0 },
    { top: 1.5, least: 0 },
    { top: 1, least: Number.NaN },
  ])('to search by %o', async (options) => {
    await expect(gallery.search([], options)).rejects.toThrow(RangeError);
  });

  it('sizes that cannot be', () => {
    expect(() => new Gallery(0)).toThrow(RangeError);
    expect(() => new Gallery(2, { blockRows: 100 })).toThrow(RangeError);
  });
});
