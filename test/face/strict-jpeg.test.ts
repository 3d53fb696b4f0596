import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it, test } from 'vitest';
import { Deadline } from '../../src/face/deadline.js';
import { isFailure, PhotoFileDecoder } from '../../src/face/decode.js';
import { strictJpeg } from '../../src/face/strict-jpeg.js';
import { FIXTURES } from '../support/cli.js';
import {
  beforeEnd,
  cutAt,
  firstScans,
  withByte,
  withSegments,
  withStrays,
  zeroed,
} from '../support/damage.js';

const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, 'photos', name));

/** What cameras and programs write: color, gray, four colors, progressive, with EXIF, large. */
const PHOTOS = [
  ...['1001.jpg', 'jpeg-grey.jpg', 'jpeg-cmyk.jpg', 'jpeg-progressive.jpg', 'exif-6.jpg'],
  'large.jpg',
].map((name) => ({ name, jpeg: fixture(name) }));

/** One with the Huffman tables of cameras, in which zeros are no code of a plain block. */
const camera = await sharp(join(FIXTURES, 'photos', '1002.jpg'))
  .jpeg({ quality: 95, optimizeCoding: false })
  .toBuffer();

/** Restart markers cannot be had from the encoder; these are bytes that are no marker. */
const noise = (length: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, i) => ((i + 3) * 67) % 251));

/** How a photo ends that is decoded as an import decodes it: the code, or 'whole'. */
async function ending(jpeg: Uint8Array, side = 640): Promise<string> {
  const decoder = new PhotoFileDecoder(jpeg, new Deadline(60_000));
  const size = await decoder.size();
  if (isFailure(size)) return size.code;
  const picture = await decoder.decode(Math.min(side, Math.max(size.width, size.height)));
  return isFailure(picture) ? picture.code : 'whole';
}

async function endings(change: (jpeg: Buffer) => Buffer, photos = PHOTOS) {
  const all = photos.map(async ({ name, jpeg }) => [name, await ending(change(jpeg))] as const);
  return Object.fromEntries(await Promise.all(all));
}

const each = (code: string) => Object.fromEntries(PHOTOS.map(({ name }) => [name, code]));

describe('a whole JPEG with an oddity is decoded:', () => {
  it.each<readonly [what: string, change: (jpeg: Buffer) => Buffer]>([
    ['none', (jpeg) => jpeg],
    ['its end marker is missing', (jpeg) => jpeg.subarray(0, -2)],
    ['half of its end marker is missing', (jpeg) => jpeg.subarray(0, -1)],
    [
      'zeros in place of its end marker, to the end of a block',
      (jpeg) => Buffer.concat([jpeg.subarray(0, -2), Buffer.alloc(4096)]),
    ],
    ['bytes behind its end', (jpeg) => Buffer.concat([jpeg, noise(500)])],
    ['zeros behind its end', (jpeg) => Buffer.concat([jpeg, Buffer.alloc(5000)])],
    ['a second picture behind its end', (jpeg) => Buffer.concat([jpeg, jpeg])],
    ['a zero before its end', (jpeg) => beforeEnd(jpeg, Buffer.alloc(1))],
    ['zeros before its end', (jpeg) => beforeEnd(jpeg, Buffer.alloc(14))],
    ['a block of zeros before its end', (jpeg) => beforeEnd(jpeg, Buffer.alloc(700))],
    ['ones before its end', (jpeg) => beforeEnd(jpeg, Buffer.alloc(30, 0xff))],
    ['bytes between its segments', (jpeg) => withStrays(jpeg, noise(14))],
    ['zeros between its segments', (jpeg) => withStrays(jpeg, Buffer.alloc(3))],
    ['ones between its segments', (jpeg) => withStrays(jpeg, Buffer.alloc(5, 0xff))],
    [
      'an EXIF that is garbage',
      (jpeg) => withSegments(jpeg, [segment(0xe1, 'Exif\0\0MM\0*', noise(60))], 'before frame'),
    ],
    [
      'a profile that is garbage',
      (jpeg) =>
        withSegments(jpeg, [segment(0xe2, 'ICC_PROFILE\0\x05\x02', noise(60))], 'before frame'),
    ],
    [
      'colors that Adobe never named',
      (jpeg) => withSegments(jpeg, [segment(0xee, 'Adobe\0\x64\0\0\0\0\x09')], 'before frame'),
    ],
    ['an empty comment', (jpeg) => withSegments(jpeg, [segment(0xfe, '')], 'before frame')],
  ])('%s', async (_, change) => {
    expect(await endings(change)).toEqual(each('whole'));
  });

  it('a version of JFIF that does not exist', async () => {
    const jfif = segment(0xe0, 'JFIF\0\x02\x01\0\0\x01\0\x01\0\0');
    expect(await ending(withSegments(camera, [jfif], 'before frame'))).toBe('whole');
  });

  it('zeros for the parameters of its scan', async () => {
    // Behind the number of components and two bytes for each of three.
    const jpeg = withByte(camera, 0xda, 4 + 1 + 6 + 1, 0);
    expect(await ending(jpeg)).toBe('whole');
  });

  it('its pixels are those of the photo without the oddity', async () => {
    const decode = async (jpeg: Buffer) => {
      const decoder = new PhotoFileDecoder(jpeg, new Deadline(60_000));
      await decoder.size();
      const picture = await decoder.decode(640);
      return isFailure(picture) ? picture.code : digestOf(picture.pixels);
    };
    for (const { name, jpeg } of PHOTOS) {
      const odd = withStrays(beforeEnd(jpeg, Buffer.alloc(9)), noise(14)).subarray(0, -2);
      expect([name, await decode(odd)]).toEqual([name, await decode(jpeg)]);
    }
  });
});

