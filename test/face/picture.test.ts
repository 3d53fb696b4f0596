import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { PictureJob } from '../../src/domain/photo-picture.js';
import { headOf } from '../../src/face/head.js';
import { picturePhoto } from '../../src/face/picture.js';
import { FIXTURES, temporaryFolder } from '../support/cli.js';
import { fakeModel, standardModels } from '../support/models.js';

const models = standardModels();
const fixture = (...names: string[]) => join(FIXTURES, ...names);

async function pictureOf(path: string, shows: PictureJob['shows'], from = models) {
  const job = { path, shows, side: 256, multipleFaces: 'refuse', timeoutMs: 60_000 } as const;
  const pictured = await picturePhoto(job, from);
  if (pictured.kind === 'failed') return pictured.failure.code;
  const { jpeg, width, height } = pictured.picture;
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([width, height]);
  return { width, height, data };
}

/** Pixels as red as the box around a face. */
function red(data: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < data.length; i += 3) {
    const [r = 0, g = 0, b = 0] = data.subarray(i, i + 3);
    if (r > 170 && g < 90 && b < 100) count += 1;
  }
  return count;
}

describe('a small picture of a photo', () => {
  it('is the whole photo, with a box around each face', async () => {
    const picture = await pictureOf(fixture('photos', '1001.jpg'), 'faces');
    expect(picture).toMatchObject({ width: 205, height: 256 });
    const plain = await pictureOf(fixture('photos', '1001.jpg'), 'photo');
    if (typeof picture === 'string' || typeof plain === 'string') throw new Error('failed');
    expect(red(picture.data)).toBeGreaterThan(red(plain.data) + 300);
  });

  it('is the photo alone without any model where no face is to be looked for', async () => {
    const fails = fakeModel(() => {
      throw new Error('a face is looked for');
    });
    const none = { ...models, detector: { ...models.detector, session: fails }, landmarks: fails };
    expect(await pictureOf(fixture('broken', 'landscape.jpg'), 'photo', none)).toMatchObject({
      width: 256,
    });
  });

  it('is the head, as large in a wide shot as in a portrait', async () => {
    const wide = join(temporaryFolder(), 'wide.jpg');
    const small = await sharp(fixture('photos', 'large.jpg')).resize({ height: 700 }).toBuffer();
    await sharp({ create: { width: 4000, height: 1500, channels: 3, background: '#90a0b0' } })
      .composite([{ input: small, left: 2900, top: 500 }])
      .jpeg()
      .toFile(wide);
    const [portrait, head] = [
      await pictureOf(fixture('photos', 'large.jpg'), 'head'),
      await pictureOf(wide, 'head'),
    ];
    if (typeof portrait === 'string' || typeof head === 'string') throw new Error('failed');
    expect([portrait.width, portrait.height, head.width, head.height]).toEqual(Array(4).fill(256));
    // The same face at the same place: the middle of both squares is alike, and without a box.
    const middle = (data: Uint8Array): number[] =>
      [100, 128, 156].map((y) => data[(y * 256 + 128) * 3] as number);
    const apart = middle(portrait.data).map((v, i) => Math.abs(v - (middle(head.data)[i] ?? 0)));
    expect(Math.max(...apart)).toBeLessThan(60);
    expect(red(head.data)).toBe(0);
  });

  it('is the whole photo where there is no head', async () => {
    const landscape = await pictureOf(fixture('broken', 'landscape.jpg'), 'head');
    expect(landscape).toMatchObject({ width: 256 });
  });

  it.each(['truncated.jpg', 'notes.txt', 'empty.jpg', 'bomb.png', 'no-such.jpg'])(
    'is not made of %s',
    async (name) => {
      expect(await pictureOf(fixture('broken', name), 'faces')).toMatch(/^[A-Z_]+$/);
    },
  );
});

describe('the place of a head', () => {
  const face = (x: number, y: number, side: number) => ({
    ...{ box: { x, y, width: side, height: side }, score: 1, presence: 1, landmarks: [] },
  });

  it('is a square of twice the face around it', () => {
    const head = headOf(face(100, 200, 50), { width: 600, height: 800 });
    expect(head).toEqual({ x: 75, y: 175, width: 100, height: 100 });
  });

  it('lies in the photo, however large the face or near the edge', () => {
    const photo = { width: 300, height: 400 };
    for (const one of [face(-20, -30, 60), face(280, 390, 40), face(-50, 0, 500)]) {
      const { x, y, width, height } = headOf(one, photo);
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(photo.width);
      expect(y + height).toBeLessThanOrEqual(photo.height);
    }
  });
});
