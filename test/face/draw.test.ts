import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { PhotoReport, SeenFace } from '../../src/domain/inspection.js';
import { Deadline } from '../../src/face/deadline.js';
import { PhotoFileDecoder } from '../../src/face/decode.js';
import { draw, drawFaces } from '../../src/face/draw.js';
import { FIXTURES } from '../support/cli.js';
import { cutAt } from '../support/damage.js';

const decoderOf = (photo: Uint8Array) => new PhotoFileDecoder(photo, new Deadline(60_000));

const REPORT: PhotoReport = { width: 320, height: 400, format: 'jpeg', rotated: 0, faces: [] };
const VERDICT = { accepted: false, words: 'No face was found.', details: ['1001.jpg'] };
const PORTRAIT = readFileSync(join(FIXTURES, 'photos', '1001.jpg'));

interface Drawn {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue at a place, and whether ink stands in a part. */
  readonly at: (x: number, y: number) => readonly number[];
  readonly hasInk: (from: readonly [number, number], to: readonly [number, number]) => boolean;
}

async function drawn(
  verdict: Partial<typeof VERDICT> = {},
  report = REPORT,
  photo: Uint8Array = PORTRAIT,
): Promise<Drawn> {
  const jpeg = await draw(decoderOf(photo), report, { ...VERDICT, ...verdict });
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const from = (y * info.width + x) * 3;
    return [...data.subarray(from, from + 3)];
  };
  const hasInk: Drawn['hasInk'] = ([x0, y0], [x1, y1]) => {
    for (let y = y0; y < y1; y += 1) {
      for (let x = x0; x < x1; x += 1) if (Math.min(...at(x, y)) < 200) return true;
    }
    return false;
  };
  return { width: info.width, height: info.height, at, hasInk };
}

/** The details begin below the photo, which is 640 x 800 pixels and comes behind the words. */
const belowPhoto = ({ height }: Drawn, details: number) => height - details;

/** One face in the middle of the portrait. */
const FACE: SeenFace = {
  ...{ box: { x: 80, y: 100, width: 160, height: 200 }, score: 0.9, presence: 1 },
  landmarks: [{ x: 120, y: 180 }],
};

describe('a picture of a photo with its faces alone', () => {
  const pixelsOf = async (jpeg: Uint8Array) =>
    sharp(jpeg).raw().toBuffer({ resolveWithObject: true });

  it('is the photo, with a red box around each face and nothing beside', async () => {
    const picture = await pixelsOf(
      await drawFaces(decoderOf(PORTRAIT), { ...REPORT, faces: [FACE], chosen: 0 }),
    );
    const photo = await sharp(PORTRAIT).raw().toBuffer({ resolveWithObject: true });
    const { width, height } = photo.info;
    expect([picture.info.width, picture.info.height]).toEqual([width, height]);
    const at = ({ data }: { data: Buffer }, x: number, y: number) => {
      const from = (y * width + x) * 3;
      return [...data.subarray(from, from + 3)] as [number, number, number];
    };
    const [red, green, blue] = at(picture, 160, 100);
    expect(red).toBeGreaterThan(150);
    expect(Math.max(green, blue)).toBeLessThan(110);
    for (const [x, y] of [
      [10, 10],
      [310, 390],
      [160, 250],
    ] as const) {
      const change = at(picture, x, y).map((v, i) => Math.abs(v - (at(photo, x, y)[i] ?? 0)));
      expect(Math.max(...change)).toBeLessThan(25);
    }
  });

  it('is reduced to 1280 pixels', async () => {
    const create = { width: 4000, height: 1000, channels: 3, background: '#808080' } as const;
    const wide = await sharp({ create }).jpeg().toBuffer();
    const report = { ...REPORT, width: 4000, height: 1000, faces: [FACE] };
    const { info } = await pixelsOf(await drawFaces(decoderOf(wide), report));
    expect([info.width, info.height]).toEqual([1280, 320]);
  });
});

