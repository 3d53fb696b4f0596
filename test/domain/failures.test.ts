import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAILURES, type Failure, type FailureCode, fail } from '../../src/domain/failures.js';
import { idChanged } from '../../src/domain/id-changed.js';

/** A failure of every code, and the message it must have. */
const CASES: Readonly<Record<FailureCode, readonly [failure: Failure, message: string]>> = {
  ROW_INVALID: [fail('ROW_INVALID', { problem: '5 cells, not 4' }), '5 cells, not 4'],
  USER_ID_MISSING: [
    fail('USER_ID_MISSING', { problem: 'the user ID is empty' }),
    'the user ID is empty',
  ],
  USER_ID_INVALID: [
    fail('USER_ID_INVALID', { userId: '7 ', problem: 'begins or ends with a space' }),
    'the user ID "7 " begins or ends with a space',
  ],
  USER_ID_DUPLICATED: [
    fail('USER_ID_DUPLICATED', { userId: '007', rows: [3, 12] }),
    'the user ID "007" is also in row 3 and 12',
  ],
  USER_NOT_FOUND: [
    fail('USER_NOT_FOUND', { userId: '007' }),
    'there is no user with the user ID "007"',
  ],
  METADATA_INVALID: [
    fail('METADATA_INVALID', { problem: 'it is JSON, but not an object' }),
    'the metadata cannot be read: it is JSON, but not an object',
  ],
  TAG_INVALID: [
    fail('TAG_INVALID', { tag: 'a\tb', problem: 'has a control character' }),
    'the tag "a\\u0009b" has a control character',
  ],
  MULTIPLE_FILES_FOR_USER: [
    fail('MULTIPLE_FILES_FOR_USER', { userId: '7', files: ['7.jpg', '7.png'] }),
    'several files belong to the user ID "7": "7.jpg" and "7.png"',
  ],
  FILE_NAME_INVALID: [
    fail('FILE_NAME_INVALID', { file: '7.jpg.jpg', problem: 'has two extensions' }),
    'the file name "7.jpg.jpg" has two extensions',
  ],
  FILE_NOT_DOWNLOADED: [
    fail('FILE_NOT_DOWNLOADED', { photo: '7.jpg', file: '.7.jpg.icloud', what: 'a placeholder' }),
    'the photo "7.jpg" is not downloaded yet: ".7.jpg.icloud" is a placeholder',
  ],
  FILE_NOT_FOUND: [
    fail('FILE_NOT_FOUND', { file: 'a/7.jpg', folder: '/photos' }),
    'there is no file "a/7.jpg" in "/photos"',
  ],
  FILE_OUTSIDE_DIRECTORY: [
    fail('FILE_OUTSIDE_DIRECTORY', { file: '../7.jpg', folder: '/photos' }),
    '"../7.jpg" is outside the photo folder "/photos"',
  ],
  FILE_UNREADABLE: [
    fail('FILE_UNREADABLE', { problem: 'permission denied' }),
    'the file cannot be read: permission denied',
  ],
  FILE_EMPTY: [fail('FILE_EMPTY', {}), 'the file is empty (0 bytes)'],
  FILE_TOO_LARGE: [
    fail('FILE_TOO_LARGE', { bytes: 12_345_678 }),
    'the file has 12.3 MB; at most 10 MB are accepted',
  ],
  UNSUPPORTED_FORMAT: [
    fail('UNSUPPORTED_FORMAT', { format: 'a GIF picture' }),
    'the file is a GIF picture, not a JPEG or PNG photo',
  ],
  IMAGE_CORRUPT: [
    fail('IMAGE_CORRUPT', { problem: 'premature end' }),
    'the photo is damaged: premature end',
  ],
  IMAGE_TOO_SMALL: [
    fail('IMAGE_TOO_SMALL', { width: 99, height: 400 }),
    'the photo has 99 x 400 pixels; at least 100 x 100 are needed',
  ],
  IMAGE_TOO_MANY_PIXELS: [
    fail('IMAGE_TOO_MANY_PIXELS', { width: 9000, height: 8000 }),
    'the photo has 9000 x 8000 pixels, 72 megapixels; at most 50 are accepted',
  ],
  PHOTO_DOES_NOT_FIT: [
    fail('PHOTO_DOES_NOT_FIT', { title: 'a door', lacks: ['it is too small', 'it is a PNG'] }),
    'the photo does not fit a door: it is too small; it is a PNG',
  ],
  FACE_NOT_FOUND: [
    fail('FACE_NOT_FOUND', { width: 640, height: 480 }),
    'no face was found in the photo (640 x 480 pixels)',
  ],
  MULTIPLE_FACES: [
    fail('MULTIPLE_FACES', {
      faces: [
        { width: 120, place: 'left' },
        { width: 118, place: 'right' },
      ],
    }),
    'the photo shows 2 faces that could be meant: 120 pixels wide (left) and 118 pixels wide (right)',
  ],
  FACE_TOO_SMALL: [
    fail('FACE_TOO_SMALL', { eyeDistance: 23.9 }),
    'the eyes are 23 pixels apart; at least 24 are needed',
  ],
  FACE_QUALITY_TOO_LOW: [
    fail('FACE_QUALITY_TOO_LOW', { quality: 0.31, least: 0.5, problems: ['it is blurred'] }),
    'the quality of the face is 0.31, below 0.50: it is blurred',
  ],
  LIVENESS_CHECK_FAILED: [
    fail('LIVENESS_CHECK_FAILED', { liveness: 0.0123, least: 0.1 }),
    'the photo looks like one of a print or a screen: liveness 0.012, at least 0.100 is needed',
  ],
  TIMED_OUT: [fail('TIMED_OUT', { seconds: 60 }), 'the photo took longer than 60 seconds'],
  WORKER_CRASHED: [
    fail('WORKER_CRASHED', { how: 'SIGABRT: free(): invalid pointer' }),
    'looking at the photo crashed the worker process (SIGABRT: free(): invalid pointer)',
  ],
  PHOTOS_DISAGREE: [
    fail('PHOTOS_DISAGREE', { others: ['b.jpg'], similarity: 0.5, least: 0.61 }),
    'the face is not that of "b.jpg", the other photos of this user (similarity 0.500, at least 0.610 is needed)',
  ],
  IDENTITY_CHANGED: [
    fail('IDENTITY_CHANGED', {
      ...{ userId: '7', similarity: 0.5, least: 0.61, looksLike: '8', swapped: true },
    }),
    `the face is not that of user "7" (similarity 0.500, at least 0.610 is needed); it looks like user "8", and that user's photo like this one: the two may be swapped`,
  ],
  DUPLICATE_OF_ENROLLED_USER: [
    fail('DUPLICATE_OF_ENROLLED_USER', { userId: '8', similarity: 0.98, falseAlarms: 'rare' }),
    'the face is that of the enrolled user "8" (similarity 0.980, rare)',
  ],
  DUPLICATE_IN_BATCH: [
    fail('DUPLICATE_IN_BATCH', { userIds: ['8', '9'], similarity: 0.98, falseAlarms: 'rare' }),
    'the face also appears under other user IDs: "8" and "9" (similarity 0.980, rare)',
  ],
  ID_CHANGED: [
    fail('ID_CHANGED', { userId: '101', formerId: '0101', differs: 'in zeros' }),
    'the user ID "101" differs only in zeros from that of user "0101", whom the list does not name',
  ],
  NO_FEATURES: [fail('NO_FEATURES', {}), 'the encoder gave no usable template for this face'],
  DATE_INVALID: [
    fail('DATE_INVALID', { row: 5, field: 'retain_until', value: '31.12.2026' }),
    'row 5: retain_until is "31.12.2026"; in ISO 8601 that is 2026-12-31',
  ],
  CONSENT_MISSING: [
    fail('CONSENT_MISSING', { userId: '7', consentAt: '' }),
    'there is no consent_at of the user ID "7"',
  ],
  TEMPLATE_INVALID: [
    fail('TEMPLATE_INVALID', { line: 3, problem: 'it has no slot' }),
    'line 3: it has no slot',
  ],
  ENCODER_MISMATCH: [
    fail('ENCODER_MISMATCH', {
      ...{ line: 3, encoder: 'a', dimensions: 2, wanted: { name: 'b', dimensions: 4 } },
    }),
    'line 3: the template has 2 values of the encoder "a", not 4 of "b"',
  ],
};

