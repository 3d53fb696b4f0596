import { describe, expect, it } from 'vitest';
import { fail } from '../../src/domain/failures.js';
import { type Known, match } from '../../src/enroll/match.js';
import type { ImportOptions } from '../../src/enroll/options.js';
import { DEFAULTS, fileEntry, photoRef, rowEntry, userData } from '../support/entries.js';

const NOBODY: Known = { userIds: [], faces: [], sharing: [] };
const ANN: Known = { ...NOBODY, userIds: ['ann'] };

const face = (slot: number) => ({ faceId: `face-${slot}`, slot, digest: `digest-${slot}` });

/** Each verdict in one word: "go on", the reason, or the code. */
function verdicts(
  entry: Parameters<typeof match>[0],
  known: Known,
  options: Partial<ImportOptions> = {},
): string[] {
  return match(entry, known, { ...DEFAULTS, ...options }).map((verdict) => {
    if (verdict === 'go on') return verdict;
    if (verdict.kind === 'failed') return verdict.failure.code;
    return verdict.kind === 'unchanged' ? verdict.reason : verdict.action;
  });
}

describe('a photo', () => {
  const one = rowEntry(2, 'ann');

  it.each([
    ['preserve', [], 'go on'],
    ['preserve', [1], 'FACE_PRESERVED'],
    ['preserve', [2], 'go on'],
    ['overwrite', [], 'go on'],
    ['overwrite', [1], 'go on'],
    ['add', [], 'go on'],
    ['add', [1], 'go on'],
  ] as const)(
    'under %s, where the user has faces in slots %j: %s',
    (ifFaceExists, slots, verdict) => {
      const known = { ...ANN, faces: slots.map(face) };
      expect(verdicts(one, known, { ifFaceExists })).toEqual([verdict]);
    },
  );

  it('of a row with several is judged by its own slot', () => {
    const photos = [
      photoRef(1),
      photoRef(2),
      { slot: 3, file: '', failure: fail('FILE_EMPTY', {}) },
    ];
    const entry = rowEntry(2, 'ann', { photos });
    expect(verdicts(entry, { ...ANN, faces: [face(1)] })).toEqual([
      'FACE_PRESERVED',
      'go on',
      'FILE_EMPTY',
    ]);
  });
});

describe('a user', () => {
  it.each([
    ['create', 0, 'go on'],
    ['refuse', 0, 'USER_NOT_FOUND'],
    ['create', 1, 'go on'],
    ['refuse', 1, 'go on'],
    ['create', 2, 'USER_NOT_FOUND'],
    ['refuse', 2, 'USER_NOT_FOUND'],
  ] as const)(
    'with missing users to %s, where %i users fit: %s',
    (missingUsers, fitting, verdict) => {
      const userIds = ['Ann', 'ANN'].slice(0, fitting);
      const known = { ...NOBODY, userIds };
      expect(verdicts(fileEntry('ann.jpg'), known, { missingUsers })).toEqual([verdict]);
      expect(verdicts(rowEntry(2, 'ann'), known, { missingUsers })).toEqual([verdict]);
      expect(verdicts(rowEntry(2, 'ann', { photos: [] }), known, { missingUsers })).toEqual([
        fitting === 1 ? 'USER_PRESERVED' : verdict,
      ]);
    },
  );

  it('that could be several is refused with their IDs', () => {
    const [verdict] = match(fileEntry('ann.jpg'), { ...NOBODY, userIds: ['Ann', 'ANN'] }, DEFAULTS);
    expect(verdict).toMatchObject({
      failure: { message: 'the user ID "ann" fits several users: "Ann" and "ANN"' },
    });
  });
});

describe('a row without a photo', () => {
  const row = rowEntry(2, 'ann', { photos: [] });

  it.each([
    ['of a new user is imported', NOBODY, 'preserve', 'go on'],
    ['of a new user is imported', NOBODY, 'overwrite', 'go on'],
    ['of a user whose data is to be kept changes nothing', ANN, 'preserve', 'USER_PRESERVED'],
    ['that says what is known changes nothing', ANN, 'overwrite', 'SAME_DATA'],
    ['that says something new goes on', { ...ANN, news: userData() }, 'overwrite', 'go on'],
    ['keeps the data of a user', { ...ANN, news: userData() }, 'preserve', 'USER_PRESERVED'],
  ] as const)('%s (%#)', (_, known, ifUserExists, verdict) => {
    expect(verdicts(row, known, { ifUserExists })).toEqual([verdict]);
  });
});

