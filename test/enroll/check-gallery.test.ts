import { describe, expect, it } from 'vitest';
import type { FmrTable } from '../../src/domain/thresholds.js';
import { checkGallery } from '../../src/enroll/check-gallery.js';
import { sphereQuantiles } from '../support/distributions.js';
import { DIMENSIONS, ENCODER } from '../support/encoder.js';
import { type GalleryPlan, writeGallery } from '../support/random-gallery.js';
import { newStore } from '../support/store.js';

const exact = sphereQuantiles(DIMENSIONS);
const tableOf = (measuredOn: string, times: number): FmrTable => ({
  measuredOn,
  table: [1e-1, 1e-3].map((fmr) => ({ fmr, similarity: exact(fmr / times) })),
});
const PACK = { dimensions: DIMENSIONS, thresholds: tableOf('the pack', 1) };

/** What an import brought: for so many new users one template, or as many as are told. */
const added = (users: number, each = 1) => ({ templates: users * each, users });

const storeOf = (plan: GalleryPlan) => newStore(writeGallery(plan)).collection('default', ENCODER);

describe('the check of a gallery after an import', () => {
  it('goes by the table of the pack, and by the own one where it was stored', async () => {
    const store = storeOf({ users: 220 });
    expect(await checkGallery(store, PACK, added(220))).toMatchObject({
      ...{ finding: 'asPromised', measuredOn: 'the pack', ownTable: false, isNews: true },
      pairs: (220 * 219) / 2,
    });
    store.thresholds.put(ENCODER, tableOf('this collection', 1 / 5), 'now');
    expect(await checkGallery(store, PACK, added(1))).toMatchObject({
      ...{ finding: 'more', measuredOn: 'this collection', ownTable: true, isNews: false },
    });
  });

  it('tells nothing of fewer than 200 templates, or without a table', async () => {
    expect(await checkGallery(storeOf({ users: 199 }), PACK, added(199))).toBe(null);
    expect(
      await checkGallery(storeOf({ users: 200 }), { dimensions: DIMENSIONS }, added(200)),
    ).toBe(null);
  });

  it('tells nothing of fewer users than calibrate takes, however many templates they have', async () => {
    expect(await checkGallery(storeOf({ users: 29, each: 8 }), PACK, added(29, 8))).toBe(null);
    expect(await checkGallery(storeOf({ users: 30, each: 8 }), PACK, added(30, 8))).not.toBe(null);
    expect(await checkGallery(storeOf({ users: 1, each: 200 }), PACK, added(1, 200))).toBe(null);
  });

  it('is news where the users before were too few to tell, however many templates they had', async () => {
    const store = storeOf({ users: 30, each: 8 });
    expect(await checkGallery(store, PACK, added(1, 8))).toMatchObject({ isNews: true });
    // The same templates for a user who had others already.
    const grown = { templates: 8, users: 0 };
    expect(await checkGallery(store, PACK, grown)).toMatchObject({ isNews: false });
  });

  it('leaves out pairs of one user, and recorded exceptions', async () => {
    const store = storeOf({ users: 110, each: 2, copies: [7], noise: 0.1 });
    const pairs = (220 * 218) / 2;
    expect(await checkGallery(store, PACK, added(110, 2))).toMatchObject({ pairs, leftOut: 4 });
    store.exceptions.add('U0001', 'U0007', 'twins', 'now');
    expect(await checkGallery(store, PACK, added(110, 2))).toMatchObject({
      pairs: pairs - 4,
      leftOut: 0,
    });
  });
});
