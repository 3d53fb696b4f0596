import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Extraction, ExtractionJob, Sample } from '../../src/domain/sample.js';
import { PhotoFileDecoder } from '../../src/face/decode.js';
import { extract } from '../../src/face/extract.js';
import { FolderSource } from '../../src/source/folder.js';
import { FIXTURES, temporaryFolder } from '../support/cli.js';
import { DIMENSIONS } from '../support/encoder.js';
import { POLICY } from '../support/entries.js';
import { fakeModel, standardModels } from '../support/models.js';

const models = standardModels();

/** folder, file, outcome, code of every fixture. */
const EXPECTED = readFileSync(join(FIXTURES, 'expected.csv'), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',') as [string, string, string, string]);

function job(path: string, more: Partial<ExtractionJob> = {}): ExtractionJob {
  return { path, knownDigests: [], profileImage: false, policy: POLICY, ...more };
}

const photo = (name: string): string => join(FIXTURES, 'photos', name);

async function sampleOf(path: string, more: Partial<ExtractionJob> = {}): Promise<Sample> {
  const extraction = await extract(job(path, more), models);
  if (extraction.kind !== 'sample') throw new Error(JSON.stringify(extraction));
  return extraction.sample;
}

function similarity(a: Sample, b: Sample): number {
  return a.embedding.reduce((sum, value, i) => sum + value * (b.embedding[i] ?? 0), 0);
}

const codeOf = (extraction: Extraction): string =>
  extraction.kind === 'failed' ? extraction.failure.code : '';

describe('a photo of the fixtures', () => {
  it.each(EXPECTED)('%s/%s is %s %s', async (folder, file, outcome, code) => {
    const extraction = await extract(job(join(FIXTURES, folder, file)), models);
    expect([
      extraction.kind === 'sample' ? 'enrolled' : extraction.kind,
      codeOf(extraction),
    ]).toEqual([outcome, code]);
  });

  it('that several people share fails with the widths and places of their faces', async () => {
    const extraction = await extract(job(join(FIXTURES, 'broken/two-people.jpg')), models);
    expect(extraction).toMatchObject({
      failure: {
        message: expect.stringMatching(
          /^the photo shows 2 faces .*: \d+ pixels wide \(left\) and \d+ pixels wide \(right\)$/,
        ),
      },
    });
  });

  it('that is refused for its faces tells them where they are to be compared, and not elsewhere', async () => {
    const poor = { ...POLICY, quality: { level: 'standard', least: 0.99 } } as const;
    const path = photo('1001.jpg');
    const refused = await extract(job(path, { policy: poor, compare: true }), models);
    const { embedding } = await sampleOf(path);
    expect(refused).toMatchObject({
      failure: { code: 'FACE_QUALITY_TOO_LOW' },
      faces: [embedding],
    });
    expect(await extract(job(path, { policy: poor }), models)).not.toHaveProperty('faces');
    const two = join(FIXTURES, 'broken/two-people.jpg');
    const both = await extract(job(two, { compare: true }), models);
    expect(both).toMatchObject({ failure: { code: 'MULTIPLE_FACES' } });
    expect('faces' in both && both.faces).toHaveLength(2);
  });

  it('that is refused after it was assessed tells its measures, and one without a face has none', async () => {
    const poor = { ...POLICY, quality: { level: 'standard', least: 0.99 } } as const;
    const path = photo('1001.jpg');
    const refused = await extract(job(path, { policy: poor }), models);
    const { measures } = await sampleOf(path);
    expect(refused).toMatchObject({ kind: 'failed', measures });
    const two = await extract(job(join(FIXTURES, 'broken/two-people.jpg')), models);
    expect(two).not.toHaveProperty('measures');
  });

  it('in HEIC fails with the advice that helps', async () => {
    const extraction = await extract(job(join(FIXTURES, 'broken/heic.jpg')), models);
    expect(extraction).toMatchObject({ failure: { advice: expect.stringContaining('JPEG') } });
  });
});

