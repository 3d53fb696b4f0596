import { describe, expect, it } from 'vitest';
import { type DecidableItem, decide, type Plan } from '../../src/enroll/decide.js';
import type { Known, KnownFace } from '../../src/enroll/match.js';
import type { ImportOptions } from '../../src/enroll/options.js';
import {
  DEFAULTS,
  knownFace as face,
  fileEntry,
  keptSample,
  rowEntry,
  userData,
} from '../support/entries.js';

const NOBODY: Known = { userIds: [], faces: [], sharing: [] };

const ann = (...faces: KnownFace[]): Known => ({ ...NOBODY, userIds: ['ann'], faces });

/** The photo of a slot, extracted. */
function extracted(slot: number, digest: string): DecidableItem {
  return { item: slot, slot, file: `${digest}.jpg`, sample: keptSample(digest) };
}

const failed = (slot: number): DecidableItem => ({
  item: slot,
  slot,
  file: 'x.jpg',
  ended: 'failed',
});
const unchanged = (slot: number): DecidableItem => ({ ...failed(slot), ended: 'unchanged' });

/** Each write in short: what is done, where, with what, and what makes room. */
const writes = (plan: Plan): string[] =>
  plan.writes.map(({ action, slot, sample, replaces }) =>
    [action, slot, sample.digest, replaces].filter((part) => part !== undefined).join(' '),
  );

function plan(items: DecidableItem[], known: Known, options: Partial<ImportOptions> = {}): Plan {
  return decide(rowEntry(2, 'ann'), items, known, { ...DEFAULTS, ...options });
}

describe('the template of a photo', () => {
  it.each([
    ['of a new user is the first', NOBODY, 'preserve', ['NEW_TEMPLATE_CREATED 1 A']],
    ['of a user without faces is the first', ann(), 'preserve', ['NEW_TEMPLATE_CREATED 1 A']],
    ['goes beside a face in another slot', ann(face(2, 'B')), 'preserve', ['TEMPLATE_UPDATED 1 A']],
    ['replaces the face of its slot', ann(face(1, 'B')), 'overwrite', ['TEMPLATE_REPLACED 1 A f1']],
    [
      'replaces no face of another slot',
      ann(face(2, 'B'), face(3, 'C')),
      'overwrite',
      ['TEMPLATE_UPDATED 1 A'],
    ],
    ['is added behind the last face', ann(face(1, 'B')), 'add', ['TEMPLATE_UPDATED 2 A']],
    [
      'is added behind the last slot, not into a gap',
      ann(face(1, 'B'), face(4, 'C')),
      'add',
      ['TEMPLATE_UPDATED 5 A'],
    ],
    [
      'is added behind the last slot of an import, whatever was enrolled automatically',
      ann(face(1, 'B'), face(1001, 'C')),
      'add',
      ['TEMPLATE_UPDATED 2 A'],
    ],
    [
      'is added where it belongs if that is free',
      ann(face(2, 'B')),
      'add',
      ['TEMPLATE_UPDATED 1 A'],
    ],
  ] as const)('%s', (_, known, ifFaceExists, expected) => {
    expect(writes(plan([extracted(1, 'A')], known, { ifFaceExists }))).toEqual(expected);
  });

  it.each(['preserve', 'overwrite', 'add'] as const)(
    'is not made again of a photo that the user has a template of (%s)',
    (ifFaceExists) => {
      const decided = plan([extracted(1, 'A')], ann(face(3, 'A')), { ifFaceExists });
      expect(decided.writes).toEqual([]);
      expect(decided.outcomes).toEqual([
        { item: 1, outcome: { kind: 'unchanged', reason: 'SAME_PHOTO' } },
      ]);
    },
  );

  it.each(['preserve', 'overwrite', 'add'] as const)(
    'is made once of a photo that the row names twice (%s)',
    (ifFaceExists) => {
      const decided = plan([extracted(1, 'A'), extracted(2, 'A')], NOBODY, { ifFaceExists });
      expect(writes(decided)).toEqual(['NEW_TEMPLATE_CREATED 1 A']);
      expect(decided.outcomes).toEqual([
        { item: 2, outcome: { kind: 'unchanged', reason: 'SAME_PHOTO' } },
      ]);
    },
  );

  it('of each photo of a row has its own slot', () => {
    const items = [extracted(1, 'A'), extracted(2, 'B'), extracted(3, 'C')];
    expect(writes(plan(items, NOBODY))).toEqual([
      'NEW_TEMPLATE_CREATED 1 A',
      'TEMPLATE_UPDATED 2 B',
      'TEMPLATE_UPDATED 3 C',
    ]);
    const known = ann(face(1, 'X'), face(2, 'Y'));
    expect(writes(plan(items, known, { ifFaceExists: 'overwrite' }))).toEqual([
      'TEMPLATE_REPLACED 1 A f1',
      'TEMPLATE_REPLACED 2 B f2',
      'TEMPLATE_UPDATED 3 C',
    ]);
    expect(writes(plan(items, known, { ifFaceExists: 'add' }))).toEqual([
      'TEMPLATE_UPDATED 3 A',
      'TEMPLATE_UPDATED 4 B',
      'TEMPLATE_UPDATED 5 C',
    ]);
  });

  it('is made of the good photos of a row, whatever became of the others', () => {
    const items = [failed(1), extracted(2, 'B'), unchanged(3)];
    const decided = plan(items, NOBODY);
    expect(writes(decided)).toEqual(['NEW_TEMPLATE_CREATED 2 B']);
    expect(decided.user).toBe('create');
    expect(decided.outcomes).toEqual([]);
  });

  it('keeps the item and the file that it is about', () => {
    const item = { item: 17, slot: 2, file: 'Ann 2.JPG', sample: keptSample('A') };
    expect(plan([item], NOBODY).writes).toEqual([
      {
        item: 17,
        slot: 2,
        file: 'Ann 2.JPG',
        sample: item.sample,
        action: 'NEW_TEMPLATE_CREATED',
      },
    ]);
  });
});

