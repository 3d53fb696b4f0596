import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fail } from '../../src/domain/failures.js';
import { howAnswered } from '../../src/http/faces/batch-form.js';
import {
  BATCH_PHOTOS_AT_WORK,
  MAX_IMAGE_BYTES,
  MAX_PHOTOS_AT_ONCE,
} from '../../src/http/limits.js';
import { Repeats } from '../../src/http/repeats.js';
import { ServiceBusyError } from '../../src/operations/serving/service-busy.js';
import { batchScene, partsOf, photosOf } from '../support/batches.js';
import { enrolledAs } from '../support/enrolling.js';
import { FakeAnswers } from '../support/fake-answers.js';
import { formOf } from '../support/http-app.js';

/** Lists in one, each in its own order; `choices` say whose turn it is. */
function interleaved<T>(lists: readonly (readonly T[])[], choices: readonly number[]): T[] {
  const left = lists.map((list) => [...list]);
  const all: T[] = [];
  for (let turn = 0; left.some((list) => list.length > 0); turn += 1) {
    const open = left.filter((list) => list.length > 0);
    const chosen = open[(choices[turn] ?? 0) % open.length] as T[];
    all.push(chosen.shift() as T);
  }
  return all;
}

test('images, IDs and metadata are paired by their order, wherever they stand in the form', async () => {
  const { batch, requests } = await batchScene();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(), { minLength: 1, maxLength: MAX_PHOTOS_AT_ONCE }),
      fc.array(fc.nat(2), { maxLength: 60 }),
      async (numbers, choices) => {
        const photos = numbers.map((number, i) => ({
          id: `${i} ${number}`,
          metadata: JSON.stringify({ number }),
        }));
        requests.length = 0;
        const answer = await batch(interleaved(partsOf(photos), choices));
        expect(answer.statusCode).toBe(200);
        const { results } = answer.json().data;
        expect(results).toHaveLength(photos.length);
        photos.forEach(({ id, metadata }, index) => {
          const request = requests.find(({ userId }) => userId === id);
          expect(request?.photos).toMatchObject([{ name: `${id}.jpg`, bytes: Buffer.from(id) }]);
          expect(request?.metadata).toEqual(JSON.parse(metadata));
          expect(results[index]).toMatchObject({
            ...{ index, external_id: id, success: true, status: 201 },
            data: { external_id: id, metadata: JSON.parse(metadata) },
          });
        });
      },
    ),
    { numRuns: 50 },
  );
});

test.each([
  [
    'IDs',
    ([images, ids]: ReturnType<typeof partsOf>) => [...(images ?? []), ...(ids ?? []).slice(1)],
  ],
  [
    'images',
    ([images, ids]: ReturnType<typeof partsOf>) => [...(images ?? []).slice(1), ...(ids ?? [])],
  ],
])('a form with too few %s is refused, and both numbers are told', async (_, without) => {
  const { batch, requests } = await batchScene();
  const answer = await batch(without(partsOf(photosOf(3))));
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error.message).toMatch(/\b3\b.*\b2\b|\b2\b.*\b3\b/);
  expect(requests).toEqual([]);
});

test('metadata must be as many as photos', async () => {
  const { batch } = await batchScene();
  const parts = partsOf(photosOf(2)).flat();
  const answer = await batch([...parts, ['metadatas[]', '{}']]);
  expect(answer.json().error.message).toBe(
    'metadatas[] has 1 and images[] has 2: they are paired by order',
  );
});

test.each([
  ['no photo', []],
  [
    'a photo that is text',
    [
      ['images[]', 'x'],
      ['external_ids[]', '1'],
    ] as const,
  ],
  ['an ID that is a file', [['external_ids[]', new Blob(['1']), 'x']] as const],
  ['an unknown field', [...partsOf(photosOf(1)).flat(), ['colour', 'red'] as const]],
])('a form with %s is refused', async (_, parts) => {
  const { batch } = await batchScene();
  expect((await batch(parts)).statusCode).toBe(400);
});

