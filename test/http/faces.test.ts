import { expect, test } from 'vitest';
import { fail } from '../../src/domain/failures.js';
import type { FaceRecord } from '../../src/domain/gallery.js';
import type { Outcome } from '../../src/domain/outcome.js';
import type { EnrollRequest } from '../../src/operations/serving/types.js';
import { ANY_KEY, appWith, formOf } from '../support/http-app.js';

/** No request ID holds it. */
const USER = 'user-1001';

const FACE: FaceRecord = {
  ...{ faceId: '01a1fd18-b2ef-7fc8-b34b-7e07affbabe5', userId: USER, collection: 'staff' },
  ...{ slot: 1, encoder: 'standard', quality: 0.9, liveness: null, fileName: 'a.jpg' },
  ...{ photoDigest: 'ab', metadata: { badge: 'A7' }, thumbnail: false },
  ...{ createdAt: '2026-01-02T03:04:05.000Z', updatedAt: '2026-01-02T03:04:05.000Z' },
};

const ENROLLED: Outcome = {
  ...{ kind: 'enrolled', action: 'NEW_TEMPLATE_CREATED', faceId: FACE.faceId },
  ...{ quality: 0.9, rotated: 0, liveness: 'not assessed' },
};

async function enroll(outcome: Outcome, keys = { any: ANY_KEY }) {
  const requests: EnrollRequest[] = [];
  const made = await appWith(
    {
      canCheckLiveness: false,
      enroll: async (request) => {
        requests.push(request);
        const photo = { name: 'a.jpg', outcome, ...(outcome.kind !== 'failed' && { face: FACE }) };
        return { userId: USER, user: 'created', templates: 1, photos: [photo] };
      },
    },
    keys,
  );
  const post = (more: Parameters<typeof formOf>[0] = [], headers = {}) =>
    made.app.inject({
      ...{ method: 'POST', url: '/api/v1/collections/staff/faces' },
      headers: { 'x-api-key': 'any', ...headers },
      payload: formOf([
        ['image', new Blob([Buffer.from('photo')]), '../../a.jpg'],
        ['external_id', USER],
        ...more,
      ]),
    });
  return { ...made, requests, post };
}

test('a face is enrolled as the published interface has it', async () => {
  const { post, requests } = await enroll(ENROLLED);
  const answer = await post([['metadata', '{"badge":"A7"}']]);
  expect(answer.statusCode).toBe(201);
  expect(answer.headers.location).toBe(`/api/v1/collections/staff/faces/${FACE.faceId}`);
  expect(answer.json()).toMatchObject({
    success: true,
    data: {
      ...{ face_id: FACE.faceId, external_id: USER, collection_id: 'staff' },
      ...{ quality_score: 0.9, liveness_score: null, metadata: { badge: 'A7' } },
      created_at: FACE.createdAt,
    },
  });
  expect(requests[0]?.photos).toMatchObject([{ name: 'a.jpg', bytes: Buffer.from('photo') }]);
});

test('the same photo again is answered with 200 and the same face', async () => {
  const { post } = await enroll({ kind: 'unchanged', reason: 'SAME_PHOTO' });
  const answer = await post();
  expect(answer.statusCode).toBe(200);
  expect(answer.json().data.face_id).toBe(FACE.faceId);
});

test('a date of consent that is none is refused before anything is stored', async () => {
  const { post, requests } = await enroll(ENROLLED);
  const answer = await post([['consent_at', '31/12/2026']]);
  expect([answer.statusCode, answer.json().error.details.issues[0].field]).toEqual([
    ...[400, 'consent_at'],
  ]);
  expect(requests).toEqual([]);
});

test('a photo that fails is 422, a face of somebody else 409', async () => {
  const blurred = await enroll({
    kind: 'failed',
    failure: fail('FACE_NOT_FOUND', { width: 640, height: 480 }),
  });
  expect((await blurred.post()).statusCode).toBe(422);
});

test('an explicit liveness check is refused where the model is not installed', async () => {
  const { post, requests } = await enroll(ENROLLED);
  const answer = await post([['check_liveness', 'true']]);
  expect(answer.statusCode).toBe(422);
  expect(answer.json().error.code).toBe('LIVENESS_NOT_INSTALLED');
  expect(requests).toEqual([]);
});

test('a key without the scope is told so, and one of another collection nothing', async () => {
  const reader = { ...ANY_KEY, scopes: ['read'] as const };
  const elsewhere = { ...ANY_KEY, collections: ['visitors'] };
  const { post, requests } = await enroll(ENROLLED, { any: reader });
  expect((await post()).statusCode).toBe(403);
  const other = await enroll(ENROLLED, { any: elsewhere });
  const answer = await other.post();
  expect(answer.statusCode).toBe(404);
  expect(answer.json().error.message).toBe('there is no collection "staff"');
  expect([...requests, ...other.requests]).toEqual([]);
});

test('an error is told as RFC 9457 has it where that is asked for', async () => {
  const { post } = await enroll({
    kind: 'failed',
    failure: fail('FACE_NOT_FOUND', { width: 640, height: 480 }),
  });
  const answer = await post([], { accept: 'application/problem+json' });
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.json()).toMatchObject({ status: 422, code: 'FACE_NOT_FOUND' });
});

test('the log has neither user ID nor key', async () => {
  const { post, log } = await enroll(ENROLLED);
  await post();
  expect(log.join('')).toContain('"status":201');
  expect(log.join('')).not.toMatch(/user-1001|"any"|a\.jpg/);
});