describe('a sample', () => {
  let upright: Sample;
  beforeAll(async () => {
    upright = await sampleOf(photo('exif-1.jpg'));
  });

  it('has the digest of the bytes, an embedding of length 1 and a quality from 0 to 1', async () => {
    const sample = await sampleOf(photo('1001.jpg'));
    const digest = createHash('sha256')
      .update(readFileSync(photo('1001.jpg')))
      .digest('hex');
    expect(sample.digest).toBe(digest);
    expect(sample.embedding).toHaveLength(DIMENSIONS);
    expect(Math.hypot(...sample.embedding)).toBeCloseTo(1, 6);
    expect(sample.quality).toBeGreaterThan(0.1);
    expect(sample.quality).toBeLessThanOrEqual(1);
    expect(sample).not.toHaveProperty('profileImage');
  });

  it('has the measures that an import takes, as whole numbers, also where all are shown', async () => {
    const { measures = {} } = await sampleOf(photo('1001.jpg'));
    expect(Object.keys(measures)).toEqual(expect.arrayContaining(['sharpness', 'headPoseYaw']));
    for (const component of Object.values(measures)) {
      expect(component).toBeGreaterThanOrEqual(0);
      expect(component).toBeLessThanOrEqual(100);
      expect(Number.isInteger(component)).toBe(true);
    }
    expect((await sampleOf(photo('1001.jpg'), { inspect: {} })).measures).toEqual(measures);
  });

  it('of one photo is the same to the bit each time', async () => {
    expect(await sampleOf(photo('1002.jpg'))).toEqual(await sampleOf(photo('1002.jpg')));
  });

  it.each([2, 3, 4, 5, 6, 7, 8])(
    'of a photo with EXIF orientation %i is that of the upright one',
    async (orientation) => {
      const turned = await sampleOf(photo(`exif-${orientation}.jpg`));
      expect(similarity(turned, upright)).toBeGreaterThanOrEqual(0.98);
    },
  );

  it.each([-30, 30, 90, 270])(
    'of a photo turned by %i degrees is that of the upright one',
    async (degrees) => {
      const path = join(temporaryFolder(), 'photo');
      const turned = sharp(readFileSync(photo('exif-1.jpg'))).rotate(degrees, {
        background: '#b9c3cc',
      });
      writeFileSync(path, await turned.png().toBuffer());
      expect(similarity(await sampleOf(path), upright)).toBeGreaterThanOrEqual(0.98);
    },
  );

  it.each([90, 180, 270] as const)(
    'of a photo that lies turned by %i degrees without EXIF tells how it was turned back',
    async (degrees) => {
      const path = join(temporaryFolder(), 'photo');
      const lying = sharp(readFileSync(photo('1001.jpg'))).rotate(degrees);
      writeFileSync(path, await lying.png().toBuffer());
      const sample = await sampleOf(path, { profileImage: true });
      expect(sample.rotated).toBe(360 - degrees);
      expect(similarity(sample, await sampleOf(photo('1001.jpg')))).toBeGreaterThanOrEqual(0.98);
      // A portrait stands upright, and so does its profile image.
      const { width, height } = await sharp(sample.profileImage).metadata();
      expect(width).toBeLessThan(height);
    },
  );

  it('of a face that is far too small for the view of the whole photo is found in tiles', async () => {
    const path = join(temporaryFolder(), 'photo.jpg');
    const person = await sharp(readFileSync(photo('1001.jpg')))
      .resize(200)
      .toBuffer();
    const background = { width: 4000, height: 3000, channels: 3, background: '#b9c3cc' } as const;
    const far = sharp({ create: background }).composite([{ input: person, left: 2900, top: 700 }]);
    writeFileSync(path, await far.jpeg({ quality: 90 }).toBuffer());
    const near = await sampleOf(photo('1001.jpg'));
    expect(similarity(await sampleOf(path), near)).toBeGreaterThanOrEqual(0.95);
  });

  const VARIANTS: Record<string, (image: Sharp) => Sharp> = {
    'a PNG': (image) => image.png(),
    'an interlaced PNG': (image) => image.png({ progressive: true }),
    'a PNG of 16 bits': (image) => image.toColourspace('rgb16').png(),
    'a PNG with an alpha channel': (image) => image.ensureAlpha().png(),
    'a PNG with a palette': (image) => image.png({ palette: true, colors: 256 }),
    'a progressive JPEG': (image) => image.jpeg({ quality: 85, progressive: true }),
    'a JPEG in Display P3': (image) => image.withIccProfile('p3').jpeg({ quality: 95 }),
    'a PNG in Display P3': (image) => image.withIccProfile('p3').png(),
    'a gray JPEG': (image) => image.toColourspace('b-w').jpeg({ quality: 95 }),
    'a gray PNG': (image) => image.toColourspace('b-w').png(),
    'a gray PNG of 16 bits': (image) => image.toColourspace('grey16').png(),
    'a CMYK JPEG with the profile of a press': (image) =>
      image.toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 95 }),
    'a CMYK JPEG': (image) => image.toColourspace('cmyk').jpeg({ quality: 95 }),
    'a JPEG of twice the size': (image) => image.resize(480, 600).jpeg({ quality: 85 }),
  };
  it.each(Object.entries(VARIANTS))(
    'of a photo saved as %s is that of the photo',
    async (_, save) => {
      const path = join(temporaryFolder(), 'photo');
      writeFileSync(path, await save(sharp(readFileSync(photo('exif-1.jpg')))).toBuffer());
      expect(similarity(await sampleOf(path), upright)).toBeGreaterThanOrEqual(0.98);
    },
  );

  it('of another person is another', async () => {
    const [one, other] = [await sampleOf(photo('1001.jpg')), await sampleOf(photo('1002.jpg'))];
    expect(similarity(one, other)).toBeLessThan(0.95);
  });

  it('of a face that is small in a large photo is taken from as many pixels as it needs', async () => {
    // At the 640 px in which faces are searched its eyes are 23 px apart, in the photo 230;
    // the encoder's chip has 35.
    const path = join(temporaryFolder(), 'photo.jpg');
    const canvas = { left: 2500, right: 2500, top: 2200, bottom: 2200, background: '#b9c3cc' };
    const far = sharp(readFileSync(photo('large.jpg')))
      .extend(canvas)
      .jpeg({ quality: 80 });
    writeFileSync(path, await far.toBuffer());
    const decode = vi.spyOn(PhotoFileDecoder.prototype, 'decode');
    onTestFinished(() => decode.mockRestore());
    const near = await sampleOf(photo('large.jpg'));
    expect(decode.mock.calls).toEqual([[640]]);
    const small = await sampleOf(path);
    expect(decode.mock.calls.slice(1)).toEqual([[640], [expect.closeTo((640 * 35) / 23, -2)]]);
    expect(similarity(small, near)).toBeGreaterThanOrEqual(0.98);
  });

  it('comes with the profile image when the run asks for it', async () => {
    const { profileImage } = await sampleOf(photo('large.jpg'), { profileImage: true });
    const metadata = await sharp(profileImage).metadata();
    expect(metadata).toMatchObject({ format: 'jpeg', width: 512, height: 640 });
    expect(metadata.exif).toBeUndefined();
  });
});

