import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { withKnown, withStored } from '../../src/enroll/known.js';
import type { ImportOptions } from '../../src/enroll/options.js';
import type { RunStore } from '../../src/store/store.js';
import { DEFAULTS, rowEntry, sampleOf, userData } from '../support/entries.js';
import { newStore, startRun } from '../support/store.js';

const NOW = '2026-01-01T00:00:00.000Z';

/** Users with and without data, tags and faces, one of whom was renamed. */
function filled(): RunStore {
  const run = startRun(newStore(), true);
  for (const userId of ['ann', 'Bob', 'BOB', '007', 'new name']) {
    run.users.create(userId, userData({ name: userId, consent_at: '2026-01-01' }), NOW);
  }
  run.tags.add('ann', ['staff', 'vip'], NOW);
  for (const slot of [2, 1]) {
    const template = { faceId: `f${slot}`, userId: 'ann', slot, fileName: 'a.jpg' };
    run.templates.add(template, sampleOf(`${slot}`), NOW);
  }
  run.transaction(() =>
    run.audit.record('USER_RENAMED', { userId: 'new name' }, { from: 'old name' }, NOW),
  );
  return run;
}

const ENTRIES: readonly Entry[] = [
  rowEntry(2, 'ANN', { user: userData({ name: 'Anna' }), tags: ['vip', 'guest'] }),
  rowEntry(3, 'bob'),
  rowEntry(4, '7', { user: userData({ consent_at: '2026-02-02' }) }),
  rowEntry(5, 'old name', { tags: ['staff'] }),
  rowEntry(6, 'nobody'),
  rowEntry(7, 'Nobody'),
];

const OPTIONS: ImportOptions = {
  ...DEFAULTS,
  ignoreCase: true,
  requireConsent: true,
  ifUserExists: 'overwrite',
  missingUsers: 'refuse',
};

function pageOf(run: RunStore) {
  for (const entry of ENTRIES) run.work.add(entry);
  return [...run.work.pages()].flat();
}

describe('what is known of a page of entries', () => {
  it('is what is known of each of them', () => {
    const run = filled();
    const page = pageOf(run);
    const each = page.flatMap((entry) => withKnown([entry], run, OPTIONS));
    const all = withKnown(page, run, OPTIONS);
    expect(all).toEqual(each);
    expect(all.map(({ known }) => known)).toMatchObject([
      {
        userIds: ['ann'],
        faces: [
          { faceId: 'f1', slot: 1, digest: '1' },
          { faceId: 'f2', slot: 2, digest: '2' },
        ],
        news: userData({ name: 'Anna' }),
        newTags: ['guest'],
        consent: { isNews: false },
      },
      { userIds: ['BOB', 'Bob'], faces: [], newTags: [] },
      { userIds: [], formerIds: ['007'], near: ['007'], consent: { isNews: true } },
      { userIds: [], renamedTo: 'new name', newTags: ['staff'] },
      { userIds: [], sharing: [{ row: 7 }], consent: { failure: { code: 'CONSENT_MISSING' } } },
      { userIds: [], sharing: [{ row: 6 }] },
    ]);
  });

  it('has the data of users only where that counts', () => {
    const run = filled();
    const kept = { ...DEFAULTS, ignoreCase: true };
    const [ann] = withStored(pageOf(run), run, kept);
    expect(ann?.stored).toEqual({
      userIds: ['ann'],
      faces: run.templates.ofUser('ann'),
      newTags: ['guest'],
    });
  });
});