function digestOf(pixels: Int32Array): string {
  return createHash('sha256').update(pixels).digest('hex');
}

function segment(marker: number, name: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const bytes = Buffer.concat([
    Buffer.from([0xff, marker, 0, 0]),
    Buffer.from(name, 'latin1'),
    data,
  ]);
  bytes.writeUInt16BE(bytes.length - 2, 2);
  return bytes;
}

describe('a JPEG is damaged', () => {
  it.each([0.05, 0.25, 0.3, 0.5, 0.75, 0.9, 0.97])(
    'that has %f of its data and an end marker',
    async (share) => {
      expect(await endings((jpeg) => cutAt(jpeg, share))).toEqual(each('IMAGE_CORRUPT'));
    },
  );

  it('also where it is decoded at an eighth, so that libvips does not see its last rows', async () => {
    const large = await sharp(fixture('1001.jpg'))
      .resize(3200, 4000)
      .jpeg({ quality: 90 })
      .toBuffer();
    const lastRows = cutAt(large, 0.999);
    const unseen = sharp(lastRows, { failOn: 'warning' }).resize(400).raw().toBuffer();
    await expect(unseen).resolves.toBeDefined();
    expect([await ending(large, 400), await ending(lastRows, 400)]).toEqual([
      'whole',
      'IMAGE_CORRUPT',
    ]);
  });

  it.each([
    ['to its end', 0.5, 1],
    ['to its end, a tenth', 0.9, 1],
  ])('that was filled with zeros %s', async (_, from, to) => {
    expect(await endings((jpeg) => zeroed(jpeg, from, to))).toEqual(each('IMAGE_CORRUPT'));
    const withoutEnd = (jpeg: Buffer) => zeroed(jpeg, from, to).fill(0, jpeg.length - 2);
    expect(await endings(withoutEnd)).toEqual(each('IMAGE_CORRUPT'));
  });

  it('that lost a sector to zeros, by the tables of cameras', async () => {
    const { length } = camera;
    for (const at of [0.1, 0.4, 0.8]) {
      expect(await ending(zeroed(camera, at, at + 512 / length))).toBe('IMAGE_CORRUPT');
    }
  });

  it('that lost a part in its middle', async () => {
    const lost = (jpeg: Buffer) => {
      const [from, to] = [0.4, 0.6].map((share) => Math.round(jpeg.length * share));
      return Buffer.concat([jpeg.subarray(0, from), jpeg.subarray(to)]);
    };
    expect(await endings(lost)).toEqual(each('IMAGE_CORRUPT'));
  });

  it('that ends in the error page of a server', async () => {
    const page = Buffer.from(
      'HTTP/1.1 504 Gateway Timeout\r\n\r\n<html>504</html>\xff\xd9',
      'latin1',
    );
    const changed = (jpeg: Buffer) => Buffer.concat([cutAt(jpeg, 0.5).subarray(0, -2), page]);
    expect(await endings(changed)).toEqual(each('IMAGE_CORRUPT'));
  });

  it('that is progressive and lacks scans, of which no decoder says a word', async () => {
    const progressive = fixture('jpeg-progressive.jpg');
    for (const scans of [1, 2, 4]) {
      const jpeg = firstScans(progressive, scans);
      await expect(sharp(jpeg, { failOn: 'warning' }).raw().toBuffer()).resolves.toBeDefined();
      expect(strictJpeg(jpeg)).toMatchObject({
        code: 'IMAGE_CORRUPT',
        message: 'the photo is damaged: the file is incomplete',
      });
    }
  });
});