test('a photo that fails leaves the others alone', async () => {
  const { batch, log } = await batchScene(async (request) => {
    if (request.userId === 'dark') {
      const failure = fail('FACE_NOT_FOUND', { width: 640, height: 480 });
      return enrolledAs(request, { kind: 'failed', failure });
    }
    if (request.userId === 'known') {
      return enrolledAs(request, { kind: 'unchanged', reason: 'SAME_PHOTO' });
    }
    if (request.userId === 'bug') throw new Error('a bug');
    return enrolledAs(request);
  });
  const photos = [
    ...[{ id: 'dark' }, { id: 'known' }, { id: 'bug' }, { id: 'new' }],
    { id: 'large', bytes: Buffer.alloc(MAX_IMAGE_BYTES + 1) },
    { id: 'odd', metadata: '[1]' },
  ];
  const answer = await batch(partsOf(photos).flat());
  expect(answer.statusCode).toBe(200);
  const { results, ...counts } = answer.json().data;
  expect(counts).toEqual({ total: 6, succeeded: 2, failed: 4 });
  expect(results).toMatchObject([
    {
      index: 0,
      external_id: 'dark',
      success: false,
      status: 422,
      error: { code: 'FACE_NOT_FOUND' },
    },
    { index: 1, external_id: 'known', success: true, status: 200 },
    { index: 2, external_id: 'bug', success: false, status: 500, error: { code: 'INTERNAL' } },
    { index: 3, external_id: 'new', success: true, status: 201 },
    { index: 4, external_id: 'large', success: false, status: 413, error: { code: 'TOO_LARGE' } },
    {
      index: 5,
      external_id: 'odd',
      success: false,
      status: 400,
      error: { code: 'INVALID_REQUEST' },
    },
  ]);
  expect(log.join('')).toContain('a photo of a batch failed');
});

test('the data of an item are those of the single call', async () => {
  const { batch, app } = await batchScene();
  const inBatch = await batch(partsOf([{ id: '1001' }]).flat());
  const alone = await app.inject({
    ...{ method: 'POST', url: '/api/v1/collections/staff/faces', headers: { 'x-api-key': 'any' } },
    payload: formOf([
      ['image', new Blob(['1001']), '1001.jpg'],
      ['external_id', '1001'],
    ]),
  });
  expect(inBatch.json().data.results[0].data).toEqual(alone.json().data);
});

test('several photos are worked on at a time, and those of one user in their order', async () => {
  let atWork = 0;
  let most = 0;
  const ended: string[] = [];
  const { batch } = await batchScene(async (request) => {
    atWork += 1;
    most = Math.max(most, atWork);
    const number = Number(request.photos[0]?.bytes);
    await setTimeout(request.userId === 'one' ? 20 - number : 20);
    ended.push(`${request.userId} ${number}`);
    atWork -= 1;
    return enrolledAs(request);
  });
  const others = photosOf(17).map((photo) => ({ ...photo, bytes: Buffer.from('0') }));
  const own = [0, 1, 2].map((number) => ({ id: 'one', bytes: Buffer.from(String(number)) }));
  await batch(partsOf([...own, ...others]).flat());
  expect(most).toBe(BATCH_PHOTOS_AT_WORK);
  expect(ended.filter((one) => one.startsWith('one'))).toEqual(['one 0', 'one 1', 'one 2']);
});

test('a batch that is repeated is done once, unless there was no room for a photo', async () => {
  let isFull = true;
  const { batch, requests } = await batchScene(
    async (request) => {
      if (isFull && request.userId === 'user 1') throw new ServiceBusyError('full');
      return enrolledAs(request);
    },
    { repeats: new Repeats(new FakeAnswers()) },
  );
  const send = () => batch(partsOf(photosOf(2)).flat(), { 'idempotency-key': 'a' });
  expect((await send()).json().data.results[1]).toMatchObject({ status: 503 });
  isFull = false;
  const second = await send();
  expect(second.json().data.failed).toBe(0);
  expect((await send()).payload).toBe(second.payload);
  expect(requests).toHaveLength(4);
});

test.each([
  [1, undefined, false, false],
  [MAX_PHOTOS_AT_ONCE, undefined, false, false],
  [MAX_PHOTOS_AT_ONCE + 1, undefined, true, false],
  [1, 'respond-async', true, true],
  [1, 'return=minimal, Respond-Async; x=1, wait=5', true, true],
  [1, 'wait=5,respond-async', true, true],
  [1, 'respond-asynchronously', false, false],
  [1, 'no-respond-async', false, false],
])('of %i photos with Prefer: %s a job is made: %s', (photos, prefer, later, wasAsked) => {
  expect(howAnswered(photos, prefer)).toEqual({ later, wasAsked });
});
