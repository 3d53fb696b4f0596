import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Fitting } from '../../src/domain/fitting.js';
import type { PhotoProfile } from '../../src/domain/photo-profile.js';
import { lacksOf } from '../../src/domain/profile-fit.js';
import { Deadline } from '../../src/face/deadline.js';
import { isFailure, PhotoFileDecoder } from '../../src/face/decode.js';
import { fitPhoto } from '../../src/face/fit.js';
import { see } from '../../src/face/fit-see.js';
import { readProfiles } from '../../src/models/profiles.js';
import type { Output } from '../../src/models/session.js';
import { standardModels } from '../support/models.js';
import { limit, profileOf } from '../support/profiles.js';
import { fixture } from '../support/scenario.js';

const models = standardModels();
const PROFILES = readProfiles();

/** Narrow in all that can be limited, and most photos cannot be made to fit it. */
const NARROW = profileOf(
  [
    ...[limit('bytes', undefined, 30_000), limit('aspect', 0.79, 0.81), limit('width', 200, 480)],
    ...[limit('headHeight', 0.48, 0.54), limit('eyesFromBottom', 0.57, 0.61)],
    ...[limit('faces', 1, 1), limit('eyeDistance', 40, 160)],
  ],
  { formats: { of: ['jpeg'], source: 'a test', date: '2026-01-01' } },
);

const photo = (name: string): Buffer => readFileSync(fixture('photos', name));

function fitted(bytes: Uint8Array, profile: PhotoProfile): Promise<Fitting> {
  return fitPhoto({ profile, photo: { bytes }, timeoutMs: 60_000 }, models);
}

/** A portrait somewhere on a larger wall, turned by EXIF or by content. */
async function placed({
  name,
  canvas,
  scale,
  across,
  down,
  orientation,
  turn,
}: {
  readonly name: string;
  readonly canvas: number;
  readonly scale: number;
  readonly across: number;
  readonly down: number;
  readonly orientation: number;
  readonly turn: number;
}): Promise<Buffer> {
  const side = Math.round(canvas * scale);
  const portrait = await sharp(photo(name)).resize(side, side, { fit: 'cover' }).toBuffer();
  const left = Math.round(across * (canvas - side));
  const top = Math.round(down * (canvas - side));
  const wall = { width: canvas, height: canvas, channels: 3, background: '#b8bec4' } as const;
  const flat = await sharp({ create: wall })
    .composite([{ input: portrait, left, top }])
    .png()
    .toBuffer();
  return sharp(flat).rotate(turn).withMetadata({ orientation }).jpeg({ quality: 90 }).toBuffer();
}

const photos = fc.record({
  name: fc.constantFrom('1001.jpg', '1003.jpg', '1005.jpg', '1008.jpg', 'large.jpg'),
  canvas: fc.integer({ min: 150, max: 1200 }),
  scale: fc.double({ min: 0.25, max: 1, noNaN: true }),
  across: fc.double({ min: 0, max: 1, noNaN: true }),
  down: fc.double({ min: 0, max: 1, noNaN: true }),
  orientation: fc.integer({ min: 1, max: 8 }),
  turn: fc.constantFrom(0, 0, 0, 90, 180, 270),
});

