import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { PhotoEdit } from '../../src/domain/review.js';
import { isFailure } from '../../src/face/decode.js';
import { editPhoto } from '../../src/face/edit.js';
import { extract } from '../../src/face/extract.js';
import { FIXTURES } from '../support/cli.js';
import { POLICY } from '../support/entries.js';
import { meanDifference, picture, type RgbImage } from '../support/images.js';
import { standardModels } from '../support/models.js';

const RED = [220, 40, 40] as const;
const BLUE = [40, 40, 220] as const;

/** Red above, blue below. */
const FLAG = picture(240, 320, (_, y) => (y < 160 ? RED : BLUE));

const jpegOf = ({ width, height, data }: RgbImage, orientation = 1): Promise<Buffer> =>
  sharp(data, { raw: { width, height, channels: 3 } })
    .withMetadata({ orientation })
    .jpeg({ quality: 95 })
    .toBuffer();

const jobOf = (bytes: Uint8Array) => ({
  ...{ path: 'photo.jpg', bytes, knownDigests: [], profileImage: false, policy: POLICY },
});

async function edited(bytes: Uint8Array, edit: PhotoEdit): Promise<Buffer> {
  const made = await editPhoto(jobOf(bytes), edit);
  if (isFailure(made)) throw new Error(made.message);
  return Buffer.from(made);
}

/** Width, height and the color in the middle of each edge: top, right, bottom, left. */
async function seen(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const at = (x: number, y: number) => {
    const [red = 0, , blue = 0] = data.subarray((y * width + x) * 3);
    return red > blue ? 'red' : 'blue';
  };
  const [x, y] = [width >> 1, height >> 1];
  const edges = [at(x, 4), at(width - 5, y - 8), at(x, height - 5), at(4, y - 8)];
  return { size: [width, height], edges: edges.join(' ') };
}

describe('an edited photo', () => {
  it.each([
    [0, [240, 320], 'red red blue red'],
    [180, [240, 320], 'blue blue red blue'],
  ] as const)('is turned by %i degrees', async (turn, size, edges) => {
    expect(await seen(await edited(await jpegOf(FLAG), { turn }))).toEqual({ size, edges });
  });

  it('is turned clockwise', async () => {
    const { size, edges } = await seen(await edited(await jpegOf(FLAG), { turn: 90 }));
    expect(size).toEqual([320, 240]);
    const [, right, , left] = edges.split(' ');
    expect({ left, right }).toEqual({ left: 'blue', right: 'red' });
  });

  it('is cropped after it was turned', async () => {
    const crop = { left: 0, top: 0, width: 0.5, height: 1 };
    expect(await seen(await edited(await jpegOf(FLAG), { turn: 90, crop }))).toEqual({
      ...{ size: [160, 240], edges: 'blue blue blue blue' },
    });
    const above = { left: 0, top: 0, width: 1, height: 0.5 };
    expect(await seen(await edited(await jpegOf(FLAG), { turn: 0, crop: above }))).toEqual({
      ...{ size: [240, 160], edges: 'red red red red' },
    });
  });

  it('is upright by EXIF before it is turned, and has no metadata', async () => {
    // As a phone that lies on its side stores it: shown, its blue half is at the left.
    const onItsSide = await jpegOf(FLAG, 6);
    const plain = await edited(onItsSide, { turn: 0 });
    expect((await seen(plain)).size).toEqual([320, 240]);
    expect((await seen(plain)).edges.split(' ')[3]).toBe('blue');
    const back = await edited(onItsSide, { turn: 270 });
    expect(await seen(back)).toEqual({ size: [240, 320], edges: 'red red blue red' });
    const header = await sharp(back).metadata();
    expect([header.exif, header.orientation]).toEqual([undefined, undefined]);
    const crop = { left: 0, top: 0, width: 0.5, height: 1 };
    expect((await seen(await edited(onItsSide, { turn: 0, crop }))).edges).toBe(
      'blue blue blue blue',
    );
  });

  it('has all pixels of the photo, in nearly their colors', async () => {
    const bytes = readFileSync(join(FIXTURES, 'photos/1001.jpg'));
    const [before, after] = await Promise.all(
      [bytes, await edited(bytes, { turn: 0 })].map((one) => sharp(one).raw().toBuffer()),
    );
    expect(meanDifference(after as Buffer, before as Buffer)).toBeLessThan(2);
  });

  it('is on white where the photo is transparent, and a JPEG whatever it was', async () => {
    const raw = { width: 120, height: 100, channels: 4 } as const;
    const clear = await sharp(Buffer.alloc(120 * 100 * 4, 0), { raw })
      .png()
      .toBuffer();
    const made = await edited(clear, { turn: 0 });
    expect((await sharp(made).metadata()).format).toBe('jpeg');
    expect([...(await sharp(made).raw().toBuffer()).subarray(0, 3)]).toEqual([255, 255, 255]);
  });

  it('is not made of what is no photo', async () => {
    const made = await editPhoto(jobOf(Buffer.from('text')), { turn: 90 });
    expect(made).toMatchObject({ code: 'UNSUPPORTED_FORMAT' });
  });
});

describe('the extraction of an edited photo', () => {
  const models = standardModels();
  const bytes = readFileSync(join(FIXTURES, 'photos/1001.jpg'));

  it('looks at the photo as it is then, and gives it back', async () => {
    const made = await extract({ ...jobOf(bytes), edit: { turn: 90 }, inspect: {} }, models);
    expect(made).toMatchObject({ kind: 'sample', report: { rotated: 270 } });
    expect(made.edited).toEqual(await edited(bytes, { turn: 90 }));
  });

  it('gives back a photo that shows no face any more, too', async () => {
    const crop = { left: 0, top: 0, width: 0.25, height: 0.25 };
    const made = await extract({ ...jobOf(bytes), edit: { turn: 0, crop } }, models);
    expect(made).toMatchObject({ kind: 'failed', edited: expect.anything() });
  });
});
