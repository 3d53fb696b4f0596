import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hostOf } from '../../../src/cli/io.js';
import { fmrForFpir, gallerySizeFor } from '../../../src/domain/thresholds.js';
import type { Context } from '../../../src/operations/context.js';
import { agesOf } from '../../../src/operations/report/gallery/ages.js';
import { gatherGallery } from '../../../src/operations/report/gallery/gather.js';
import { pictureOf } from '../../../src/operations/report/gallery/pictures.js';
import { retentionOf } from '../../../src/operations/report/gallery/retention.js';
import type { MasterKey } from '../../../src/store/secrets/vault.js';
import { Store } from '../../../src/store/store.js';
import { newKey } from '../../support/keys.js';
import { memoryIo } from '../../support/main.js';
import { type GalleryPlan, writeGallery } from '../../support/random-gallery.js';

const NOW = Date.parse('2026-11-30T12:00:00Z');

function contextOf(path: string, key?: MasterKey): Context {
  const store = Store.open(path, true, { key });
  onTestFinished(() => store.close());
  const host = hostOf(memoryIo({ cwd: '/' }));
  return { host, store, db: path, collection: 'default' };
}

/** A gallery, changed by SQL, as the report sees it. */
async function gathered(plan: GalleryPlan, sql = '') {
  const path = writeGallery(plan);
  const db = new Database(path);
  db.exec(sql);
  db.close();
  return gatherGallery(contextOf(path), 'standard', NOW);
}

describe('what a report on a collection tells', () => {
  it('is how many users have a face, since when, and who has none', async () => {
    const report = await gathered(
      { users: 6, each: 2 },
      `UPDATE templates SET created_at = '2025-03-02T23:00:00.000Z' WHERE user_id <= 'U0002';
       UPDATE templates SET created_at = '2026-11-29T00:00:00.000Z' WHERE face_id = 'U0001-2';
       DELETE FROM templates WHERE user_id >= 'U0005'`,
    );
    expect(report).toMatchObject({ users: 6, enrolled: 4, templates: 8, pack: 'standard' });
    expect(report.faceless).toEqual({ users: 2, first: ['U0005', 'U0006'] });
    const { unit, counts } = report.enrollment;
    expect(unit).toBe('month');
    expect(counts.at(0)).toEqual({ label: '2025-03', count: 2 });
    expect(counts.at(-1)).toEqual({ label: '2026-01', count: 2 });
    const ages = report.ages.filter(({ templates }) => templates > 0);
    expect(ages).toEqual([
      { age: 'month', templates: 1 },
      { age: 'year', templates: 4 },
      { age: 'two', templates: 3 },
    ]);
  });

  it('is whose faces are alike, the most similar first, without exceptions', async () => {
    const report = await gathered(
      { users: 40, noise: 0.2, copies: [1, 7, 9] },
      `INSERT INTO duplicate_exceptions (collection, user_id, other_user_id, reason, created_at)
       VALUES ('default', 'U0001', 'U0007', 'twins', '2026-01-01T00:00:00.000Z')`,
    );
    const { suspicions } = report;
    if (!('pairs' in suspicions)) throw new Error(suspicions.reason ?? '');
    expect(suspicions).toMatchObject({ pairs: 2, allowed: 1 });
    const users = suspicions.first.map(({ users }) => users.map(({ userId }) => userId).join());
    expect(users.sort()).toEqual(['U0001,U0009', 'U0007,U0009']);
    const [first, second] = suspicions.first;
    expect(first?.similarity).toBeGreaterThan(second?.similarity ?? 1);
    expect(first?.users[0].faceId).toMatch(/^U000[17]-1$/);
    expect(first?.fmr).toBeLessThan(1e-6);
  });

  it('names at most a hundred pairs, and tells how many there are', async () => {
    const copies = Array.from({ length: 16 }, (_, n) => n + 1);
    const { suspicions } = await gathered({ users: 16, noise: 0.1, copies });
    if (!('pairs' in suspicions)) throw new Error(suspicions.reason ?? '');
    expect(suspicions.pairs).toBe(120);
    expect(suspicions.first).toHaveLength(100);
  });

  it('is why nothing was compared: nobody is enrolled, or no pack here has the encoder', async () => {
    const empty = await gathered({ users: 2 }, 'DELETE FROM templates');
    expect(empty.suspicions).toEqual({ reason: expect.stringContaining('has no templates') });
    expect(empty.thresholds).toBeUndefined();
    expect(empty.enrollment.counts).toEqual([]);
    const foreign = await gathered({ users: 2, encoder: 'somebody-else-512' });
    expect(foreign).toMatchObject({ encoder: 'somebody-else-512', pack: undefined });
    expect(foreign.suspicions).toEqual({ reason: null });
  });

  it('is which similarity is in use for its size, and what others would be', async () => {
    const { thresholds } = await gathered({ users: 250 });
    expect(thresholds?.inUse).toMatchObject({ templates: 250, fpir: 0.001 });
    expect(thresholds?.inUse.fmr).toBe(fmrForFpir(0.001, 250));
    expect(thresholds?.bySize.map(({ templates }) => templates)).toEqual([
      100, 250, 1000, 10_000, 100_000, 1_000_000,
    ]);
    const rising = thresholds?.bySize.map(({ similarity }) => similarity) ?? [];
    expect(rising).toEqual(rising.toSorted((a, b) => a - b));
    expect(thresholds?.isOwn).toBe(false);
    expect(thresholds?.inUse.found?.tmr).toBeGreaterThan(0.2);
  });

  it('goes by the table of the collection where there is one', async () => {
    const table = JSON.stringify([
      { fmr: 0.1, similarity: 0.2 },
      { fmr: 1e-6, similarity: 0.6 },
    ]);
    const { thresholds } = await gathered(
      { users: 30 },
      `INSERT INTO thresholds (collection, encoder, measured_on, fmr_table, updated_at)
       VALUES ('default', 'mobilefacenet-tf-192', 'this collection', '${table}', 'now')`,
    );
    expect(thresholds).toMatchObject({ isOwn: true, measuredTo: 1e-6, holdsTo: 1000 });
    expect(thresholds?.inUse).toMatchObject({ extrapolated: false, found: undefined });
  });
});