describe('a user ID that comes twice', () => {
  it('fails in all photos of the row, and names the other rows', () => {
    const entry = rowEntry(2, 'ann', { photos: [photoRef(1), photoRef(2)] });
    const sharing = [
      { row: 5, file: 'a.jpg' },
      { row: 9, file: 'b.jpg' },
    ];
    const failure = fail('USER_ID_DUPLICATED', { userId: 'ann', rows: [5, 9] });
    expect(match(entry, { ...ANN, sharing }, DEFAULTS)).toEqual([
      { kind: 'failed', failure },
      { kind: 'failed', failure },
    ]);
  });

  it('in a folder fails and names all the files in order', () => {
    const sharing = [{ row: null, file: 'Ann.png' }];
    const failure = fail('MULTIPLE_FILES_FOR_USER', {
      userId: 'ann',
      files: ['Ann.png', 'ann.jpg'],
    });
    expect(match(fileEntry('ann.jpg'), { ...ANN, sharing }, DEFAULTS)).toEqual([
      { kind: 'failed', failure },
    ]);
  });

  it('fails before it matters whether the user exists', () => {
    const sharing = [{ row: 5, file: '' }];
    const options = { missingUsers: 'refuse' } as const;
    expect(verdicts(rowEntry(2, 'ann'), { ...NOBODY, sharing }, options)).toEqual([
      'USER_ID_DUPLICATED',
    ]);
  });
});

describe('a user ID that nobody has', () => {
  const refuse = { ...DEFAULTS, missingUsers: 'refuse' } as const;
  const failureOf = (entry: Parameters<typeof match>[0], known: Known, options: ImportOptions) => {
    const [verdict] = match(entry, known, options);
    return verdict !== 'go on' && verdict?.kind === 'failed' ? verdict.failure : undefined;
  };

  it('is told with the users whose IDs are like it, and not advised to be made', () => {
    const failure = failureOf(fileEntry('17.jpg'), { ...NOBODY, near: ['0017', 'E17'] }, refuse);
    expect(failure?.message).toBe(
      'there is no user with the user ID "17"; did you mean "0017" or "E17"?',
    );
    expect(failure?.advice).not.toContain('--create-missing');
    expect(failureOf(fileEntry('17.jpg'), NOBODY, refuse)?.advice).toContain('--create-missing');
  });

  it('of a file is not made a user where only zeros or case tell it from one', () => {
    const known = { ...NOBODY, near: ['0017', 'E17'] };
    const failure = failureOf(fileEntry('17.jpg'), known, DEFAULTS);
    expect(failure).toMatchObject({
      code: 'USER_NOT_FOUND',
      message: 'there is no user with the user ID "17"; did you mean "0017"?',
    });
    expect(failure?.advice).toContain('faceenroll users add');
    expect(verdicts(fileEntry('17.jpg'), { ...NOBODY, near: ['E17'] })).toEqual(['go on']);
  });

  it('of a row makes a user as told', () => {
    expect(verdicts(rowEntry(2, '17'), { ...NOBODY, near: ['0017'] })).toEqual(['go on']);
  });
});

describe('a file with an odd name', () => {
  const doubt = fail('FILE_NAME_INVALID', { file: '1 (1).jpg', problem: 'is that of a copy' });
  const entry = fileEntry('1 (1).jpg', { doubt });

  it('fails for it, whoever else shares it and whether users are made or not', () => {
    const sharing = [{ row: null, file: '1 (1).png' }];
    expect(verdicts(entry, NOBODY)).toEqual(['FILE_NAME_INVALID']);
    expect(verdicts(entry, { ...NOBODY, sharing }, { missingUsers: 'refuse' })).toEqual([
      'FILE_NAME_INVALID',
    ]);
  });

  it('is taken for a user who has exactly this ID', () => {
    expect(verdicts(entry, { ...NOBODY, userIds: ['1 (1)'] })).toEqual(['go on']);
  });
});

describe('an entry that is unusable as a whole', () => {
  it('fails for that in every photo, whatever the options', () => {
    const failure = fail('USER_ID_INVALID', { userId: 'ann ', problem: 'ends with a space' });
    const entry = rowEntry(2, 'ann ', { photos: [photoRef(1), photoRef(2)], failure });
    expect(verdicts(entry, NOBODY, { missingUsers: 'refuse' })).toEqual([
      'USER_ID_INVALID',
      'USER_ID_INVALID',
    ]);
    expect(verdicts({ ...entry, photos: [] }, NOBODY)).toEqual(['USER_ID_INVALID']);
    const shared = { ...ANN, sharing: [{ row: 5, file: '' }] };
    expect(verdicts({ ...entry, photos: [] }, shared)).toEqual(['USER_ID_INVALID']);
  });
});
