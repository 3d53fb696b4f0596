import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { describe, expect, it, test } from 'vitest';
import { plainJpegHeader } from '../../src/face/jpeg-header.js';
import { FIXTURES } from '../support/cli.js';
import { segmentsOf, withComments, withForgedSize, withSegments } from '../support/damage.js';

const EXIF = 0xe1;
const PROFILE = 0xe2;

const shapes = fc.record({
  width: fc.integer({ min: 1, max: 400 }),
  height: fc.integer({ min: 1, max: 400 }),
  colors: fc.constantFrom('srgb', 'b-w', 'cmyk'),
  quality: fc.integer({ min: 1, max: 100 }),
  progressive: fc.boolean(),
  optimiseCoding: fc.boolean(),
  chromaSubsampling: fc.constantFrom('4:2:0', '4:4:4'),
});

const extras = fc.record({
  orientation: fc.option(fc.integer({ min: 1, max: 8 })),
  profile: fc.option(fc.constantFrom('p3', 'srgb')),
});

type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;

function jpegOf({ width, height, colors, ...options }: Of<typeof shapes>): Sharp {
  const create = { width, height, channels: 3, background: '#8a6a50' } as const;
  return sharp({ create }).toColourspace(colors).jpeg(options);
}

async function jpegWith(shape: Of<typeof shapes>, extra: Of<typeof extras>): Promise<Buffer> {
  const { orientation, profile } = extra;
  const jpeg = jpegOf(shape);
  if (orientation) jpeg.withExif({}).withMetadata({ orientation });
  if (profile) jpeg.withIccProfile(profile);
  return jpeg.toBuffer();
}

/** What libvips says, as far as it can say anything. */
async function metadataOf(bytes: Uint8Array): Promise<Metadata | undefined> {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch {
    return undefined;
  }
}

/** Where the header answers, libvips says the same, and that nothing else is to be known. */
async function expectAgreement(bytes: Uint8Array): Promise<void> {
  const header = plainJpegHeader(bytes);
  const metadata = await metadataOf(bytes);
  if (!header || !metadata) return;
  const { width, height, components } = header;
  expect(metadata).toMatchObject({ width, height, channels: components, hasAlpha: false });
  expect(metadata).toMatchObject({ hasProfile: false, autoOrient: { width, height } });
  expect(metadata.orientation).toBeUndefined();
  expect(metadata.space === 'b-w').toBe(components === 1);
}

const PORTRAITS = readdirSync(join(FIXTURES, 'photos'))
  .sort()
  .map((name) => readFileSync(join(FIXTURES, 'photos', name)))
  .filter((bytes) => bytes[0] === 0xff);

describe('the header of a JPEG', () => {
  test('without EXIF and profile is read, and says what libvips says', async () => {
    const property = fc.asyncProperty(shapes, async (shape) => {
      const jpeg = await jpegOf(shape).toBuffer();
      const components = { 'b-w': 1, srgb: 3, cmyk: 4 }[shape.colors];
      const { width, height } = shape;
      expect(plainJpegHeader(jpeg)).toEqual({ width, height, components });
      await expectAgreement(jpeg);
    });
    await fc.assert(property, { numRuns: 150 });
  });

  test('is left to libvips as soon as there is an orientation or a profile', async () => {
    const property = fc.asyncProperty(shapes, extras, async (shape, extra) => {
      const jpeg = await jpegWith(shape, extra);
      const { orientation, hasProfile } = (await metadataOf(jpeg)) ?? {};
      expect(orientation ?? null).toBe(extra.orientation);
      if (orientation || hasProfile) expect(plainJpegHeader(jpeg)).toBeUndefined();
      await expectAgreement(jpeg);
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it.each([EXIF, PROFILE])(
    'is left to libvips when segment %i stands behind the size, too',
    async (marker) => {
      const extra = { orientation: 6, profile: 'p3' } as const;
      const shape = { width: 120, height: 100, colors: 'srgb' } as Of<typeof shapes>;
      const more = segmentsOf(await jpegWith(shape, extra), marker);
      const jpeg = withSegments(await jpegOf(shape).toBuffer(), more, 'behind frame');
      expect(plainJpegHeader(jpeg)).toBeUndefined();
      expect(await metadataOf(jpeg)).toMatchObject(
        marker === EXIF ? { autoOrient: { width: 100, height: 120 } } : { hasProfile: true },
      );
    },
  );

  it('is found behind megabytes of comments', () => {
    const [jpeg = Buffer.alloc(0)] = PORTRAITS;
    expect(plainJpegHeader(withComments(jpeg, 5e6))).toEqual(plainJpegHeader(jpeg));
  });

  it('says the size that is written there, were it forged', () => {
    const [jpeg = Buffer.alloc(0)] = PORTRAITS;
    const forged = withForgedSize(jpeg, 65_535, 65_534);
    expect(plainJpegHeader(forged)).toEqual({ width: 65_535, height: 65_534, components: 3 });
  });

  test('of no bytes at all and of any bytes is read without an exception', () => {
    const beginning = fc.constantFrom('', '\xff\xd8', '\xff\xd8\xff\xe0', '\xff\xd8\xff\xc0\0\x11');
    const property = fc.property(beginning, fc.uint8Array({ maxLength: 300 }), (begin, rest) => {
      plainJpegHeader(Buffer.concat([Buffer.from(begin, 'latin1'), rest]));
    });
    fc.assert(property, { numRuns: 5000 });
  });

  test('of a damaged photo is read without an exception, and never against libvips', async () => {
    const damage = fc.record({
      photo: fc.nat(PORTRAITS.length - 1),
      flips: fc.array(fc.tuple(fc.nat(640), fc.integer({ min: 1, max: 255 })), { maxLength: 6 }),
      keep: fc.option(fc.integer({ min: 0, max: 800 })),
    });
    const property = fc.asyncProperty(damage, async ({ photo, flips, keep }) => {
      const bytes = Buffer.from((PORTRAITS[photo] as Buffer).subarray(0, keep ?? undefined));
      for (const [at, mask] of flips) {
        if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ mask;
      }
      await expectAgreement(bytes);
    });
    await fc.assert(property, { numRuns: 1500 });
  });
});