describe('preparing a JPEG', () => {
  test('of any bytes ends without an exception, and adds less than a hundred bytes', () => {
    const damage = fc.record({
      photo: fc.constantFrom(...PHOTOS.map(({ jpeg }) => jpeg)),
      flips: fc.array(fc.tuple(fc.nat(900), fc.integer({ min: 1, max: 255 })), { maxLength: 8 }),
      keep: fc.option(fc.integer({ min: 2, max: 1200 })),
    });
    const property = fc.property(damage, ({ photo, flips, keep }) => {
      const bytes = Buffer.from(photo.subarray(0, keep ?? undefined));
      for (const [at, mask] of flips) {
        if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ mask;
      }
      const copy = Buffer.from(bytes);
      const strict = strictJpeg(bytes);
      expect(bytes.equals(copy)).toBe(true);
      if (!('code' in strict)) expect(strict.bytes.length).toBeLessThan(bytes.length + 100);
    });
    fc.assert(property, { numRuns: 1500 });
  });

  it.each([
    ['segments', Buffer.from([0xff, 0xfe, 0, 2])],
    ['bytes that belong to none', Buffer.from([0, 0xff, 0xfe, 0, 2])],
    ['restart markers', Buffer.from([0xff, 0xd0])],
    ['scans', Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0])],
  ])('takes no longer for millions of %s', (_, piece) => {
    const many = Buffer.alloc(10_000_000, piece);
    for (const { jpeg } of PHOTOS) {
      const started = process.cpuUsage();
      strictJpeg(Buffer.concat([jpeg.subarray(0, 2), many]));
      strictJpeg(Buffer.concat([jpeg.subarray(0, -2), many]));
      // Not by the clock, which other programs hold up.
      expect(process.cpuUsage(started).user).toBeLessThan(3_000_000);
    }
  });
});

describe('a JPEG that is not decoded is named:', () => {
  /** The frame header alone tells. */
  const frame = (marker: number, precision = 8) =>
    Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      segment(marker, '', Buffer.from([precision, 1, 0, 1, 0, 1, 1, 0x11, 0])),
      segment(0xda, '', Buffer.from([1, 1, 0, 0, 63, 0])),
      Buffer.alloc(40, 7),
    ]);

  it.each([
    ['a 12-bit JPEG photo, not one with 8 bits per color', frame(0xc1, 12)],
    ['a 12-bit JPEG photo, not one with 8 bits per color', frame(0xc2, 12)],
    ['a 16-bit JPEG photo, not one with 8 bits per color', frame(0xc1, 16)],
    ['a lossless JPEG photo, not an ordinary JPEG photo or a PNG', frame(0xc3, 12)],
    ['a JPEG-LS photo, not an ordinary JPEG photo or a PNG', frame(0xf7)],
    ['a hierarchical JPEG photo, not an ordinary JPEG photo or a PNG', frame(0xc5)],
    ['a JPEG photo with arithmetic coding, not an ordinary JPEG photo or a PNG', frame(0xc9)],
    ['a JPEG photo with arithmetic coding, not an ordinary JPEG photo or a PNG', frame(0xca)],
  ])('%s', async (words, jpeg) => {
    const size = await new PhotoFileDecoder(jpeg, new Deadline(60_000)).size();
    expect(size).toMatchObject({
      code: 'UNSUPPORTED_FORMAT',
      message: `the file is ${words}`,
      advice: expect.stringContaining('ordinary JPEG'),
    });
  });

  it('behind an EXIF of any length', async () => {
    const jpeg = frame(0xc1, 12);
    const exif = segment(0xe1, 'Exif\0\0', noise(60_000));
    const behind = Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]);
    const size = await new PhotoFileDecoder(behind, new Deadline(60_000)).size();
    expect(size).toMatchObject({ code: 'UNSUPPORTED_FORMAT' });
  });

  it.each([frame(0xc0), frame(0xc1), frame(0xc2)])('but an ordinary one is not', (jpeg) => {
    expect(strictJpeg(jpeg)).not.toHaveProperty('code', 'UNSUPPORTED_FORMAT');
  });
});