describe('a photo that is made to fit', () => {
  it('fits, or it is said what it lacks, whatever photo and profile', async () => {
    let written = 0;
    const one = fc.tuple(photos, fc.constantFrom(...PROFILES, NARROW));
    const property = fc.asyncProperty(one, async ([wanted, profile]) => {
      const source = await placed(wanted);
      const fitting = await fitted(source, profile);
      if (fitting.kind === 'unfit') {
        expect(fitting.lacks.length).toBeGreaterThan(0);
        expect(fitting.lacks.filter(({ isAdvice }) => isAdvice)).toEqual([]);
      }
      if (fitting.kind !== 'fitted') return;
      written += 1;
      const { bytes, format, width, height, advice } = fitting.photo;
      const decoder = new PhotoFileDecoder(bytes, new Deadline(60_000));
      const seen = await see(decoder, format, models);
      if (isFailure(seen)) throw new Error(seen.message);
      expect(lacksOf(profile, seen.facts)).toEqual(advice);
      expect(advice.filter(({ isAdvice }) => !isAdvice)).toEqual([]);
      expect(seen).toMatchObject({ turn: 0, size: { width, height } });
      expect(Math.max(width, height)).toBeLessThanOrEqual(wanted.canvas);
      const { exif, icc } = await sharp(bytes).metadata();
      expect({ exif, icc }).toEqual({ exif: undefined, icc: undefined });
    });
    await fc.assert(property, { seed: 19, numRuns: 16 });
    expect(written).toBeGreaterThan(4);
  }, 60_000);

  it.each(PROFILES.map((profile) => [profile.name, profile] as const))(
    'fits %s where the photo is large and shows a portrait',
    async (_, profile) => {
      // The drawn head looks up a little by the measure, which no crop changes.
      const limits = profile.limits.filter(({ of }) => of !== 'pitch');
      expect(await fitted(photo('large.jpg'), { ...profile, limits })).toMatchObject({
        kind: 'fitted',
      });
    },
  );

  it('is upright, whichever way EXIF has it', async () => {
    const [biostar] = PROFILES;
    if (!biostar) throw new Error('no profile');
    const upright = await fitted(photo('exif-1.jpg'), biostar);
    if (upright.kind !== 'fitted') throw new Error(upright.kind);
    for (const turned of ['exif-3.jpg', 'exif-6.jpg', 'exif-8.jpg']) {
      const fitting = await fitted(photo(turned), biostar);
      if (fitting.kind !== 'fitted') throw new Error(fitting.kind);
      const { width, height } = fitting.photo;
      expect(Math.abs(width - upright.photo.width)).toBeLessThan(12);
      expect(Math.abs(height - upright.photo.height)).toBeLessThan(12);
    }
  });

  it('has the colors that a wide profile stood for', async () => {
    const p3 = await sharp(photo('large.jpg')).withIccProfile('p3').jpeg().toBuffer();
    const fitting = await fitted(p3, profileOf([]));
    if (fitting.kind !== 'fitted') throw new Error(fitting.kind);
    const { icc, hasProfile } = await sharp(fitting.photo.bytes).metadata();
    expect({ icc, hasProfile }).toEqual({ icc: undefined, hasProfile: false });
    const meanOf = async (bytes: Uint8Array) =>
      (await sharp(bytes).resize(1, 1).removeAlpha().raw().toBuffer()).toString('hex');
    const plain = await fitted(photo('large.jpg'), profileOf([]));
    if (plain.kind !== 'fitted') throw new Error(plain.kind);
    const [p, q] = [await meanOf(fitting.photo.bytes), await meanOf(plain.photo.bytes)];
    for (let i = 0; i < 6; i += 2) {
      const channel = (hex: string) => Number.parseInt(hex.slice(i, i + 2), 16);
      expect(Math.abs(channel(p) - channel(q))).toBeLessThan(4);
    }
  });

  it('loses next to nothing where it is made to fit again', async () => {
    const first = await fitted(photo('large.jpg'), profileOf([limit('bytes', undefined, 60_000)]));
    if (first.kind !== 'fitted') throw new Error(first.kind);
    const again = await fitted(first.photo.bytes, profileOf([limit('bytes', undefined, 60_000)]));
    if (again.kind !== 'fitted') throw new Error(again.kind);
    expect(Math.abs(again.photo.height - first.photo.height)).toBeLessThan(20);
    expect(again.photo.bytes.length).toBeGreaterThan(0.9 * first.photo.bytes.length);
  });

  it('has white where the photo was transparent', async () => {
    const wall = { width: 1200, height: 1200, channels: 4, background: '#00000000' } as const;
    const head = await sharp(photo('large.jpg')).resize(500, 600, { fit: 'cover' }).toBuffer();
    const layers = [{ input: head, left: 350, top: 300 }];
    const cutOut = await sharp({ create: wall }).composite(layers).png().toBuffer();
    for (const source of [cutOut, await sharp(cutOut).toColourspace('rgb16').png().toBuffer()]) {
      const fitting = await fitted(source, profileOf([limit('headHeight', 0.2, 0.25)]));
      if (fitting.kind !== 'fitted') throw new Error(fitting.kind);
      const corner = { left: 0, top: 0, width: 16, height: 16 };
      const pixels = await sharp(fitting.photo.bytes).extract(corner).raw().toBuffer();
      expect(Math.min(...pixels)).toBe(255);
    }
  });

  it.each(['jpeg-cmyk.jpg', 'jpeg-grey.jpg', 'jpeg-progressive.jpg', 'png-16bit.png'])(
    'is a plain picture whatever the photo is: %s',
    async (name) => {
      const fitting = await fitted(photo(name), profileOf([]));
      if (fitting.kind !== 'fitted') throw new Error(fitting.kind);
      expect(await sharp(fitting.photo.bytes).metadata()).toMatchObject({
        ...{ format: 'jpeg', space: 'srgb', channels: 3, depth: 'uchar', isProgressive: false },
      });
    },
  );

  it('is not written where its crop shows no face that is found again', async () => {
    const { family, session } = models.detector;
    let looks = 0;
    let most = Number.POSITIVE_INFINITY;
    const run = async (...input: Parameters<typeof session.run>) => {
      const outputs = await session.run(...input);
      looks += 1;
      if (looks <= most) return outputs;
      // Scores as low as can be.
      const blank = (one: Output): Output => ({ ...one, values: one.values.map(() => -100) });
      return new Map([...outputs].map(([name, one]) => [name, blank(one)]));
    };
    const detector = { family, session: { run } as unknown as typeof session };
    const detecting = { ...models, detector };
    const bytes = photo('1001.jpg');
    await see(new PhotoFileDecoder(bytes, new Deadline(60_000)), 'jpeg', detecting);
    [most, looks] = [looks, 0];
    const job = { profile: profileOf([]), photo: { bytes }, timeoutMs: 60_000 };
    expect(await fitPhoto(job, detecting)).toEqual({
      ...{ kind: 'unfit', of: 'crop' },
      lacks: [{ of: 'faces', text: 'it shows no face that is found again', isAdvice: false }],
    });
  });

  it('leaves out people at its side where one face may be in it', async () => {
    const wall = { width: 1600, height: 700, channels: 3, background: '#b8bec4' } as const;
    const large = await sharp(photo('large.jpg')).resize(600, 600, { fit: 'cover' }).toBuffer();
    const small = await sharp(photo('1003.jpg')).resize(240, 240).toBuffer();
    const both = await sharp({ create: wall })
      .composite([
        { input: large, left: 300, top: 100 },
        { input: small, left: 1000, top: 300 },
      ])
      .jpeg()
      .toBuffer();
    const fitting = await fitted(both, profileOf([limit('faces', 1, 1)]));
    expect(fitting).toMatchObject({ kind: 'fitted' });
  });

  it('is not written where two faces are alike in size', async () => {
    const one = await sharp(photo('large.jpg')).resize(500, 500, { fit: 'cover' }).toBuffer();
    const wall = { width: 1000, height: 500, channels: 3, background: '#b8bec4' } as const;
    const two = await sharp({ create: wall })
      .composite([
        { input: one, left: 0, top: 0 },
        { input: one, left: 500, top: 0 },
      ])
      .jpeg()
      .toBuffer();
    expect(await fitted(two, profileOf([]))).toMatchObject({
      ...{ kind: 'failed', failure: { code: 'MULTIPLE_FACES' } },
    });
  });
});

