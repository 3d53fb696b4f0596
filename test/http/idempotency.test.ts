import { expect, test } from 'vitest';
import { fail } from '../../src/domain/failures.js';
import { FatalError } from '../../src/domain/fatal-error.js';
import type { Outcome } from '../../src/domain/outcome.js';
import { ANSWERS_KEPT_MS } from '../../src/http/limits.js';
import { Repeats } from '../../src/http/repeats.js';
import { UploadMemory } from '../../src/http/uploads.js';
import { ServiceBusyError } from '../../src/operations/serving/service-busy.js';
import type { EnrollRequest, EnrollResult } from '../../src/operations/serving/types.js';
import { ENROLLED, enrolledAs } from '../support/enrolling.js';
import { FakeAnswers } from '../support/fake-answers.js';
import { ANY_KEY, appWith, formOf } from '../support/http-app.js';

const NO_FACE: Outcome = {
  ...{ kind: 'failed', failure: fail('FACE_NOT_FOUND', { width: 640, height: 480 }) },
};

type Enroll = (request: EnrollRequest) => Promise<EnrollResult>;

/** Keeps an answer as the service does, in the transaction that enrolls. */
const committed = (request: EnrollRequest, outcome?: Outcome): EnrollResult => {
  const result = enrolledAs(request, outcome);
  request.inTransaction?.(result, undefined as never);
  return result;
};

async function scene(enroll: Enroll = async (request) => committed(request)) {
  const answers = new FakeAnswers();
  const clock = { now: Date.parse('2026-06-01T00:00:00Z') };
  const repeats = new Repeats(answers, () => clock.now);
  const requests: EnrollRequest[] = [];
  const service = {
    canCheckLiveness: false,
    enroll: (request: EnrollRequest) => {
      requests.push(request);
      return enroll(request);
    },
  };
  const { app, log } = await appWith(
    service,
    { any: ANY_KEY, other: { ...ANY_KEY, keyId: 'k2' } },
    // Forms of tests do not say their length.
    { repeats, memory: new UploadMemory(1e9) },
  );
  const post = (
    key: string,
    {
      id = '1001',
      photo = 'photo',
      headers = {},
    }: { id?: string; photo?: string; headers?: object },
  ) =>
    app.inject({
      ...{ method: 'POST', url: '/api/v1/collections/staff/faces' },
      headers: { 'x-api-key': 'any', 'idempotency-key': key, ...headers },
      payload: formOf([
        ['image', new Blob([Buffer.from(photo)]), 'a.jpg'],
        ['external_id', id],
      ]),
    });
  return { answers, clock, requests, post, log, app };
}

test('a request that is repeated is done once and gets the same answer to the byte', async () => {
  const { post, requests } = await scene();
  const first = await post('a', {});
  const again = await post('a', {});
  expect(first.statusCode).toBe(201);
  expect(first.headers['idempotency-replayed']).toBeUndefined();
  expect(again.statusCode).toBe(201);
  expect(again.rawPayload.equals(first.rawPayload)).toBe(true);
  expect(again.headers['idempotency-replayed']).toBe('true');
  for (const header of ['location', 'etag', 'content-type', 'content-length']) {
    expect(again.headers[header], header).toBe(first.headers[header]);
  }
  expect(requests).toHaveLength(1);
});

test('an answer is the same whether a repetition is expected or not', async () => {
  const { app, post } = await scene();
  const named = await post('a', {});
  const plain = await app.inject({
    ...{ method: 'POST', url: '/api/v1/collections/staff/faces', headers: { 'x-api-key': 'any' } },
    payload: formOf([
      ['image', new Blob([Buffer.from('photo')]), 'a.jpg'],
      ['external_id', '1001'],
    ]),
  });
  expect(named.payload).toBe(plain.payload);
  expect(named.headers['content-type']).toBe(plain.headers['content-type']);
});

test('a photo that failed fails again without being looked at', async () => {
  const { post, requests } = await scene(async (request) => committed(request, NO_FACE));
  const first = await post('a', { headers: { accept: 'application/problem+json' } });
  const again = await post('a', { headers: { accept: 'application/problem+json' } });
  expect(first.statusCode).toBe(422);
  expect(first.headers['content-type']).toContain('application/problem+json');
  expect(again.payload).toBe(first.payload);
  expect(again.headers['content-type']).toBe(first.headers['content-type']);
  expect(requests).toHaveLength(1);
});

test.each([
  ['user', { id: '1002' }],
  ['photo', { photo: 'another' }],
])('the key of another %s is refused', async (_, other) => {
  const { post, requests } = await scene();
  await post('a', {});
  const answer = await post('a', other);
  expect(answer.statusCode).toBe(422);
  expect(answer.json().error.code).toBe('IDEMPOTENCY_KEY_REUSED');
  expect(requests).toHaveLength(1);
});

