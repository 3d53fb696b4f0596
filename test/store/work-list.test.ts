import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { fail } from '../../src/domain/failures.js';
import type { Outcome } from '../../src/domain/outcome.js';
import type { WorkList } from '../../src/store/work-list.js';
import { fileEntry, photoRef, rowEntry, sampleOf, userData } from '../support/entries.js';
import { newStore, startRun } from '../support/store.js';

const MANY = 1203;

const ENROLLED: Outcome = {
  kind: 'enrolled',
  action: 'NEW_TEMPLATE_CREATED',
  faceId: 'f',
  quality: 0.5,
  rotated: 0,
  liveness: 'not assessed',
};
const UNCHANGED: Outcome = { kind: 'unchanged', reason: 'SAME_PHOTO' };
const FAILED: Outcome = { kind: 'failed', failure: fail('FILE_EMPTY', {}) };

function workList(entries: readonly Entry[], ignoreCase = false) {
  const store = newStore();
  const run = startRun(store, ignoreCase);
  run.transaction(() => {
    for (const entry of entries) run.work.add(entry);
  });
  return { store, run, work: run.work };
}

const manyRows = (): Entry[] => Array.from({ length: MANY }, (_, i) => rowEntry(i + 2, `${i}`));

/** Other entries of the same user, for each entry. */
const sharing = (work: WorkList) =>
  [...work.pages()].flatMap((page) => {
    const found = work.sharing(page);
    return page.map(({ number }) => found.get(number) ?? []);
  });

describe('the work list', () => {
  it('gives every entry once and in order, over many pages', () => {
    const { work } = workList(manyRows());
    const pages = [...work.pages()];
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flat().map(({ entry }) => entry.row)).toEqual(manyRows().map(({ row }) => row));
    expect(pages.flat().every(({ items }) => items.length === 1)).toBe(true);
  });

  it('gives an entry back as it was read', () => {
    const extra = Object.fromEntries([
      ['__proto__', 'p'],
      ['Straße', 'Zoë "1", 2'],
    ]);
    const entries = [
      rowEntry(7, '007', {
        user: userData({ name: '', email: 'a@x' }, extra),
        photos: [photoRef(1, 'a b.jpg'), { slot: 3, file: '', failure: fail('FILE_EMPTY', {}) }],
        cells: ['007', '', '=1+1', 'line\r\nbreak'],
      }),
      fileEntry('Zoë.jpg', { failure: fail('USER_NOT_FOUND', { userId: 'Zoë' }) }),
    ];
    const { work } = workList(entries);
    expect([...work.pages()].flat().map(({ entry }) => entry)).toEqual(entries);
  });

  it('has an item for each photo, and one for a row without any', () => {
    const { work } = workList([
      rowEntry(2, 'a', { photos: [photoRef(1), photoRef(4)] }),
      rowEntry(3, 'b', { photos: [] }),
    ]);
    const items = [...work.pages()].flat().flatMap((entry) => entry.items);
    expect(items.map(({ userId, slot, file, path }) => [userId, slot, file, path])).toEqual([
      ['a', 1, 'photo-1.jpg', '/photos/photo-1.jpg'],
      ['a', 4, 'photo-4.jpg', '/photos/photo-4.jpg'],
      ['b', 0, '', null],
    ]);
  });

  it('hands out for extraction what has a path and is not done, in order', () => {
    const { run, work } = workList(manyRows());
    work.items.setOutcome(1, '0', UNCHANGED);
    const file = { path: '/photos/1.jpg', size: 1, modifiedMs: 1 };
    work.items.setExtracted(MANY, run.samples.keep(file, sampleOf('A')));
    expect(work.items.countToExtract()).toBe(MANY - 2);
    const expected = Array.from({ length: MANY - 2 }, (_, i) => i + 2);
    expect([...work.toExtract()].map(({ item }) => item)).toEqual(expected);
  });

  it('can be worked on while it is handed out', () => {
    const { run, work } = workList(manyRows());
    let handed = 0;
    run.transaction(() => {
      for (const { item, userId } of work.toExtract()) {
        work.items.setOutcome(item, userId, UNCHANGED);
        handed += 1;
      }
    });
    expect([handed, work.items.countToExtract()]).toEqual([MANY, 0]);
  });

  it('gives every outcome in the order of the input, whatever order they came in', () => {
    const { run, work } = workList(manyRows());
    run.transaction(() => {
      for (let item = MANY; item > 0; item -= 1) {
        work.items.setOutcome(item, `stored ${item - 1}`, item % 2 ? ENROLLED : FAILED);
      }
    });
    const outcomes = [...work.outcomes()];
    expect(outcomes.map(({ userId }) => userId)).toEqual(
      Array.from({ length: MANY }, (_, i) => `stored ${i}`),
    );
    expect(outcomes[0]).toMatchObject({ row: 2, slot: 1, file: 'photo-1.jpg', outcome: ENROLLED });
    expect(outcomes[1]?.outcome).toEqual(FAILED);
  });
});

describe('entries that share a user ID', () => {
  it('know of each other, in the order of the input', () => {
    const { work } = workList([
      rowEntry(2, 'Zo\u00eb'),
      rowEntry(3, 'other'),
      rowEntry(4, 'Zoe\u0308', { photos: [photoRef(1, 'z.jpg')] }),
      rowEntry(5, 'ZO\u00cb'),
    ]);
    expect(sharing(work)).toEqual([
      [{ row: 4, file: 'z.jpg' }],
      [],
      [{ row: 2, file: 'photo-1.jpg' }],
      [],
    ]);
  });

  it('are found over many pages, and only a few of very many are named', () => {
    const entries = Array.from({ length: MANY }, (_, i) => rowEntry(i + 2, i % 2 ? 'ann' : `${i}`));
    const found = sharing(workList(entries).work);
    expect(found[0]).toEqual([]);
    expect(found[1]?.map(({ row }) => row).slice(0, 2)).toEqual([5, 7]);
    expect(found.map(({ length }) => length).filter((length) => length > 0)).toEqual(
      Array.from({ length: (MANY - 1) / 2 }, () => 20),
    );
  });

  it('include those that differ in case, when case is ignored', () => {
    const { work } = workList([fileEntry('ann.jpg'), fileEntry('ANN.png')], true);
    expect(sharing(work)).toEqual([
      [{ row: null, file: 'ANN.png' }],
      [{ row: null, file: 'ann.jpg' }],
    ]);
  });

  it('do not count one that is unusable anyway', () => {
    const failure = fail('UNSUPPORTED_FORMAT', { format: 'a video' });
    const { work } = workList([fileEntry('1.jpg'), fileEntry('1.mp4', { failure })]);
    expect(sharing(work)).toEqual([[], []]);
  });
});

describe('the end of a run', () => {
  it('forgets what the rows said, and keeps what changed something or failed', () => {
    const { store, run, work } = workList(manyRows().slice(0, 4));
    [ENROLLED, UNCHANGED, FAILED].forEach((outcome, i) => {
      work.items.setOutcome(i + 1, `${i}`, outcome);
    });
    store.runLife.finish(run);
    store.runLife.close(run);
    expect([...work.pages()]).toEqual([]);
    expect([...work.outcomes()].map(({ outcome }) => outcome.kind)).toEqual(['enrolled', 'failed']);
  });
});
