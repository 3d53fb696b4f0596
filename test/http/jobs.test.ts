import { setTimeout } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { Jobs } from '../../src/http/jobs/jobs.js';
import { BATCH_PHOTOS_AT_WORK, JOB_KEPT_MS, MAX_PHOTOS_AT_ONCE } from '../../src/http/limits.js';
import { Repeats } from '../../src/http/repeats.js';
import { ServiceBusyError } from '../../src/operations/serving/service-busy.js';
import type { EnrollRequest } from '../../src/operations/serving/types.js';
import { batchScene, partsOf, photosOf } from '../support/batches.js';
import { enrolledAs } from '../support/enrolling.js';
import { FakeAnswers } from '../support/fake-answers.js';

const ASYNC = { prefer: 'respond-async' };

/** A service that enrolls nobody until it is let. */
function slow() {
  const open = Promise.withResolvers<void>();
  const enroll = async (request: EnrollRequest) => {
    await open.promise;
    return enrolledAs(request);
  };
  return { enroll, let: () => open.resolve() };
}

type Scene = Awaited<ReturnType<typeof batchScene>>;

async function ended({ call }: Pick<Scene, 'call'>, location: string) {
  return vi.waitFor(async () => {
    const { data } = (await call('GET', location)).json();
    expect(data.ended_at).not.toBeNull();
    return data;
  });
}

test('a large batch is a job, with progress and results in the order of the photos', async () => {
  const service = slow();
  const scene = await batchScene(service.enroll);
  const photos = photosOf(MAX_PHOTOS_AT_ONCE + 5);
  const answer = await scene.batch(partsOf(photos).flat());
  expect(answer.statusCode).toBe(202);
  expect(answer.headers['preference-applied']).toBeUndefined();
  const { job_id } = answer.json().data;
  const location = String(answer.headers.location);
  expect(location).toBe(`/api/v1/jobs/${job_id}`);
  expect((await scene.call('GET', location)).json().data).toMatchObject({
    ...{ job_id, status: 'running', ended_at: null, results: [] },
    progress: { done: 0, total: 25, failed: 0 },
  });
  service.let();
  const job = await ended(scene, location);
  expect(job).toMatchObject({ status: 'done', progress: { done: 25, total: 25, failed: 0 } });
  expect(job.results.map((result: { external_id: string }) => result.external_id)).toEqual(
    photos.map(({ id }) => id),
  );
});

test('a small batch is a job where that is preferred', async () => {
  const { batch } = await batchScene();
  const answer = await batch(partsOf(photosOf(1)).flat(), ASYNC);
  expect(answer.statusCode).toBe(202);
  expect(answer.headers['preference-applied']).toBe('respond-async');
});

test('a job is stopped: what has begun is finished, nothing else is begun, results stay', async () => {
  const service = slow();
  const scene = await batchScene(service.enroll);
  const answer = await scene.batch(partsOf(photosOf(40)).flat());
  const location = String(answer.headers.location);
  const stopping = scene.call('DELETE', location);
  await setTimeout(50);
  service.let();
  expect((await stopping).statusCode).toBe(204);
  expect(scene.requests).toHaveLength(BATCH_PHOTOS_AT_WORK);
  const job = (await scene.call('GET', location)).json().data;
  expect(job.status).toBe('stopped');
  expect(job.progress).toEqual({ done: BATCH_PHOTOS_AT_WORK, total: 40, failed: 0 });
  expect(job.results).toHaveLength(BATCH_PHOTOS_AT_WORK);
  expect((await scene.call('DELETE', location)).statusCode).toBe(204);
});

test('a job that waits for its turn is stopped before it begins', async () => {
  const service = slow();
  const scene = await batchScene(service.enroll, { jobs: new Jobs({ atWork: 1 }) });
  await scene.batch(partsOf(photosOf(1)).flat(), ASYNC);
  const second = await scene.batch(partsOf(photosOf(1)).flat(), ASYNC);
  const location = String(second.headers.location);
  expect(second.json().data.status).toBe('queued');
  expect((await scene.call('DELETE', location)).statusCode).toBe(204);
  expect((await scene.call('GET', location)).json().data).toMatchObject({
    ...{ status: 'stopped', results: [] },
  });
  service.let();
  expect(scene.requests).toHaveLength(1);
});

