import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { enrollPeople, photo } from '../support/gallery.js';
import { ANY_KEY, formOf } from '../support/http-app.js';
import { serverOn } from '../support/http-database.js';
import { Scenario } from '../support/scenario.js';

const C = '/collections/default';

const file = (name: string) => new Blob([readFileSync(photo(name))]);

async function started(keys?: Parameters<typeof serverOn>[1]) {
  const s = new Scenario();
  await enrollPeople(s);
  return { s, ...(await serverOn(s.db, keys)) };
}

test('a photo is identified', async () => {
  const { send } = await started();
  const form = formOf([
    ['image', file('1001.jpg'), 'gate.jpg'],
    ['top', '1'],
  ]);
  const answer = await send('POST', `${C}/identify`, form);
  expect(answer.statusCode, answer.body).toBe(200);
  expect(answer.json().data).toMatchObject([
    { file: 'gate.jpg', matches: [{ external_id: '1001' }], failure: null, auto_enroll: null },
  ]);
});

test('several photos are answered in their order, each by itself', async () => {
  const { send } = await started();
  const form = formOf([
    ['images[]', file('1006.jpg'), 'a.jpg'],
    ['images[]', new Blob(['no photo']), 'a.jpg'],
    ['images[]', file('1001.jpg'), 'a.jpg'],
    ['similarity', '0.9'],
  ]);
  const { data } = (await send('POST', `${C}/identify`, form)).json();
  expect(data).toMatchObject([
    { file: 'a.jpg', matches: [{ external_id: '1006' }] },
    { file: '2-a.jpg', matches: [], failure: { code: 'UNSUPPORTED_FORMAT' } },
    { file: '3-a.jpg', matches: [{ external_id: '1001' }] },
  ]);
});

test('a photo is verified against a user', async () => {
  const { send } = await started();
  const verify = async (external_id: string) =>
    send(
      'POST',
      `${C}/verify`,
      formOf([
        ['image', file('1001.jpg'), 'a.jpg'],
        ['external_id', external_id],
        // Drawings are more alike than people.
        ['similarity', '0.9'],
      ]),
    );
  expect((await verify('1001')).json().data).toMatchObject([{ external_id: '1001', match: true }]);
  expect((await verify('1006')).json().data).toMatchObject([{ external_id: '1006', match: false }]);
  expect((await verify('none')).statusCode).toBe(404);
});

test('a photo is inspected, and nothing is told of files', async () => {
  const { send } = await started();
  const answer = await send('POST', `${C}/inspect`, formOf([['image', file('1001.jpg'), 'a.jpg']]));
  expect(answer.statusCode, answer.body).toBe(200);
  const [seen] = answer.json().data;
  expect(seen).toMatchObject({
    file: 'a.jpg',
    outcome: 'enrolled',
    quality_score: expect.any(Number),
  });
  expect(seen).not.toHaveProperty('picture');
});

test('to enroll a match takes the scope, too', async () => {
  const searcher = { ...ANY_KEY, scopes: ['search'] as const };
  const { send } = await started({ any: ANY_KEY, searcher });
  const form = () =>
    formOf([
      ['image', file('1001.jpg'), 'a.jpg'],
      ['auto_enroll', 'true'],
    ]);
  const refused = await send('POST', `${C}/identify`, form(), { key: 'searcher' });
  expect(refused.statusCode).toBe(403);
  expect(refused.json().error.message).toContain('enroll');
  const done = await send('POST', `${C}/identify`, form());
  expect(done.json().data).toMatchObject([
    { auto_enroll: { outcome: 'unchanged', reason: 'SAME_PHOTO' } },
  ]);
});

test.each([
  [[], 'image is missing'],
  [[['image', 'text']], 'image'],
  [[['photo', new Blob(['x']), 'a.jpg']], 'photo'],
  [
    [
      ['image', new Blob(['x']), 'a.jpg'],
      ['annotate', '/tmp'],
    ],
    'annotate',
  ],
  [
    [
      ['image', new Blob(['x']), 'a.jpg'],
      ['top', '0'],
    ],
    'top',
  ],
  [
    [
      ['image', new Blob(['x']), 'a.jpg'],
      ['images[]', new Blob(['x']), 'a.jpg'],
    ],
    'together',
  ],
] as const)('a form of %o is refused', async (fields, told) => {
  const { send } = await started();
  const answer = await send(
    'POST',
    `${C}/identify`,
    formOf(fields as Parameters<typeof formOf>[0]),
  );
  expect([answer.statusCode, answer.json().error.message]).toEqual([
    400,
    expect.stringContaining(told),
  ]);
});

test('where nobody is enrolled that is said without a word about the machine', async () => {
  const { send } = await started();
  await send('POST', '/collections', { collection_id: 'empty' });
  const form = formOf([['image', file('1001.jpg'), 'a.jpg']]);
  const answer = await send('POST', '/collections/empty/identify', form);
  expect([answer.statusCode, answer.json().error.code]).toEqual([409, 'NOBODY_ENROLLED']);
  expect(answer.body).not.toMatch(/--|faceenroll/);
});
