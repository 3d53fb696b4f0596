import { expect, test } from 'vitest';
import { WrongKeys } from '../../src/http/wrong-keys.js';
import { ANY_KEY, appWith } from '../support/http-app.js';

const KEYS = { any: ANY_KEY, other: { ...ANY_KEY, keyId: 'k2', scopes: [] } };

async function scene(rate: number) {
  const lookups: string[] = [];
  const wrongKeys = new WrongKeys(3);
  const { app } = await appWith({}, KEYS, {
    ...{ rate, wrongKeys },
    findKey: (presented) => {
      lookups.push(presented);
      return new Map(Object.entries(KEYS)).get(presented);
    },
  });
  const get = (key: string, remoteAddress = '192.0.2.1', url = '/api/v1/jobs/x') =>
    app.inject({ url, remoteAddress, headers: { 'x-api-key': key } });
  return { get, lookups };
}

test('requests of a key are counted, from all addresses and on all routes', async () => {
  const { get } = await scene(2);
  expect((await get('any')).statusCode).toBe(404);
  expect((await get('any', '192.0.2.2', '/api/v1/jobs/y')).statusCode).toBe(404);
  const refused = await get('any', '192.0.2.3');
  expect(refused.statusCode).toBe(429);
  expect(refused.json().error.code).toBe('TOO_MANY_REQUESTS');
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
});

test('requests that a key may not make are counted, too, and not for other keys', async () => {
  const { get } = await scene(2);
  expect((await get('other')).statusCode).toBe(403);
  expect((await get('other')).statusCode).toBe(403);
  expect((await get('other')).statusCode).toBe(429);
  expect((await get('any')).statusCode).toBe(404);
});

test('an address that tries wrong keys must wait, and none of its keys is looked up', async () => {
  const { get, lookups } = await scene(100);
  const answers = await Promise.all(Array.from({ length: 50 }, () => get('wrong')));
  const statuses = answers.map(({ statusCode }) => statusCode);
  expect(statuses.filter((status) => status === 401)).toHaveLength(3);
  expect(statuses.filter((status) => status === 429)).toHaveLength(47);
  expect(lookups).toHaveLength(3);
  const right = await get('any');
  expect(right.statusCode).toBe(429);
  expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
  expect((await get('any', '192.0.2.2')).statusCode).toBe(404);
});

test('an address may try again after a minute', () => {
  let now = 0;
  const wrong = new WrongKeys(1, () => now);
  wrong.note('192.0.2.1');
  expect(() => wrong.refuse('192.0.2.1')).toThrow('too many wrong keys');
  now = 60_000;
  wrong.refuse('192.0.2.1');
});

test.each([
  ['of one network of IPv6 count as one', '2001:db8::1', '2001:db8::ffff:1', true],
  ['of two networks of IPv6 do not', '2001:db8:0:1::1', '2001:db8:0:2::1', false],
  ['of IPv4 are one each', '192.0.2.1', '192.0.2.2', false],
  ['of IPv4 are the same within IPv6', '192.0.2.1', '::ffff:192.0.2.1', true],
  ['of a socket file are one', undefined, '', true],
])('addresses %s', (_, tried, asking, isRefused) => {
  const wrong = new WrongKeys(1);
  wrong.note(tried);
  const ask = () => wrong.refuse(asking);
  if (isRefused) expect(ask).toThrow('too many wrong keys');
  else expect(ask).not.toThrow();
});

test('a million addresses are not remembered', () => {
  const wrong = new WrongKeys(1);
  wrong.note('192.0.2.1');
  for (let i = 0; i < 10_000; i += 1) wrong.note(`10.0.${i >> 8}.${i & 255}`);
  expect(() => wrong.refuse('192.0.2.1')).not.toThrow();
  expect(() => wrong.refuse('10.0.39.15')).toThrow('too many wrong keys');
});
