import { expect, test } from 'vitest';
import { fail } from '../../src/domain/failures.js';
import { FatalError, NotFoundError, UsageError } from '../../src/domain/fatal-error.js';
import { invalidInput, type Refusal } from '../../src/domain/refusals.js';
import { problemOf } from '../../src/http/problem-of.js';

const SECRET = 'name another with --db, not /srv/faces.db: see "faceenroll help"';

const failure = fail('USER_ID_INVALID', { userId: 'x', problem: 'has a tab' });

const REFUSALS: readonly (readonly [Refusal, number])[] = [
  [{ code: 'INVALID_INPUT', member: 'autoEnrollFpir', problem: 'is too much' }, 400],
  [{ code: 'INVALID_INPUT', problem: 'nothing is to be changed' }, 400],
  [{ code: 'USER_ID_REFUSED', failure }, 422],
  [{ code: 'USER_EXISTS', userId: '1001' }, 409],
  [{ code: 'COLLECTION_EXISTS', collection: 'staff' }, 409],
  [{ code: 'NOBODY_ENROLLED' }, 409],
  [{ code: 'NO_TEMPLATE', userId: '1001' }, 409],
  [{ code: 'OTHER_ENCODER' }, 409],
  [{ code: 'THRESHOLD_UNKNOWN' }, 409],
  [{ code: 'AUTO_ENROLL_UNSURE' }, 409],
  [{ code: 'AUTO_ENROLL_UNSURE', most: '1e-7' }, 409],
  [{ code: 'LIVENESS_NOT_INSTALLED' }, 422],
  [{ code: 'RUN_NOT_ENDED', runId: 'r' }, 409],
  [{ code: 'ROWS_NOT_KEPT', runId: 'r' }, 409],
];

test.each(REFUSALS)('%o is told without options and files, with status %i', (refusal, status) => {
  const problem = problemOf(new FatalError(SECRET, { refusal }));
  expect(problem?.status).toBe(status);
  expect(`${problem?.message} ${problem?.advice ?? ''}`).not.toMatch(/--|\/srv|faceenroll/);
});

test('an input that cannot be meant is named as the request names it', () => {
  const error = new UsageError(SECRET, invalidInput('autoEnrollFpir', 'is too much'));
  expect(problemOf(error)).toMatchObject({
    message: 'auto_enroll_fpir is too much',
    details: { issues: [{ field: 'auto_enroll_fpir', message: 'is too much' }] },
  });
});

test('what has no words for callers is told by none of its own', () => {
  expect(problemOf(new FatalError(SECRET))).toBeUndefined();
  expect(problemOf(new UsageError(SECRET))?.message).not.toContain('--');
  expect(problemOf(new NotFoundError(SECRET, 'user', '1001'))).toMatchObject({
    ...{ status: 404, message: 'there is no user "1001"' },
  });
});
