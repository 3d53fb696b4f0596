import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bookkeepingOf } from '../../src/http/bookkeeping.js';
import type { Key } from '../../src/http/caller.js';
import { ANSWERS_KEPT_MS } from '../../src/http/limits.js';
import { UploadMemory } from '../../src/http/uploads.js';
import { keptAnswers } from '../../src/operations/serving/kept-answers.js';
import type { Serving } from '../../src/operations/serving/serving.js';
import { Store } from '../../src/store/store.js';
import { answerOf, newApiKey } from '../support/api-keys.js';
import { query, temporaryFolder } from '../support/cli.js';
import { ANY_KEY, appWith, formOf } from '../support/http-app.js';
import { runMain } from '../support/main.js';
import { openService, photoOf } from '../support/service.js';

const SILENT = { error: () => {} };

/** A server over a real database, with a fake pool. `wrap` changes what the service does. */
async function scene(wrap: (service: Serving) => Partial<Serving> = () => ({})) {
  const db = join(temporaryFolder(), 'served.db');
  const store = Store.open(db, false);
  const { keyId } = newApiKey(store, { scopes: ['read', 'enroll', 'delete'] });
  store.close();
  const key: Key = { ...ANY_KEY, keyId };
  const service = await openService(db, { ifFaceExists: 'add' });
  const served: Partial<Serving> = {
    canCheckLiveness: false,
    enroll: (request, caller) => service.enroll(request, caller),
    perform: (operation, input, place, use) => service.perform(operation, input, place, use),
    write: (work) => service.write(work),
    readSealed: (use) => service.readSealed(use),
    ...wrap(service),
  };
  const { app } = await appWith(
    served,
    { any: key },
    {
      ...bookkeepingOf({ ...served, write: (work) => service.write(work) } as Serving, SILENT),
      // Forms of tests do not say their length.
      memory: new UploadMemory(1e10),
    },
  );
  const post = (userId: string, idempotencyKey: string, number = 1, person = userId) => {
    const { name, bytes } = photoOf(person, number);
    return app.inject({
      ...{ method: 'POST', url: '/api/v1/collections/default/faces' },
      headers: { 'x-api-key': 'any', 'idempotency-key': idempotencyKey },
      payload: formOf([
        ['image', new Blob([bytes]), name],
        ['external_id', userId],
      ]),
    });
  };
  const templates = () => query(db, 'SELECT user_id FROM templates').length;
  return { db, app, service, keyId, post, templates };
}

test('a face is enrolled once, and its repetition gets the same answer from the database', async () => {
  const { post, templates, db, keyId } = await scene();
  const first = await post('ann', 'a');
  const again = await post('ann', 'a');
  expect(first.statusCode).toBe(201);
  expect(again.payload).toBe(first.payload);
  expect(again.headers).toMatchObject({
    ...{ etag: first.headers.etag, location: first.headers.location },
    'idempotency-replayed': 'true',
  });
  expect(templates()).toBe(1);
  expect(query(db, 'SELECT key_id, collection, user_id, status FROM http_answers')).toEqual([
    { key_id: keyId, collection: 'default', user_id: 'ann', status: 201 },
  ]);
});

test('a face of somebody else is refused again with the same words', async () => {
  const { post } = await scene();
  await post('ann', 'a');
  const first = await post('bob', 'b', 2, 'ann');
  const again = await post('bob', 'b', 2, 'ann');
  expect(first.statusCode).toBe(409);
  expect(first.json().error.message).toContain('ann');
  expect(again.payload).toBe(first.payload);
});

test('a repetition after a kill between commit and answer gets the answer that was stored', async () => {
  let isKilled = true;
  const { post, templates } = await scene((service) => ({
    enroll: async (request, caller) => {
      const result = await service.enroll(request, caller);
      if (isKilled) throw new Error('killed');
      return result;
    },
    // As if the killed process could not look, either.
    readSealed: (use) => {
      if (isKilled && templatesNow() > 0) throw new Error('killed');
      return service.readSealed(use);
    },
  }));
  const templatesNow = templates;
  expect((await post('ann', 'a')).statusCode).toBe(500);
  isKilled = false;
  const again = await post('ann', 'a');
  expect(again.statusCode).toBe(201);
  expect(again.headers['idempotency-replayed']).toBe('true');
  expect(templates()).toBe(1);
});

