import { expect, test } from 'vitest';
import { Door } from '../../../src/http/pages/visit.js';
import { Throttle } from '../../../src/http/throttle.js';
import { appWith } from '../../support/http-app.js';
import { FakeLinkDesk, LINK, OPEN } from '../../support/link-desk.js';
import { stateOf } from '../../support/pages.js';

const linksOf = (count: number) =>
  new Map(
    Array.from({ length: count }, (_, at) => {
      const link = { ...LINK, linkId: String(at).padStart(12, '0') };
      return [`t${at}`, { ...OPEN, link }] as const;
    }),
  );

async function scene(links = new FakeLinkDesk()) {
  const { app } = await appWith({ settings: {} as never }, undefined, { links });
  const get = (token: string, remoteAddress = '192.0.2.1') =>
    app.inject({ url: `/e/${token}`, remoteAddress });
  return { app, links, get };
}

test('whoever guesses tokens is told to wait, and finds nothing', async () => {
  const { get, links } = await scene();
  const answers = [];
  for (let i = 0; i < 100; i += 1) answers.push(await get(`guess${i}`));
  expect(answers.filter(({ statusCode }) => statusCode === 404)).toHaveLength(20);
  const refused = answers.filter(({ statusCode }) => statusCode === 429);
  expect(refused).toHaveLength(80);
  for (const { body, headers } of refused) {
    expect(stateOf(body)).toBe('throttled');
    expect(Number(headers['retry-after'])).toBeGreaterThan(500);
  }
  expect(links.done).toEqual([]);
});

test('a link works for whoever shares an address with somebody who guesses', async () => {
  const { get } = await scene();
  for (let i = 0; i < 30; i += 1) await get(`guess${i}`);
  expect((await get('t')).statusCode).toBe(200);
  expect((await get('guess', '192.0.2.2')).statusCode).toBe(404);
});

test('one link is asked for thirty times a minute, from everywhere together', async () => {
  const { get } = await scene(new FakeLinkDesk(linksOf(2)));
  for (let i = 0; i < 30; i += 1) expect((await get('t0', `192.0.2.${i}`)).statusCode).toBe(200);
  const refused = await get('t0', '198.51.100.1');
  expect([refused.statusCode, stateOf(refused.body)]).toEqual([429, 'throttled']);
  expect((await get('t1')).statusCode).toBe(200);
});

test('a scanner may look at many links', async () => {
  const { get } = await scene(new FakeLinkDesk(linksOf(500)));
  for (let i = 0; i < 500; i += 1) expect((await get(`t${i}`)).statusCode).toBe(200);
});

test('an address sends six hundred forms a minute, and may again after it', () => {
  let now = 0;
  const door = new Door(new FakeLinkDesk(linksOf(700)), () => now);
  const post = (at: number, ip: string) => door.enter({ method: 'POST', ip }, `t${at}`);
  for (let i = 0; i < 600; i += 1) post(i, '192.0.2.1');
  expect(() => post(600, '192.0.2.1')).toThrow('too many requests');
  post(600, '192.0.2.2');
  now = 60_000;
  post(600, '192.0.2.1');
});

test('a throttle forgets the oldest of more than ten thousand names', () => {
  const throttle = new Throttle(1, 60_000);
  throttle.note('first');
  expect(throttle.wait('first')).toBeGreaterThan(0);
  for (let i = 0; i < 10_000; i += 1) throttle.note(`${i}`);
  expect(throttle.wait('first')).toBeUndefined();
});