describe('a photo that is named', () => {
  const path = fixture('photos', '1001.jpg');
  const job = { profile: profileOf([]), timeoutMs: 60_000 };
  const digest = createHash('sha256').update(photo('1001.jpg')).digest('hex');
  const within = fixture('photos');

  it('is used where it is the one that is meant', async () => {
    expect(await fitPhoto({ ...job, photo: { path, within, digest } }, models)).toMatchObject({
      kind: 'fitted',
    });
  });

  it('is left alone where it has changed, is gone, or lies elsewhere', async () => {
    const changed = { path, within, digest: '0'.repeat(64) };
    expect(await fitPhoto({ ...job, photo: changed }, models)).toEqual({ kind: 'changed' });
    const gone = { path: join(within, 'gone.jpg'), within, digest };
    expect(await fitPhoto({ ...job, photo: gone }, models)).toMatchObject({
      ...{ kind: 'failed', failure: { code: 'FILE_UNREADABLE' } },
    });
    const elsewhere = { path, within: fixture('broken'), digest };
    expect(await fitPhoto({ ...job, photo: elsewhere }, models)).toMatchObject({
      ...{ kind: 'failed', failure: { code: 'FILE_OUTSIDE_DIRECTORY' } },
    });
  });

  it('that takes too long fails by its time', async () => {
    const late = { ...job, timeoutMs: 0, photo: { path, within, digest } };
    expect(await fitPhoto(late, models)).toMatchObject({
      ...{ kind: 'failed', failure: { code: 'TIMED_OUT' } },
    });
  });
});
