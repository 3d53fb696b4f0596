import { expect, test } from 'vitest';
import { enrolledScenario } from '../support/gallery-database.js';
import { ANY_KEY } from '../support/http-app.js';
import { serverOn } from '../support/http-database.js';

const C = '/collections/default';

async function started() {
  const s = enrolledScenario();
  return { s, ...(await serverOn(s.db)) };
}

test('users are listed a page at a time, with the filters of the command', async () => {
  const { send } = await started();
  const answer = await send('GET', `${C}/users?page=2&page_size=2&sort=user_id:desc`);
  expect(answer.statusCode, answer.body).toBe(200);
  expect(answer.json()).toMatchObject({
    ...{ success: true, page: 2, page_size: 2, total: 3 },
    data: [{ external_id: '1001', collection_id: 'default', faces: 1, fields: {}, tags: [] }],
  });
  expect((await send('GET', `${C}/users?without_face=true`)).json().data).toEqual([]);
});

test.each([
  ['page=0', 'page'],
  ['page_size=1001', 'page_size'],
  ['page_size=ten', 'page_size'],
  ['without_face=yes', 'without_face'],
  ['colour=red', 'colour'],
  ['with_face=true&without_face=true', 'without_face'],
])('a list refuses ?%s and says why', async (query, name) => {
  const { send } = await started();
  const answer = await send('GET', `${C}/users?${query}`);
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error).toMatchObject({ code: 'INVALID_REQUEST' });
  expect(answer.json().error.message).toContain(name);
});

test('a user is added, shown, changed and deleted', async () => {
  const { send, s } = await started();
  const added = await send('POST', `${C}/users`, {
    ...{ external_id: 'new', name: 'Ann', set: { Floor: '3' }, tag: ['night'], reference: 'CHG-1' },
  });
  expect(added.statusCode, added.body).toBe(201);
  expect(added.headers.location).toBe('/api/v1/collections/default/users/new');
  expect(added.json().data).toMatchObject({
    ...{ external_id: 'new', name: 'Ann', fields: { Floor: '3' }, tags: ['night'], faces: 0 },
    action: 'USER_CREATED',
  });
  expect(s.query("SELECT reference FROM audit WHERE user_id = 'new'")).toEqual([
    { reference: 'CHG-1' },
  ]);
  const again = await send('POST', `${C}/users`, { external_id: 'new' });
  expect(again.statusCode).toBe(409);
  expect(again.json().error).toMatchObject({ code: 'USER_EXISTS' });
  expect(again.body).not.toContain('faceenroll');
  const changed = await send('PATCH', `${C}/users/new`, { start_datetime: '2026-01-01' });
  expect(changed.json().data).toMatchObject({
    ...{ name: 'Ann', start_datetime: '2026-01-01', action: 'USER_UPDATED' },
  });
  const shown = await send('GET', `${C}/users/new`);
  expect(shown.json().data).toMatchObject({ templates: [], may_look_like: [] });
  expect(shown.headers.etag).toBe(changed.headers.etag);
  expect((await send('DELETE', `${C}/users/new`)).statusCode).toBe(204);
  expect((await send('GET', `${C}/users/new`)).statusCode).toBe(404);
  expect(s.userIds()).toEqual(['1001', '1002', '1003']);
});

test('a change is refused when the user is not as the ETag has them', async () => {
  const { send } = await started();
  const { etag } = (await send('GET', `${C}/users/1001`)).headers;
  const ifMatch = { headers: { 'if-match': String(etag) } };
  expect((await send('PATCH', `${C}/users/1001`, { tag: ['a'] }, ifMatch)).statusCode).toBe(200);
  for (const late of [
    await send('PATCH', `${C}/users/1001`, { tag: ['b'] }, ifMatch),
    await send('DELETE', `${C}/users/1001`, undefined, ifMatch),
  ]) {
    expect(late.statusCode).toBe(412);
  }
  expect((await send('GET', `${C}/users/1001`)).json().data.tags).toEqual(['a']);
});

test.each(['a/b', 'Zoë 山田', 'two words', '50%', 'x?y#z', '🙂'.repeat(100)])(
  'a user called %s is found, renamed and deleted by the address',
  async (userId) => {
    const { send } = await started();
    const at = (id: string) => `${C}/users/${encodeURIComponent(id)}`;
    expect((await send('POST', `${C}/users`, { external_id: userId })).statusCode).toBe(201);
    const renamed = await send('POST', `${at(userId)}/rename`, { new_external_id: `${userId}/2` });
    expect(renamed.statusCode, renamed.body).toBe(200);
    expect(renamed.json().data).toMatchObject({ from: userId, external_id: `${userId}/2` });
    const status = await send('GET', `${at(`${userId}/2`)}/status`);
    expect(status.json().data).toMatchObject({ exists: true, available: false });
    expect((await send('DELETE', at(`${userId}/2`))).statusCode).toBe(204);
  },
);

test.each([
  [{ external_id: 'x', colour: 'red' }, 400, 'colour'],
  [{ external_id: 7 }, 400, 'external_id'],
  [{}, 400, 'external_id'],
  [{ external_id: 'x', tag: 'night' }, 400, 'tag'],
  [{ external_id: 'x', consent_at: 'soon' }, 400, 'consent_at'],
  [{ external_id: '' }, 422, 'empty'],
])('a user is not added by %o', async (body, status, told) => {
  const { send } = await started();
  const answer = await send('POST', `${C}/users`, body);
  expect([answer.statusCode, answer.json().error.message]).toEqual([
    status,
    expect.stringContaining(told),
  ]);
  expect(answer.body).not.toContain('--');
});

test('who is not there is 404, and tells nothing of the database', async () => {
  const { send, s } = await started();
  for (const answer of [
    await send('GET', `${C}/users/none`),
    await send('PATCH', `${C}/users/none`, { name: 'x' }),
    await send('DELETE', `${C}/users/none`),
    await send('GET', `${C}/users/none/status`),
    await send('GET', '/collections/none/users'),
  ]) {
    expect(answer.statusCode).toBe(404);
    expect(answer.body).not.toContain(s.cwd);
  }
});

test('scopes are asked for', async () => {
  const s = enrolledScenario();
  const reader = { ...ANY_KEY, scopes: ['read'] as const };
  const { send } = await serverOn(s.db, { any: reader });
  expect((await send('POST', `${C}/users`, { external_id: 'x' })).statusCode).toBe(403);
  expect((await send('DELETE', `${C}/users/1001`)).statusCode).toBe(403);
  expect((await send('GET', `${C}/users/1001`)).statusCode).toBe(200);
});

test('faces are listed with the filters of the command, and deleted for good', async () => {
  const { send, s } = await started();
  const all = await send('GET', `${C}/faces?external_id=1002`);
  expect(all.json()).toMatchObject({
    total: 1,
    data: [{ external_id: '1002', quality_score: 0.9 }],
  });
  const [{ face_id }] = all.json().data;
  expect((await send('DELETE', `${C}/faces/${face_id}`)).statusCode).toBe(204);
  expect((await send('DELETE', `${C}/faces/${face_id}`)).statusCode).toBe(404);
  expect(s.count('templates')).toBe(2);
});
