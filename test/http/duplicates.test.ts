import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/cli.js';
import { serverOn } from '../support/http-database.js';
import { enrolled, photoOf } from '../support/service.js';

const D = '/collections/default/duplicates';

async function twins() {
  const served = await serverOn(join(temporaryFolder(), 'served.db'), undefined, {
    duplicates: 'off',
  });
  await enrolled(served.service, 'a/1', [photoOf('ann')]);
  await enrolled(served.service, 'ä 2', [photoOf('ann', 2)]);
  await enrolled(served.service, 'bob', [photoOf('bob')]);
  return served;
}

test('users who may be one person are found, unless that is allowed', async () => {
  const { send } = await twins();
  const found = await send('GET', D);
  expect(found.json().data).toMatchObject({
    ...{ users: 3, templates: 3, allowed_pairs: 0 },
    clusters: [{ cluster: 1, external_ids: ['a/1', 'ä 2'], pairs: [{ external_id: 'a/1' }] }],
  });
  const pair = { external_id: 'a/1', other_external_id: 'ä 2' };
  const allowed = await send('POST', `${D}/exceptions`, { ...pair, reason: 'twins' });
  expect([allowed.statusCode, allowed.json().data]).toMatchObject([
    201,
    { ...pair, reason: 'twins', action: 'DUPLICATE_ALLOWED' },
  ]);
  expect((await send('POST', `${D}/exceptions`, { ...pair, reason: 'x' })).statusCode).toBe(200);
  expect((await send('GET', D)).json().data).toMatchObject({ clusters: [], allowed_pairs: 1 });
  expect((await send('GET', `${D}/exceptions`)).json().data).toMatchObject([pair]);
  const one = `${D}/exceptions/${encodeURIComponent('ä 2')}/${encodeURIComponent('a/1')}`;
  expect((await send('DELETE', one)).statusCode).toBe(204);
  expect((await send('DELETE', one)).statusCode).toBe(404);
  expect((await send('GET', D)).json().data.clusters).toHaveLength(1);
});

test.each([
  [{ external_id: 'bob', other_external_id: 'bob', reason: 'x' }, 400, 'one user'],
  [{ external_id: 'bob', other_external_id: 'none', reason: 'x' }, 404, 'none'],
  [{ external_id: 'bob', other_external_id: 'a/1' }, 400, 'reason'],
  [{ external_id: 'bob', other_external_id: 'a/1', reason: ' ' }, 400, 'reason'],
])('%o is no exception', async (body, status, told) => {
  const { send } = await twins();
  const answer = await send('POST', `${D}/exceptions`, body);
  expect([answer.statusCode, answer.json().error.message]).toEqual([
    status,
    expect.stringContaining(told),
  ]);
});