test('each API key has names of its own', async () => {
  const { post, requests } = await scene();
  await post('a', {});
  const answer = await post('a', { id: '1002', headers: { 'x-api-key': 'other' } });
  expect(answer.statusCode).toBe(201);
  expect(requests).toHaveLength(2);
});

test('of many at the same moment one is done, and the others are told to wait', async () => {
  const release = Promise.withResolvers<void>();
  const { post, requests } = await scene(async (request) => {
    await release.promise;
    return committed(request);
  });
  let refused = 0;
  const answers = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const answer = await post('a', {});
      if (answer.statusCode === 409) refused += 1;
      if (refused === 19) release.resolve();
      return answer;
    }),
  );
  const done = answers.filter(({ statusCode }) => statusCode === 201);
  expect(done).toHaveLength(1);
  for (const answer of answers.filter((one) => one !== done[0])) {
    expect(answer.json().error.code).toBe('IN_PROGRESS');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }
  expect((await post('a', {})).payload).toBe(done[0]?.payload);
  expect(requests).toHaveLength(1);
});

test('an answer is kept for 24 hours', async () => {
  const { post, clock, requests, answers } = await scene();
  await post('a', {});
  clock.now += ANSWERS_KEPT_MS;
  expect((await post('a', {})).headers['idempotency-replayed']).toBe('true');
  clock.now += 1;
  await answers.sweep(new Date(clock.now - ANSWERS_KEPT_MS).toISOString());
  expect((await post('a', {})).headers['idempotency-replayed']).toBeUndefined();
  expect(requests).toHaveLength(2);
});

test.each([
  ['the queue is full', 503, new ServiceBusyError('full')],
  ['the server fails', 500, new Error('a bug')],
])('when %s the request may be repeated', async (_, status, error) => {
  let fails = true;
  const { post, answers } = await scene(async (request) => {
    if (fails) throw error;
    return committed(request);
  });
  expect((await post('a', {})).statusCode).toBe(status);
  expect(answers.kept.size).toBe(0);
  fails = false;
  const again = await post('a', {});
  expect(again.statusCode).toBe(201);
  expect(again.headers['idempotency-replayed']).toBeUndefined();
});

test('what is rolled back leaves no answer', async () => {
  const { post, answers } = await scene(async (request) => {
    committed(request);
    answers.kept.clear();
    throw new FatalError('the disk is full');
  });
  const answer = await post('a', {});
  expect(answer.statusCode).toBe(500);
  expect(answers.kept.size).toBe(0);
});

test('a repetition after a kill finds the answer that was committed', async () => {
  const { post, requests } = await scene(async (request) => {
    committed(request);
    throw new Error('killed before it answered');
  });
  const answer = await post('a', {});
  expect(answer.statusCode).toBe(201);
  expect(answer.headers['idempotency-replayed']).toBe('true');
  expect(requests).toHaveLength(1);
});

test('a server that another one on the database has overtaken gives its answer', async () => {
  const { post, answers } = await scene(async (request) => {
    committed(request);
    // The other server's answer is there: this transaction throws, and is rolled back.
    return committed(request);
  });
  const answer = await post('a', {});
  expect(answer.statusCode).toBe(201);
  expect(answer.headers['idempotency-replayed']).toBe('true');
  expect(answers.kept.size).toBe(1);
});

test('an answer goes with its user, and one that names others with any user', async () => {
  const duplicate = { code: 'DUPLICATE_OF_ENROLLED_USER' as const, message: 'it looks like 1002' };
  let outcome: Outcome = ENROLLED;
  const { post, answers } = await scene(async (request) => committed(request, outcome));
  await post('a', {});
  outcome = { ...ENROLLED, flag: duplicate };
  await post('b', { photo: 'another' });
  outcome = NO_FACE;
  await post('c', { photo: 'third' });
  outcome = { kind: 'failed', failure: { ...duplicate, advice: 'look' } };
  await post('d', { photo: 'fourth' });
  expect([...answers.kept.values()]).toMatchObject([
    { collection: 'staff', userId: '1001' },
    { collection: 'staff', userId: null },
    { collection: 'staff', userId: '1001' },
    { collection: 'staff', userId: null },
  ]);
});

test.each([
  ['empty', ''],
  ['too long', 'a'.repeat(256)],
  ['with a space', 'a b'],
  ['not ASCII', 'é'],
])('a name that is %s is refused', async (_, key) => {
  const { post, requests } = await scene();
  const answer = await post(key, {});
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error.message).toContain('Idempotency-Key');
  expect(requests).toHaveLength(0);
});