describe('a photo that takes too long', () => {
  it('fails with TIMED_OUT and the time that it had', async () => {
    const policy = { ...POLICY, timeoutMs: 0 };
    expect(await extract(job(photo('1001.jpg'), { policy }), models)).toMatchObject({
      kind: 'failed',
      failure: { code: 'TIMED_OUT', message: 'the photo took longer than 0 seconds' },
    });
  });
});

describe('a photo whose file changes between listing and reading', () => {
  /** Lists a folder of three photos, changes the second, and extracts all. */
  async function codesAfter(change: (path: string) => void): Promise<string[]> {
    const folder = temporaryFolder();
    const names = ['1001.jpg', '1002.jpg', '1003.jpg'];
    for (const name of names) copyFileSync(photo(name), join(folder, name));
    const database = join(folder, 'x.db');
    const source = await FolderSource.open({ folder, recursive: false, database });
    const paths: string[] = [];
    for await (const { photos } of source.entries())
      paths.push(...photos.map(({ path = '' }) => path));
    change(join(folder, '1002.jpg'));
    const extractions: Extraction[] = [];
    for (const path of paths) extractions.push(await extract(job(path), models));
    return extractions.map((ended) => codeOf(ended) || ended.kind);
  }

  it('fails alone when it is gone', async () => {
    expect(await codesAfter((path) => rmSync(path))).toEqual([
      'sample',
      'FILE_UNREADABLE',
      'sample',
    ]);
  });

  it('fails alone when it is emptied', async () => {
    expect(await codesAfter((path) => truncateSync(path))).toEqual([
      'sample',
      'FILE_EMPTY',
      'sample',
    ]);
  });

  it('fails alone when a folder takes its place', async () => {
    const change = (path: string) => {
      rmSync(path);
      mkdirSync(path);
    };
    expect(await codesAfter(change)).toEqual(['sample', 'FILE_UNREADABLE', 'sample']);
  });
});

