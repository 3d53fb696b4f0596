import { describe, expect, it } from 'vitest';
import { fail } from '../../src/domain/failures.js';
import type { Outcome } from '../../src/domain/outcome.js';
import type { Seen } from '../../src/domain/seen.js';
import type { RunStore, Store } from '../../src/store/store.js';
import { fileEntry, photoRef, rowEntry, sampleOf } from '../support/entries.js';
import { enrolled, failedWith } from '../support/outcomes.js';
import { newStore, startRun } from '../support/store.js';

const NOW = '2026-06-15T12:00:00.000Z';

/** An enrolled photo of a quality. */
const ofQuality = (quality: number, faceId = 'face'): Outcome =>
  ({ ...enrolled(), quality, faceId }) as Outcome;

const flagged = (): Outcome =>
  ({ ...enrolled(), flag: { code: 'DUPLICATE_IN_BATCH', message: 'as "b"' } }) as Outcome;

const like = (userId: string) => ({ userId, similarity: 0.9, threshold: 0.8 });

/** Ends a photo of each outcome, in this order. */
function end(run: RunStore, outcomes: readonly (readonly [Outcome, Seen?])[]): void {
  for (const [i, [outcome, seen]] of outcomes.entries()) {
    const item = run.work.add(rowEntry(i + 2, `u${i + 1}`));
    run.work.items.setOutcome(item, `u${i + 1}`, outcome, seen);
  }
}

function scene(outcomes: readonly (readonly [Outcome, Seen?])[]) {
  const store = newStore();
  const run = startRun(store);
  end(run, outcomes);
  // Of another run nothing is told.
  end(startRun(store), [[failedWith(), { resembles: like('x') }], [ofQuality(0.01)]]);
  return store.runReport(run.runId);
}