describe('a picture of a photo with its verdict', () => {
  it('begins with a band in the color of the verdict and a word in it', async () => {
    const green = await drawn({ accepted: true });
    const red = await drawn();
    expect(green.at(600, 10)[1]).toBeGreaterThan(100);
    expect(green.at(600, 10)[0]).toBeLessThan(60);
    expect(red.at(600, 10)[0]).toBeGreaterThan(180);
    // White letters, which the rest of the band has not.
    const letters = (picture: Drawn, x: number) =>
      Array.from({ length: 60 }, (_, i) => Math.min(...picture.at(x + i, 46))).filter(
        (v) => v > 200,
      );
    expect(letters(red, 100).length).toBeGreaterThan(3);
    expect(letters(red, 500)).toEqual([]);
  });

  it.each([
    ['without spaces', `${'abcdefghij'.repeat(24)}.jpg`],
    ['of the widest letters', `${'W'.repeat(250)}.jpg`],
    ['in Chinese', `${'员工证件照片很长的文件名'.repeat(7)}.jpg`],
    ['in Arabic', `${'صورة البطاقة الشخصية '.repeat(6)}.jpg`],
    ['of combining marks', `${'e\u0301\u0323'.repeat(90)}.jpg`],
    ['of emoji', `${'👩‍👩‍👧‍👦😀'.repeat(9)}.jpg`],
    ['of escapes', '\\u202e'.repeat(40)],
    ['of what XML has no character for', `a\ufffeb\uffffc\ud800d${'<&>'.repeat(60)}.jpg`],
  ])('breaks a name %s, so that nothing of it is cut off', async (_, name) => {
    const short = await drawn();
    const long = await drawn({ details: [name] });
    const details = 60 + long.height - short.height;
    const top = belowPhoto(long, details);
    expect(details).toBeGreaterThan(75);
    // There are letters up to the margins, and none in them.
    expect(long.hasInk([24, top], [616, long.height])).toBe(true);
    expect(long.hasInk([0, top], [16, long.height])).toBe(false);
    expect(long.hasInk([624, top], [640, long.height])).toBe(false);
    expect(long.hasInk([0, long.height - 16], [640, long.height])).toBe(false);
  });

  it('breaks the words above the photo, too', async () => {
    const short = await drawn();
    const words = `${'many words '.repeat(30)}${'w'.repeat(200)}.`;
    const long = await drawn({ words });
    expect(long.height).toBeGreaterThan(short.height + 200);
    expect(long.hasInk([624, 100], [640, 300])).toBe(false);
  });

  it('is at most 1600 px high, whatever is said', async () => {
    const details = [`${'W'.repeat(250)}.jpg`, 'W'.repeat(400)];
    const words = 'many words '.repeat(40);
    for (const [width, height] of [
      [400, 4000],
      [100, 100],
      [6000, 400],
    ] as const) {
      const create = { width, height, channels: 3, background: '#808080' } as const;
      const photo = await sharp({ create }).jpeg().toBuffer();
      const picture = await drawn({ words, details }, { ...REPORT, width, height }, photo);
      expect(picture.height).toBeLessThanOrEqual(1600);
      expect(picture.width).toBe(width === 6000 ? 1280 : 640);
    }
  });

  it('shows the photo as its report tells: turned', async () => {
    const lying = await sharp(PORTRAIT).rotate(90).jpeg().toBuffer();
    const [upright, turned] = await Promise.all([
      drawn(),
      drawn({}, { ...REPORT, rotated: 270 }, lying),
    ]);
    expect([turned.width, turned.height]).toEqual([upright.width, upright.height]);
    for (const [x, y] of [
      [320, 300],
      [200, 500],
      [320, 700],
      [100, 850],
    ] as const) {
      const difference = upright.at(x, y).map((v, i) => Math.abs(v - (turned.at(x, y)[i] ?? 0)));
      expect(Math.max(...difference)).toBeLessThan(40);
    }
  });

  it('shows of a damaged photo what is left of it', async () => {
    const picture = await drawn({}, REPORT, cutAt(PORTRAIT, 0.5));
    expect(picture.hasInk([300, 300], [340, 600])).toBe(true);
  });
});
