import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Service } from '../../src/operations/serving/service.js';
import { query, temporaryFolder } from '../support/cli.js';
import { photo } from '../support/gallery.js';
import { ANY_KEY, formOf } from '../support/http-app.js';
import { serverOf, serverOn } from '../support/http-database.js';
import { KEPT_PROCESSES } from '../support/kept-processes.js';
import { enrolled, photoOf, quietHost } from '../support/service.js';

const C = '/collections/default';

/** A photo that shows a person. */
const of = (person: string, number = 1) => new Blob([photoOf(person, number).bytes]);

/** Two people are enrolled. */
async function started(keys?: Parameters<typeof serverOn>[1]) {
  const db = join(temporaryFolder(), 'served.db');
  const served = await serverOn(db, keys);
  await enrolled(served.service, 'u-ann', [photoOf('ann')]);
  await enrolled(served.service, 'u-bob', [photoOf('bob')]);
  return { db, ...served };
}

test('a photo is identified', async () => {
  const { send } = await started();
  const form = formOf([
    ['image', of('ann', 2), 'gate.jpg'],
    ['top', '1'],
  ]);
  const answer = await send('POST', `${C}/identify`, form);
  expect(answer.json().data).toMatchObject([
    { file: 'gate.jpg', matches: [{ external_id: 'u-ann' }], failure: null, auto_enroll: null },
  ]);
});

test('several photos are answered in their order, each by itself', async () => {
  const { send } = await started();
  const form = formOf([
    ['images[]', of('bob'), 'a.jpg'],
    ['images[]', of('nobody'), 'a.jpg'],
    ['images[]', of('eve'), 'b.jpg'],
    ['images[]', of('ann'), '../../a.jpg'],
  ]);
  const { data } = (await send('POST', `${C}/identify`, form)).json();
  expect(data).toMatchObject([
    { file: 'a.jpg', matches: [{ external_id: 'u-bob' }] },
    { file: '2-a.jpg', matches: [], failure: { code: 'FACE_NOT_FOUND' } },
    { file: 'b.jpg', matches: [], failure: null },
    { file: '3-a.jpg', matches: [{ external_id: 'u-ann' }] },
  ]);
});

test('a photo is verified against a user', async () => {
  const { send } = await started();
  const verify = (userId: string) => {
    const form = formOf([
      ['image', of('ann'), 'a.jpg'],
      ['external_id', userId],
    ]);
    return send('POST', `${C}/verify`, form);
  };
  expect((await verify('u-ann')).json().data).toMatchObject([
    { external_id: 'u-ann', match: true },
  ]);
  expect((await verify('u-bob')).json().data).toMatchObject([
    { external_id: 'u-bob', match: false },
  ]);
  expect((await verify('none')).statusCode).toBe(404);
});

test('a photo is inspected, and nothing is told of files', async () => {
  const db = join(temporaryFolder(), 'served.db');
  const service = await Service.open({ db }, { ...quietHost(), processes: KEPT_PROCESSES });
  onTestFinished(() => service.close());
  const { send } = await serverOf(service);
  const form = formOf([
    ['images[]', new Blob([readFileSync(photo('1001.jpg'))]), 'a.jpg'],
    ['images[]', new Blob(['no photo']), 'b.jpg'],
  ]);
  const [seen, unseen] = (await send('POST', `${C}/inspect`, form)).json().data;
  expect(seen).toMatchObject({
    ...{ file: 'a.jpg', outcome: 'enrolled', quality_score: expect.any(Number) },
    faces: [{ score: expect.any(Number) }],
  });
  expect(unseen).toMatchObject({ outcome: 'failed', code: 'UNSUPPORTED_FORMAT' });
  expect(seen).not.toHaveProperty('picture');
});

test('a sure match is enrolled where that is asked for, by a key that may, and the audit has the key', async () => {
  const searcher = { ...ANY_KEY, scopes: ['search'] as const };
  const { send, db } = await started({ any: ANY_KEY, searcher });
  const form = () =>
    formOf([
      ['image', of('ann', 2), 'a.jpg'],
      ['auto_enroll', 'true'],
      ['reference', 'gate 7'],
    ]);
  const refused = await send('POST', `${C}/identify`, form(), { key: 'searcher' });
  expect([refused.statusCode, refused.json().error.message]).toEqual([
    403,
    'the key lacks the scope "enroll"',
  ]);
  const done = await send('POST', `${C}/identify`, form());
  expect(done.json().data).toMatchObject([
    { auto_enroll: { outcome: 'enrolled', action: 'TEMPLATE_UPDATED', external_id: 'u-ann' } },
  ]);
  const audit = "SELECT reference, detail ->> '$.key' AS key FROM audit ORDER BY position DESC";
  expect(query(db, audit)[0]).toEqual({ reference: 'gate 7', key: ANY_KEY.keyId });
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
      ['models', 'dlib'],
    ],
    'models',
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
      ['reference', 'x'],
    ],
    'reference',
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
  const form = formOf([['image', of('ann'), 'a.jpg']]);
  const answer = await send('POST', '/collections/empty/identify', form);
  expect([answer.statusCode, answer.json().error.code]).toEqual([409, 'NOBODY_ENROLLED']);
  expect(answer.body).not.toMatch(/--|faceenroll/);
});

test('a user who was deleted is found no more', async () => {
  const { send } = await started();
  const search = () => send('POST', `${C}/identify`, formOf([['image', of('ann'), 'a.jpg']]));
  expect((await search()).json().data[0].matches).toHaveLength(1);
  expect((await send('DELETE', `${C}/users/u-ann`)).statusCode).toBe(204);
  expect((await search()).json().data[0].matches).toEqual([]);
});