describe('what a run keeps for its report', () => {
  it('is each failed photo with its path, page by page', () => {
    const measures = { sharpness: 3 };
    const report = scene([
      [failedWith(), { measures }],
      [ofQuality(0.5)],
      [failedWith(fail('NO_FEATURES', {}))],
      [failedWith()],
    ]);
    const [first] = report.failedAfter('FILE_EMPTY', 0, 1);
    expect(first).toEqual({
      ...{ item: 1, row: 2, userId: 'u1', slot: 1, file: 'photo-1.jpg' },
      ...{ path: '/photos/photo-1.jpg', seen: { measures }, failure: fail('FILE_EMPTY', {}) },
    });
    const others = report.failedAfter('NO_FEATURES', 0, 2);
    expect(others.map(({ item, seen }) => [item, seen])).toEqual([[3, {}]]);
    expect(report.failedAfter('FILE_EMPTY', 1, 2).map(({ item }) => item)).toEqual([4]);
    expect(report.failedAfter('FILE_EMPTY', 4, 2)).toEqual([]);
    expect(report.failures()).toEqual([
      { code: 'FILE_EMPTY', count: 2 },
      { code: 'NO_FEATURES', count: 1 },
    ]);
    expect(report.counts()).toEqual({
      ...{ enrolled: 1, unchanged: 0, imported: 0, failed: 3, flagged: 0 },
    });
  });

  it('has no row for a photo of a folder', () => {
    const store = newStore();
    const run = startRun(store);
    run.work.add(fileEntry('1.jpg'));
    run.work.items.setOutcome(1, '1', failedWith());
    expect(store.runReport(run.runId).failedAfter('FILE_EMPTY', 0, 1)).toMatchObject([
      { row: undefined },
    ]);
    expect(store.runReport(run.runId).photo(1)).toMatchObject({ file: '1.jpg' });
    expect(store.runReport(run.runId).photo(2)).toBeUndefined();
  });

  it('is each pair of users, with whether the photo was enrolled', () => {
    const duplicate = failedWith(
      fail('DUPLICATE_IN_BATCH', { userIds: ['b'], similarity: 0.9, falseAlarms: '' }),
    );
    const report = scene([
      [duplicate, { resembles: like('b') }],
      [ofQuality(0.9), { measures: { sharpness: 1 } }],
      [flagged(), { resembles: like('c') }],
    ]);
    expect(report.pairs()).toBe(2);
    const pairs = report.pairsAfter(0, 9);
    expect(
      pairs.map(({ item, code, isFlag, resembles }) => [item, code, isFlag, resembles]),
    ).toEqual([
      [1, 'DUPLICATE_IN_BATCH', false, like('b')],
      [3, 'DUPLICATE_IN_BATCH', true, like('c')],
    ]);
    expect(report.pairsAfter(1, 1)).toEqual(pairs.slice(1));
    expect(report.counts()).toMatchObject({ enrolled: 2, flagged: 1 });
  });

  it('is a pair once, from whichever user it is seen', () => {
    const of = (userId: string, item: number) => ({ resembles: { ...like(userId), item } });
    const stored = (userId: string) => ({ resembles: { ...like(userId), faceId: 'f' } });
    const report = scene([
      [flagged(), of('u2', 2)],
      [flagged(), of('u1', 1)],
      // Photos of two users that look like the templates of each other.
      [flagged(), stored('u4')],
      [flagged(), stored('u3')],
      // Another photo, and a ring of three.
      [flagged(), of('u6', 6)],
      [flagged(), of('u7', 7)],
      [flagged(), of('u5', 5)],
      [flagged(), of('u1', 1)],
    ]);
    expect(report.pairsAfter(0, 99).map(({ item }) => item)).toEqual([1, 3, 5, 6, 7, 8]);
    expect(report.pairs()).toBe(6);
    expect(report.pairsAfter(3, 2).map(({ item }) => item)).toEqual([5, 6]);
  });

  it('is how the measures of what was enrolled are spread, in tens', () => {
    const measuresOf = (sharpness: number, eyesOpen?: number): Seen => ({
      measures: { sharpness, ...(eyesOpen !== undefined && { eyesOpen }) },
    });
    const report = scene([
      [ofQuality(0.999), measuresOf(0, 100)],
      [ofQuality(0.5), measuresOf(9)],
      [ofQuality(0.49), measuresOf(10)],
      [ofQuality(0.3)],
      // Not enrolled.
      [failedWith(), measuresOf(50)],
    ]);
    expect(report.spreads()).toEqual([
      { measure: 'quality', counts: [0, 0, 0, 1, 1, 1, 0, 0, 0, 1] },
      { measure: 'eyesOpen', counts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
      { measure: 'sharpness', counts: [2, 1, 0, 0, 0, 0, 0, 0, 0, 0] },
    ]);
  });

  it('is which enrolled photos are the poorest, and the faces of all', () => {
    const report = scene([
      [ofQuality(0.5, 'f1'), { measures: { sharpness: 20 } }],
      [ofQuality(0.9, 'f2')],
      [failedWith()],
      [ofQuality(0.1, 'f4')],
    ]);
    const poorest = report.poorest(2);
    expect(poorest.map(({ faceId, quality, measures }) => [faceId, quality, measures])).toEqual([
      ['f4', 0.1, {}],
      ['f1', 0.5, { sharpness: 20 }],
    ]);
    expect(poorest[0]).toMatchObject({ path: '/photos/photo-1.jpg', row: 5 });
    const faces = report.enrolledAfter(0, 2);
    expect(faces).toEqual([
      { item: 1, userId: 'u1', faceId: 'f1', sample: null },
      { item: 2, userId: 'u2', faceId: 'f2', sample: null },
    ]);
    expect(report.enrolledAfter(2, 9).map(({ faceId }) => faceId)).toEqual(['f4']);
  });

  it('is nothing of a run of an older version', () => {
    const report = scene([[failedWith()], [ofQuality(0.5)]]);
    expect([report.timeline(), report.pairs()]).toEqual([[], 0]);
    expect(report.spreads().map(({ measure }) => measure)).toEqual(['quality']);
  });
});

describe('the spreads of a collection', () => {
  const add = (store: Store, collection: string, quality: number, measures?: Seen['measures']) => {
    const { templates, users } = store.collection(collection, 'encoder');
    const userId = `u${quality}`;
    users.create(userId, { known: {}, extra: {} }, NOW);
    const sample = sampleOf('A', { quality, ...(measures && { measures }) });
    const face = { ...photoRef(1), userId, fileName: 'a.jpg' };
    templates.add({ ...face, faceId: `${collection} ${userId}` }, sample, NOW);
  };

  it('are those of its templates, of which older ones have no measures', () => {
    const store = newStore();
    for (const name of ['default', 'other']) store.collections.create(name, NOW);
    add(store, 'default', 0.55, { sharpness: 100 });
    add(store, 'default', 0.95);
    add(store, 'other', 0.15, { sharpness: 1 });
    expect(store.gallery('default').spreads()).toEqual([
      { measure: 'quality', counts: [0, 0, 0, 0, 0, 1, 0, 0, 0, 1] },
      { measure: 'sharpness', counts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
    ]);
    expect(store.gallery('nobody').spreads()).toEqual([]);
  });
});