test('a job is known to the key that made it alone', async () => {
  const { batch, call } = await batchScene();
  const answer = await batch(partsOf(photosOf(1)).flat(), ASYNC);
  const location = String(answer.headers.location);
  expect((await call('GET', location, 'other')).statusCode).toBe(404);
  expect((await call('DELETE', location, 'other')).statusCode).toBe(404);
  expect((await call('GET', '/api/v1/jobs/unknown')).statusCode).toBe(404);
  expect((await call('GET', location)).statusCode).toBe(200);
});

test('there are as many jobs as the server takes, and their memory is given back', async () => {
  const service = slow();
  const scene = await batchScene(service.enroll, { jobs: new Jobs({ atWork: 1, atMost: 2 }) });
  const { memory } = scene.server;
  const send = () => scene.batch(partsOf(photosOf(2)).flat(), ASYNC);
  const answers = [await send(), await send()];
  const taken = memory.taken;
  expect(taken).toBeGreaterThan(0);
  const refused = await send();
  expect(refused.statusCode).toBe(503);
  expect(refused.headers['retry-after']).toBeDefined();
  expect(memory.taken).toBe(taken);
  service.let();
  for (const { headers } of answers) await ended(scene, String(headers.location));
  expect(memory.taken).toBe(0);
});

test('a job is forgotten an hour after its end', async () => {
  let now = Date.parse('2026-06-01T00:00:00Z');
  const scene = await batchScene(undefined, { jobs: new Jobs({ now: () => now }) });
  const answer = await scene.batch(partsOf(photosOf(1)).flat(), ASYNC);
  const location = String(answer.headers.location);
  await ended(scene, location);
  now += JOB_KEPT_MS - 1;
  expect((await scene.call('GET', location)).statusCode).toBe(200);
  now += 1;
  expect((await scene.call('GET', location)).statusCode).toBe(404);
});

test('a photo for which there is no room is tried again', async () => {
  let isFull = true;
  const scene = await batchScene(async (request) => {
    if (isFull) {
      isFull = false;
      throw new ServiceBusyError('full');
    }
    return enrolledAs(request);
  });
  const answer = await scene.batch(partsOf(photosOf(1)).flat(), ASYNC);
  const location = String(answer.headers.location);
  await vi.waitFor(async () => expect(scene.requests).toHaveLength(2), 5_000);
  expect(await ended(scene, location)).toMatchObject({ status: 'done', progress: { failed: 0 } });
});

test('the same batch by the same name is the same job, and after a restart another one', async () => {
  const answers = new FakeAnswers();
  const headers = { ...ASYNC, 'idempotency-key': 'a' };
  const service = slow();
  const first = await batchScene(service.enroll, { repeats: new Repeats(answers) });
  const send = (scene: Scene) => scene.batch(partsOf(photosOf(2)).flat(), headers);
  const one = await send(first);
  const again = await send(first);
  expect(again.payload).toBe(one.payload);
  expect(again.headers).toMatchObject({
    ...{ 'idempotency-replayed': 'true', location: one.headers.location },
    'preference-applied': 'respond-async',
  });
  expect(first.requests).toHaveLength(2);
  service.let();
  const second = await batchScene(undefined, { repeats: new Repeats(answers) });
  expect((await second.call('GET', String(one.headers.location))).statusCode).toBe(404);
  const restarted = await send(second);
  expect(restarted.statusCode).toBe(202);
  expect(restarted.json().data.job_id).not.toBe(one.json().data.job_id);
  expect((await ended(second, String(restarted.headers.location))).status).toBe('done');
});

test('a server that ends waits for photos that were begun, and tells what was not done', async () => {
  const service = slow();
  const scene = await batchScene(service.enroll);
  await scene.batch(partsOf(photosOf(40)).flat());
  let isClosed = false;
  const closing = scene.app.close().then(() => {
    isClosed = true;
  });
  await setTimeout(50);
  expect(isClosed).toBe(false);
  service.let();
  await closing;
  expect(scene.requests).toHaveLength(BATCH_PHOTOS_AT_WORK);
  expect(scene.log.join('')).toContain(`"done":${BATCH_PHOTOS_AT_WORK},"total":40`);
  expect(scene.server.memory.taken).toBe(0);
});