describe('the user of an entry', () => {
  const rowWithData = rowEntry(2, 'ann');
  const file = fileEntry('ann.jpg');
  const known = { ...ann(face(1, 'A')), news: userData({ name: 'Anna' }) };

  it.each([
    ['is created when it is new', rowWithData, [extracted(1, 'A')], NOBODY, 'preserve', 'create'],
    ['is created of a file name', file, [extracted(1, 'A')], NOBODY, 'preserve', 'create'],
    [
      'is created of a row without a photo',
      rowWithData,
      [{ item: 1, slot: 0, file: '' }],
      NOBODY,
      'preserve',
      'create',
    ],
    [
      'is not created when every photo failed',
      rowWithData,
      [failed(1), failed(2)],
      NOBODY,
      'preserve',
      'keep',
    ],
    [
      'is updated though its photo is the same',
      rowWithData,
      [unchanged(1)],
      known,
      'overwrite',
      'update',
    ],
    [
      'is updated with the one photo that is good',
      rowWithData,
      [failed(1), extracted(2, 'B')],
      known,
      'overwrite',
      'update',
    ],
    [
      'is not updated when every photo failed',
      rowWithData,
      [failed(1)],
      known,
      'overwrite',
      'keep',
    ],
    [
      'is kept when it is to be preserved',
      rowWithData,
      [extracted(2, 'B')],
      known,
      'preserve',
      'keep',
    ],
    ['is kept when nothing differs', rowWithData, [extracted(2, 'B')], ann(), 'overwrite', 'keep'],
    [
      'is kept when a folder says nothing of it',
      file,
      [extracted(2, 'B')],
      known,
      'overwrite',
      'keep',
    ],
  ] as const)('%s', (_, entry, items, state, ifUserExists, expected) => {
    expect(decide(entry, items, state, { ...DEFAULTS, ifUserExists }).user).toBe(expected);
  });

  it('without a photo ends as created or updated', () => {
    const items = [{ item: 1, slot: 0, file: '' }];
    const end = (state: Known) =>
      decide(rowWithData, items, state, { ...DEFAULTS, ifUserExists: 'overwrite' }).outcomes;
    expect(end(NOBODY)).toEqual([
      { item: 1, outcome: { kind: 'imported', action: 'USER_CREATED' } },
    ]);
    expect(end(known)).toEqual([
      { item: 1, outcome: { kind: 'imported', action: 'USER_UPDATED' } },
    ]);
  });

  it('keeps the ID that the database has', () => {
    const entry = fileEntry('ANN.jpg');
    const options = { ...DEFAULTS, ignoreCase: true };
    expect(decide(entry, [extracted(1, 'B')], ann(), options).userId).toBe('ann');
    expect(decide(entry, [extracted(1, 'B')], NOBODY, options).userId).toBe('ANN');
  });
});

describe('the profile image', () => {
  it('comes from the first photo that has one and is enrolled', () => {
    const [a, b] = [keptSample('A', true), keptSample('B', true)];
    const items = [
      { ...extracted(1, 'A'), sample: a },
      { ...extracted(2, 'B'), sample: b },
    ];
    expect(plan(items, NOBODY).profileImage).toBe(a);
    expect(plan(items, ann(face(9, 'A'))).profileImage).toBe(b);
    expect(plan(items, ann(face(8, 'A'), face(9, 'B')))).not.toHaveProperty('profileImage');
  });

  it('is not set when the run does not ask for it', () => {
    expect(plan([extracted(1, 'A')], NOBODY)).not.toHaveProperty('profileImage');
  });
});

describe('the tags of an entry', () => {
  const tagged = { ...ann(face(1, 'A')), newTags: ['vip'] };

  it.each([
    ['come to a user who is enrolled', [extracted(2, 'B')], ['vip']],
    ['come to a user whose face is kept', [unchanged(1)], ['vip']],
    ['come to a user one of whose photos fails', [unchanged(1), failed(2)], ['vip']],
    ['do not come when all photos fail', [failed(1), failed(2)], []],
  ])('%s, whatever becomes of the data', (_, items, tags) => {
    for (const ifUserExists of ['preserve', 'overwrite'] as const) {
      expect(plan(items, tagged, { ifUserExists })).toMatchObject({ user: 'keep', newTags: tags });
    }
  });
});