test('a transaction that fails enrolls nobody and keeps no answer', async () => {
  let fails = true;
  const { post, templates, db } = await scene((service) => ({
    enroll: (request, caller) =>
      service.enroll(
        {
          ...request,
          inTransaction: (result, store) => {
            request.inTransaction?.(result, store);
            if (fails) throw new Error('the disk is full');
          },
        },
        caller,
      ),
  }));
  expect((await post('ann', 'a')).statusCode).toBe(500);
  expect(templates()).toBe(0);
  expect(query(db, 'SELECT * FROM http_answers')).toEqual([]);
  fails = false;
  const again = await post('ann', 'a');
  expect(again.headers['idempotency-replayed']).toBeUndefined();
  expect(again.statusCode).toBe(201);
});

test('the answer about a user who is deleted goes with the user', async () => {
  const { post, db, templates } = await scene();
  await post('ann', 'a');
  const deleted = await runMain(['users', 'delete', 'ann', '--yes', '--db', db], { cwd: '/' });
  expect(deleted.code).toBe(0);
  expect(query(db, 'SELECT * FROM http_answers')).toEqual([]);
  const again = await post('ann', 'a');
  expect(again.headers['idempotency-replayed']).toBeUndefined();
  expect(templates()).toBe(1);
});

test('200 requests at the same moment, two of each name, enroll 100 faces', async () => {
  const { post, templates } = await scene();
  const names = Array.from({ length: 100 }, (_, i) => `user${i}`);
  const answers = await Promise.all([...names, ...names].map((name) => post(name, name)));
  const statuses = answers.map(({ statusCode }) => statusCode);
  expect(new Set(statuses)).toEqual(new Set([201, 409]));
  expect(templates()).toBe(100);
  const again = await Promise.all(names.map((name) => post(name, name)));
  expect(again.every(({ headers }) => headers['idempotency-replayed'] === 'true')).toBe(true);
});

test('a batch enrolls each photo by itself; sent again it finds the faces', async () => {
  const { app, templates } = await scene();
  const send = () => {
    const people = ['ann', 'bob', 'nobody'];
    return app.inject({
      ...{ method: 'POST', url: '/api/v1/collections/default/faces/batch' },
      headers: { 'x-api-key': 'any' },
      payload: formOf([
        ...people.map((one) => ['images[]', new Blob([photoOf(one).bytes]), 'x.jpg'] as const),
        ...people.map((one) => ['external_ids[]', one] as const),
      ]),
    });
  };
  const statusesOf = (answer: Awaited<ReturnType<typeof send>>) =>
    answer.json().data.results.map(({ status }: { status: number }) => status);
  expect(statusesOf(await send())).toEqual([201, 201, 422]);
  expect(statusesOf(await send())).toEqual([200, 200, 422]);
  expect(templates()).toBe(2);
});

test('what the journal keeps of photos for reports is in no answer', async () => {
  const { app, post, db } = await scene();
  const get = (path: string) =>
    app.inject({ url: `/api/v1${path}`, headers: { 'x-api-key': 'any' } });
  const answers = [
    await post('ann', 'a'),
    await post('bob', 'b', 2, 'ann'),
    await post('cy', 'c', 1, 'nobody'),
    await get('/collections/default/faces'),
    await get('/collections/default/users/ann'),
    await get('/runs'),
  ];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 409, 422, 200, 200, 200]);
  const kept = query(db, 'SELECT seen FROM run_items ORDER BY item').map(({ seen }) =>
    JSON.parse(seen),
  );
  expect(kept).toMatchObject([
    { measures: { sharpness: 80 } },
    { measures: { sharpness: 80 }, resembles: { userId: 'ann' } },
    { measures: { sharpness: 3 } },
  ]);
  for (const { payload } of answers) {
    expect(payload).not.toMatch(/seen|measures|resembles|sharpness|timeline/);
  }
});

test('the use of a key is in the audit when the server has ended', async () => {
  const { app, post, db, keyId } = await scene();
  await post('ann', 'a');
  await post('ann', 'a');
  await app.close();
  const [row, ...others] = query(db, "SELECT * FROM audit WHERE action = 'KEY_USED'");
  expect(others).toEqual([]);
  expect(JSON.parse(String(row?.detail))).toEqual({ counts: { enrollFace: 2 }, key: keyId });
});

test('an answer that is kept no longer makes room for the next one', async () => {
  const { service, keyId, db } = await scene();
  const answers = keptAnswers(service, ANSWERS_KEPT_MS);
  const request = { keyId, idempotencyKey: 'a' };
  await answers.keep(request, answerOf({ createdAt: '2026-06-01T00:00:00.000Z', status: 201 }));
  await answers.keep(request, answerOf({ createdAt: '2026-06-02T00:00:00.001Z', status: 200 }));
  expect(answers.find(request)?.status).toBe(200);
  await answers.sweep('2026-06-03T00:00:00.000Z');
  expect(query(db, 'SELECT * FROM http_answers')).toEqual([]);
});