describe('an inspected photo', () => {
  it('has the quality that an import gives it, with more measures beside', async () => {
    const path = photo('large.jpg');
    expect(await sampleOf(path, { inspect: {} })).toEqual(await sampleOf(path));
  });

  it('tells what was seen, in pixels of the photo, whether it is enrolled or not', async () => {
    const inspect = {};
    const good = await extract(job(photo('large.jpg'), { inspect }), models);
    expect(good).toMatchObject({
      kind: 'sample',
      report: { width: 1600, height: 2000, format: 'jpeg', rotated: 0, chosen: 0 },
    });
    const [face, ...others] = good.report?.faces ?? [];
    expect(others).toEqual([]);
    const [left, right] = face?.landmarks ?? [];
    expect((right?.x ?? 0) - (left?.x ?? 0)).toBeGreaterThan(200);

    const group = await extract(job(join(FIXTURES, 'broken/two-people.jpg'), { inspect }), models);
    expect(codeOf(group)).toBe('MULTIPLE_FACES');
    expect(group.report?.faces).toHaveLength(2);
    expect(group.report).not.toHaveProperty('chosen');
  });

  it.each([
    [0, { width: 1000, height: 1234 }],
    [90, { width: 1000, height: 1234 }],
  ] as const)('has its size to the pixel, turned by %i degrees', async (degrees, size) => {
    const path = join(temporaryFolder(), 'photo.png');
    const odd = sharp(readFileSync(photo('large.jpg'))).resize({ ...size, fit: 'fill' });
    const upright = await odd.png().toBuffer();
    writeFileSync(path, await sharp(upright).rotate(degrees).png().toBuffer());
    const seen = await extract(job(path, { inspect: {} }), models);
    expect(seen.report).toMatchObject(size);
  });

  it('tells what it is refused for, by measure and side', async () => {
    const poor = { ...POLICY, quality: { level: 'strict', least: 0.5 } } as const;
    const tilted = join(temporaryFolder(), 'tilted.png');
    const turned = sharp(readFileSync(photo('large.jpg'))).rotate(25, { background: '#ffffff' });
    writeFileSync(tilted, await turned.png().toBuffer());
    const seen = await extract(job(tilted, { inspect: {}, policy: poor }), models);
    expect(codeOf(seen)).toBe('FACE_QUALITY_TOO_LOW');
    const roll = seen.report?.quality?.measures.find(({ name }) => name === 'headPoseRoll')?.value;
    const side = (roll ?? 0) < 0 ? 'low' : 'high';
    expect(seen.report?.problems).toContainEqual({ measure: 'headPoseRoll', side });
    const good = await extract(job(photo('large.jpg'), { inspect: {} }), models);
    expect(good.report).not.toHaveProperty('problems');
  });

  it('that is refused has a picture of its faces, without what the camera wrote', async () => {
    const inspect = { picture: 'faces' } as const;
    const path = join(temporaryFolder(), 'group.jpg');
    const where = { IFD0: { Make: 'Camera' }, IFD3: { GPSLatitudeRef: 'N' } };
    const group = sharp(readFileSync(join(FIXTURES, 'broken/two-people.jpg')));
    const { width = 0, height = 0 } = await group.metadata();
    const large = group.resize({ width: 2 * width, height: 2 * height });
    writeFileSync(path, await large.withExif(where).jpeg().toBuffer());
    const { report } = await extract(job(path, { inspect }), models);
    const picture = await sharp(report?.picture).metadata();
    expect(Math.max(picture.width, picture.height)).toBe(
      Math.min(1280, 2 * Math.max(width, height)),
    );
    expect(picture).toMatchObject({ format: 'jpeg' });
    for (const name of ['exif', 'xmp', 'iptc', 'icc'] as const) {
      expect(picture).not.toHaveProperty(name);
    }
  });

  it('has no picture where it is accepted, or shows no face', async () => {
    const inspect = { picture: 'faces' } as const;
    const good = await extract(job(photo('1001.jpg'), { inspect }), models);
    expect(good.kind).toBe('sample');
    expect(good.report).not.toHaveProperty('picture');
    const empty = await extract(job(join(FIXTURES, 'broken/landscape.jpg'), { inspect }), models);
    expect(codeOf(empty)).toBe('FACE_NOT_FOUND');
    expect(empty.report).not.toHaveProperty('picture');
  });

  it('tells nothing when nobody asked', async () => {
    expect(await extract(job(photo('1001.jpg')), models)).not.toHaveProperty('report');
  });
});

describe('a photo that the user has a template of', () => {
  it('is known by its digest and not decoded', async () => {
    // No decoder would take these bytes.
    const path = join(temporaryFolder(), '1001.jpg');
    writeFileSync(path, 'not a photo at all');
    const digest = createHash('sha256').update('not a photo at all').digest('hex');
    expect(await extract(job(path, { knownDigests: ['0', digest] }), models)).toEqual({
      kind: 'known',
      digest,
    });
  });
});

describe('a face that the encoder makes nothing of', () => {
  it.each([0, Number.NaN])('fails with NO_FEATURES (%d)', async (value) => {
    const values = new Float32Array(2 * DIMENSIONS).fill(value);
    const session = fakeModel(() => ({ embedding: { shape: [2, DIMENSIONS], values } }));
    const encoder = { ...models.encoder, session };
    const extraction = await extract(job(photo('1001.jpg')), { ...models, encoder });
    expect(codeOf(extraction)).toBe('NO_FEATURES');
  });
});