describe('a failure', () => {
  it.each(Object.entries(CASES))(
    '%s says what happened with the actual values',
    (code, [failure, message]) => {
      expect(failure).toEqual({
        code,
        message,
        advice: FAILURES[code as FailureCode].advice,
      });
    },
  );

  it.each([
    [fail('FILE_TOO_LARGE', { bytes: 10_000_001 }), '10.000001 MB; at most 10 MB'],
    [fail('FILE_TOO_LARGE', { bytes: 10_040_000 }), '10.04 MB; at most 10 MB'],
    [
      fail('IMAGE_TOO_MANY_PIXELS', { width: 7072, height: 7071 }),
      '7072 x 7071 pixels, 50.01 megapixels; at most 50',
    ],
    [fail('FACE_TOO_SMALL', { eyeDistance: 23.99 }), '23 pixels apart; at least 24'],
    [
      fail('FACE_QUALITY_TOO_LOW', { quality: 0.4996, least: 0.5, problems: [] }),
      '0.4996, below 0.50',
    ],
    [
      fail('FACE_QUALITY_TOO_LOW', { quality: 0.31, least: 0.455, problems: [] }),
      '0.310, below 0.455',
    ],
    [fail('LIVENESS_CHECK_FAILED', { liveness: 0.02999, least: 0.03 }), '0.02999, at least 0.030'],
    [
      fail('IDENTITY_CHANGED', { userId: '7', similarity: 0.61234, least: 0.6123987654321 }),
      'similarity 0.6123, at least 0.6124 is needed',
    ],
  ])('never looks as if its value were within the limit: %j', (failure, told) => {
    expect(failure.message).toContain(told);
  });

  it('tells more bytes than there may be as more, and more pixels', () => {
    const first = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1]);
    const beyond = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 1e9 }));
    fc.assert(
      fc.property(beyond, (more) => {
        const { message } = fail('FILE_TOO_LARGE', { bytes: 10_000_000 + more });
        expect(first(message, /has ([\d.]+) MB; at most 10 MB/)).toBeGreaterThan(10);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_000 }), beyond, (width, more) => {
        const height = Math.floor(50_000_000 / width) + more;
        const { message } = fail('IMAGE_TOO_MANY_PIXELS', { width, height });
        expect(first(message, /pixels, ([\d.]+) megapixels; at most 50/)).toBeGreaterThan(50);
      }),
    );
  });

  it('names the users that an ambiguous ID fits', () => {
    const { message } = fail('USER_NOT_FOUND', { userId: 'ann', candidates: ['Ann', 'ANN'] });
    expect(message).toBe('the user ID "ann" fits several users: "Ann" and "ANN"');
  });

  it('tells a photo that takes too much memory from one that crashes', () => {
    const { message } = fail('WORKER_CRASHED', { megabytes: 800 });
    expect(message).toBe('looking at the photo takes more than 800 MB of memory');
  });

  it('carries better advice than the table where more is known', () => {
    const failure = fail('USER_ID_MISSING', { problem: 'none' }, 'Rename the file.');
    expect(failure.advice).toBe('Rename the file.');
  });

  it('shows names from outside without the escape sequences they may hold', () => {
    const file = '\u001b]0;owned\u0007\u001b[2J7.jpg';
    const failures = [
      fail('FILE_NOT_FOUND', { file, folder: file }),
      fail('USER_ID_INVALID', { userId: file, problem: 'is bad' }),
      fail('USER_NOT_FOUND', { userId: file, candidates: [file] }),
      fail('MULTIPLE_FILES_FOR_USER', { userId: file, files: [file, file] }),
    ];
    for (const { message } of failures) expect(message).not.toMatch(/[\x00-\x1f]/);
  });
});

describe('ID_CHANGED', () => {
  it('tells how to move the enrollment, as the shell takes it', () => {
    const advice = (formerId: string, userId: string) =>
      idChanged({ formerId, userId, similarity: 0.98 }).advice;
    expect(advice('0101', '101')).toContain('(faceenroll users rename 0101 101)');
    expect(advice("O'Brien", '-5')).toContain(`(faceenroll users rename -- 'O'\\''Brien' -5)`);
    const place = ['--db', "Ann's.db", '--collection', 'staff'];
    const placed = (formerId: string) =>
      idChanged({ formerId, userId: 'b', renamed: true }, place).advice;
    expect(placed('a')).toContain(
      `(faceenroll users rename a b --db 'Ann'\\''s.db' --collection staff)`,
    );
    expect(placed('-a')).toContain(
      `(faceenroll users rename --db 'Ann'\\''s.db' --collection staff -- -a b)`,
    );
    expect(idChanged({ formerId: 'a', userId: 'b', similarity: 0.98 }).message).toBe(
      'the face is that of user "a", whom the list does not name (similarity 0.980)',
    );
  });
});