describe('retention', () => {
  const holding = (userId: string, more: object) => ({
    ...{ userId, retainUntil: null, expiryDatetime: null, templates: 2, thumbnails: 0 },
    ...{ profileImage: false, waitingPhoto: false, ...more },
  });

  it('is what is due now, and what else in 30 days', () => {
    const told = retentionOf(
      [
        holding('gone', { retainUntil: '2026-11-29' }),
        holding('next', { retainUntil: '2026-12-20' }),
        holding('later', { retainUntil: '2027-01-20' }),
        holding('face', { expiryDatetime: '2026-11-01' }),
        holding('face first', { expiryDatetime: '2026-11-01', retainUntil: '2026-12-01' }),
        holding('no date', { expiryDatetime: 'soon' }),
      ],
      NOW,
    );
    expect(told.due).toMatchObject({ users: 1, faces: 2, templates: 6 });
    expect(told.due.first.map(({ userId }) => userId)).toEqual(['gone', 'face', 'face first']);
    expect(told.soon).toMatchObject({ users: 2, faces: 0 });
    expect(told.soon.first).toEqual([
      { userId: 'next', what: 'user', date: '2026-12-20' },
      { userId: 'face first', what: 'user', date: '2026-12-01' },
    ]);
    expect(told.unreadable).toBe(1);
  });

  it('names a hundred users, and counts all', () => {
    const many = Array.from({ length: 250 }, (_, n) =>
      holding(`u${n}`, { retainUntil: '2026-01-01' }),
    );
    const { due } = retentionOf(many, NOW);
    expect(due.users).toBe(250);
    expect(due.first).toHaveLength(100);
  });
});

describe('ages', () => {
  it('count a template of tomorrow, by a clock that was ahead, as young', () => {
    const [youngest] = agesOf([{ day: '2026-12-02', count: 3 }], NOW);
    expect(youngest).toEqual({ age: 'month', templates: 3 });
  });
});

describe('the size up to which a rate holds', () => {
  it('is the greatest that asks for no lower rate', () => {
    for (const size of [1, 7, 1000, 99_999]) {
      expect(gallerySizeFor(0.001, fmrForFpir(0.001, size))).toBe(size);
    }
    expect(gallerySizeFor(0.001, 0.01)).toBe(0);
  });
});

describe('the picture of a template', () => {
  const landmarks = Array.from({ length: 5 }, (_, n) => ({ x: n, y: n }));
  const jpeg = Buffer.from('a picture');

  /** An encrypted gallery whose first user has a thumbnail. */
  function encrypted() {
    const key = newKey();
    const path = writeGallery({ users: 2 });
    const store = Store.open(path, false, { key });
    store.collection('default', '').thumbnails.put('U0001-1', 'U0001', { jpeg, landmarks });
    store.close();
    return contextOf(path, key);
  }

  it('is its thumbnail, opened with the key of the database, where one is kept', () => {
    const context = encrypted();
    expect(pictureOf(context, false)('U0001-1')).toEqual({ jpeg, width: 256, height: 256 });
    expect(pictureOf(context, false)('U0002-1')).toEqual({ missing: 'not kept' });
  });

  it('is left out of an anonymous report', () => {
    expect(pictureOf(encrypted(), true)('U0001-1')).toEqual({ missing: 'anonymous' });
  });
});
