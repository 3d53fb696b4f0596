import { expect, test } from 'vitest';
import { FAILURES, type Failure } from '../../src/domain/failures.js';
import { adviceOf } from '../../src/http/advice.js';
import { enrolledScenario } from '../support/gallery-database.js';
import { appWith, formOf } from '../support/http-app.js';
import { serverOn } from '../support/http-database.js';

const C = '/collections/default';

const started = async (settings = {}) => serverOn(enrolledScenario().db, undefined, settings);

test.each([
  ['a name that is not percent-encoded UTF-8', `${C}/users/%FF`, 400, 'INVALID_REQUEST'],
  ['a name that is longer than any', `${C}/users/${'a'.repeat(4_000)}`, 404, 'NOT_FOUND'],
])('%s is told as any other error, without what was sent', async (_, path, status, code) => {
  const { send } = await started();
  const answer = await send('GET', path);
  expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
  expect(answer.json().request_id).toBe(answer.headers['x-request-id']);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.body).not.toContain('a'.repeat(13));
});

test('a user ID of 256 letters of four bytes is found by its address', async () => {
  const { send } = await started();
  const id = '\u{2070E}'.repeat(128);
  expect((await send('POST', `${C}/users`, { external_id: id })).statusCode).toBe(201);
  const found = await send('GET', `${C}/users/${encodeURIComponent(id)}`);
  expect(found.json().data.external_id).toBe(id);
});

test('a slash at the end of an address changes nothing', async () => {
  const { send } = await started();
  expect((await send('GET', `${C}/users/`)).json()).toEqual(
    (await send('GET', `${C}/users`)).json(),
  );
});

test('another method is answered with those that there are', async () => {
  const { app } = await started();
  for (const method of ['PUT', 'OPTIONS'] as const) {
    const answer = await app.inject({ method, url: `/api/v1${C}/users` });
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
  }
});

test('a parameter that a call does not have is refused, on every call', async () => {
  const { send } = await started();
  const [{ face_id: face }] = (await send('GET', `${C}/faces`)).json().data;
  for (const [method, path] of [
    ['GET', `/faces/${face}`],
    ['GET', '/duplicates/exceptions'],
    ['DELETE', `/faces/${face}`],
    ['POST', '/faces'],
  ] as const) {
    const answer = await send(method, `${C}${path}?dry_run=true`);
    expect([answer.statusCode, answer.json().error.message]).toEqual([
      ...[400, expect.stringContaining('dry_run')],
    ]);
  }
});

test('each field that is wrong is told', async () => {
  const { send } = await started();
  const { error } = (await send('POST', `${C}/users`, { name: 5, colour: 'red' })).json();
  expect(error).toMatchObject({ code: 'INVALID_REQUEST', message: 'external_id is missing' });
  expect(error.details.issues).toEqual([
    { field: 'external_id', message: 'is missing' },
    { field: 'name', message: 'must be a text' },
    { field: 'colour', message: expect.stringContaining('is not one of: external_id, name') },
  ]);
});

test('who has a face as it is now is told so, and who has another one is not', async () => {
  const { send } = await started();
  const [{ face_id: face }] = (await send('GET', `${C}/faces`)).json().data;
  const { headers } = await send('GET', `${C}/faces/${face}`);
  const again = async () => {
    const sent = { headers: { 'if-none-match': `"other", W/${headers.etag}` } };
    const { statusCode, body } = await send('GET', `${C}/faces/${face}`, undefined, sent);
    return [statusCode, body === ''];
  };
  expect(await again()).toEqual([304, true]);
  await send('PUT', `${C}/faces/${face}`, { metadata: { badge: 'A8' } });
  expect(await again()).toEqual([200, false]);
});

test('what changes something is answered as ever, whatever the client has', async () => {
  const { send } = await started();
  const [{ face_id: face }] = (await send('GET', `${C}/faces`)).json().data;
  const headers = { 'if-none-match': '*' };
  const answer = await send(
    'PUT',
    `${C}/faces/${face}`,
    { metadata: { badge: 'A8' } },
    { headers },
  );
  expect([answer.statusCode, answer.json().data.metadata]).toEqual([200, { badge: 'A8' }]);
});

test('a merge patch has a media type of its own', async () => {
  const { send } = await started();
  const [{ face_id: face }] = (await send('GET', `${C}/faces`)).json().data;
  await send('PUT', `${C}/faces/${face}`, { metadata: { badge: 'A7', floor: 3 } });
  const headers = { 'content-type': 'application/merge-patch+json' };
  const patch = Buffer.from(JSON.stringify({ metadata: { badge: null } }));
  const answer = await send('PATCH', `${C}/faces/${face}`, patch, { headers });
  expect(answer.json().data.metadata).toEqual({ floor: 3 });
});

test('null takes a text of a user away', async () => {
  const { send } = await started();
  await send('POST', `${C}/users`, { external_id: 'ann', email: 'ann@example.com' });
  const answer = await send('PATCH', `${C}/users/ann`, { email: null });
  expect(answer.json().data.email ?? '').toBe('');
});

test('lists are sorted by the names that answers have', async () => {
  const { send } = await started();
  const ids = async (sort: string) =>
    (await send('GET', `${C}/faces?sort=${sort}`))
      .json()
      .data.map(({ external_id: id }: { external_id: string }) => id);
  const up = await ids('external_id');
  expect(up).toEqual([...up].sort());
  expect(await ids('external_id:desc')).toEqual(up.toReversed());
});

test('check_liveness is true or false on every call', async () => {
  const { send } = await started();
  const photo = (value: string) =>
    formOf([
      ['image', new Blob(['photo']), 'a.jpg'],
      ['check_liveness', value],
    ]);
  const codes = ['true', 'auto'].map(async (value) => {
    const answer = await send('POST', `${C}/identify`, photo(value));
    return [answer.statusCode, answer.json().error?.code];
  });
  expect(await Promise.all(codes)).toEqual([
    [422, 'LIVENESS_NOT_INSTALLED'],
    [400, 'INVALID_REQUEST'],
  ]);
});

test('the description has the defaults that the server was started with, and no schema for nothing', async () => {
  const { app } = await started({ quality: 'strict' });
  const { paths, components } = (await app.inject('/openapi.json')).json();
  const form = paths['/api/v1/collections/{collection}/identify'].post.requestBody.content;
  const { quality } = form['multipart/form-data'].schema.properties;
  expect(quality.default).toBe('strict');
  const face = paths['/api/v1/collections/{collection}/faces/{face_id}'].get.responses;
  expect(Object.keys(face['200'].headers)).toEqual(['ETag']);
  expect(Object.keys(face['503'].headers)).toEqual(['Retry-After']);
  const used = JSON.stringify({ paths, components });
  for (const name of Object.keys(components.schemas)) {
    expect(name).not.toMatch(/Input$/);
    expect(used).toContain(`"#/components/schemas/${name}"`);
  }
});

test('a problem of RFC 9457 is sent to those who take it', async () => {
  const { app } = await appWith({});
  const type = async (accept: string) =>
    (await app.inject({ url: '/api/v1/none', headers: { accept } })).headers['content-type'];
  expect(await type('application/json, application/problem+json;q=0.5')).toContain('problem');
  expect(await type('application/problem+json;q=0, */*')).not.toContain('problem');
});

test.each(Object.keys(FAILURES) as Failure['code'][])('advice for %s is for callers', (code) => {
  const { advice } = FAILURES[code];
  expect(adviceOf({ code, advice })).not.toMatch(/--|faceenroll|folder with/);
});
