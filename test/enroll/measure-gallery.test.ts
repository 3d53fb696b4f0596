import { describe, expect, it } from 'vitest';
import { measureGallery } from '../../src/enroll/measure-gallery.js';
import { DIMENSIONS, ENCODER } from '../support/encoder.js';
import { writeGallery } from '../support/random-gallery.js';
import { newStore } from '../support/store.js';

const measure = (path: string, seed: number, most?: number) =>
  measureGallery(newStore(path, true).collection('default', ENCODER), DIMENSIONS, seed, most);

const bins = (measured: Awaited<ReturnType<typeof measure>>) => [
  ...measured.different.descending(),
];

describe('a gallery that is too large to compare all of it', () => {
  it('is measured on a part of its users that the seed tells', async () => {
    const db = writeGallery({ users: 100, each: 2 });
    const [first, again, other] = [
      await measure(db, 1, 81),
      await measure(db, 1, 81),
      await measure(db, 2, 81),
    ];
    // All templates of 40 users: the 81st would be half a user.
    expect(first).toMatchObject({ users: 100, templates: 200, allPairs: 19_800, sampled: true });
    expect(first).toMatchObject({ pairs: 80 * 39, genuinePairs: 40 });
    expect(bins(again)).toEqual(bins(first));
    expect(bins(other)).not.toEqual(bins(first));
    expect(other.pairs).toBe(first.pairs);
  });

  it('is measured whole when it is not larger than that, whatever the seed', async () => {
    const db = writeGallery({ users: 40, each: 2 });
    const [one, two] = [await measure(db, 1, 80), await measure(db, 2, 80)];
    expect(one).toMatchObject({ pairs: 3120, allPairs: 3120, genuinePairs: 40, sampled: false });
    expect(bins(one)).toEqual(bins(two));
  });
});
