import { expect, test } from 'vitest';
import { enrolledScenario } from '../support/gallery-database.js';
import { ANY_KEY } from '../support/http-app.js';
import { serverOn } from '../support/http-database.js';

test('collections are made, listed and deleted', async () => {
  const { send } = await serverOn(enrolledScenario().db);
  const made = await send('POST', '/collections', { collection_id: 'visitors' });
  expect([made.statusCode, made.json().data]).toMatchObject([
    201,
    { collection_id: 'visitors', users: 0, action: 'COLLECTION_CREATED' },
  ]);
  expect(
    (await send('POST', '/collections', { collection_id: 'visitors' })).json().error.code,
  ).toBe('COLLECTION_EXISTS');
  const names = async () =>
    (await send('GET', '/collections'))
      .json()
      .data.map((one: { collection_id: string }) => one.collection_id);
  expect(await names()).toEqual(['default', 'visitors']);
  expect((await send('DELETE', '/collections/default')).statusCode).toBe(204);
  expect(await names()).toEqual(['visitors']);
  expect((await send('DELETE', '/collections/default')).statusCode).toBe(404);
});

test('a key of one collection knows of no other', async () => {
  const bound = { ...ANY_KEY, collections: ['visitors'] };
  const { send } = await serverOn(enrolledScenario().db, { any: bound });
  expect((await send('GET', '/collections')).json().data).toEqual([]);
  expect((await send('POST', '/collections', { collection_id: 'default' })).statusCode).toBe(404);
  expect((await send('POST', '/collections', { collection_id: 'visitors' })).statusCode).toBe(201);
  expect((await send('DELETE', '/collections/default')).statusCode).toBe(404);
});

test.each(['', ' x', '\u0000'])('%j is no name of a collection', async (name) => {
  const { send } = await serverOn(enrolledScenario().db);
  const answer = await send('POST', '/collections', { collection_id: name });
  expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'INVALID_REQUEST']);
});
