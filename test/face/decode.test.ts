import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { chunk } from '../../fixtures/draw/bytes.js';
import { Deadline } from '../../src/face/deadline.js';
import { isFailure, PhotoFileDecoder, type Size } from '../../src/face/decode.js';
import { FIXTURES } from '../support/cli.js';
import { animated, cutAt, dataOf, withSegments } from '../support/damage.js';
import {
  distinct,
  meanDifference,
  picture,
  pixel,
  type RgbImage,
  unpacked,
} from '../support/images.js';

const DIST = new URL('../../dist', import.meta.url).href;

const decoderOf = (bytes: Uint8Array) => new PhotoFileDecoder(bytes, new Deadline(60_000));

const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, name));

async function decoded(bytes: Uint8Array, maxSide = 640): Promise<RgbImage> {
  const image = await decoderOf(bytes).decode(maxSide);
  if (isFailure(image)) throw new Error(image.message);
  return unpacked(image);
}

async function sizeOf(bytes: Uint8Array): Promise<unknown> {
  const size = await decoderOf(bytes).size();
  return isFailure(size) ? size.code : size;
}

const png = ({ width, height, data }: RgbImage) =>
  sharp(data, { raw: { width, height, channels: 3 } }).png();

/** A PNG's header with nothing behind it: whoever decodes it fails. */
function headerOf({ width, height }: Size): Buffer {
  const whole = fixture('broken/bomb.png');
  const header = Buffer.from(whole.subarray(0, 33));
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  header.writeUInt32BE(crc32(header.subarray(12, 29)), 29);
  return Buffer.concat([header, whole.subarray(33, 200)]);
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe('the EXIF orientation', () => {
  it.each([2, 3, 4, 5, 6, 7, 8])('%i gives the same upright picture', async (orientation) => {
    const upright = await decoded(fixture('photos/exif-1.jpg'));
    const bytes = fixture(`photos/exif-${orientation}.jpg`);
    const image = await decoded(bytes);
    expect([image.width, image.height]).toEqual([upright.width, upright.height]);
    // The photos were compressed each in its own direction.
    expect(meanDifference(image.data, upright.data)).toBeLessThan(2);
    expect(await sizeOf(bytes)).toEqual({ width: upright.width, height: upright.height });
  });
});

describe('decoding', () => {
  const image = distinct(120, 100);

  it('gives the pixels of a PNG to the bit, interlaced or not', async () => {
    for (const progressive of [false, true]) {
      const { width, height, data } = await decoded(
        await png(image).png({ progressive }).toBuffer(),
      );
      expect([width, height]).toEqual([120, 100]);
      expect(Buffer.from(image.data).equals(data)).toBe(true);
    }
  });

  it('gives 8 bits of a PNG that has 16', async () => {
    const deep = await png(image).toColourspace('rgb16').toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    expect(meanDifference((await decoded(deep)).data, image.data)).toBeLessThan(0.5);
  });

  it('puts what is transparent on white', async () => {
    const clear = sharp(Buffer.alloc(120 * 100 * 4, 0), {
      raw: { width: 120, height: 100, channels: 4 },
    });
    const { data } = await decoded(await clear.png().toBuffer());
    expect(pixel(data, 120, 60, 50)).toEqual([255, 255, 255]);
  });

  it.each(['photos/png-grey.png', 'photos/jpeg-grey.jpg'])(
    'makes three equal colors of the gray of %s',
    async (name) => {
      const { width, height, data } = await decoded(fixture(name));
      expect(data).toHaveLength(width * height * 3);
      expect(data.every((value, i) => value === data[i - (i % 3)])).toBe(true);
    },
  );

  it('turns a CMYK photo into the colors that it shows', async () => {
    const rgb = picture(160, 120, (x) => (x < 80 ? [200, 60, 50] : [60, 90, 180]));
    const cmyk = await png(rgb).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    const { data } = await decoded(cmyk);
    const worst = [40, 120].map((x) =>
      meanDifference(
        Uint8Array.from(pixel(data, 160, x, 60)),
        Uint8Array.from(pixel(rgb.data, 160, x, 60)),
      ),
    );
    expect(Math.max(...worst)).toBeLessThan(20);
  });

  it('shrinks the longer side to what is asked for and never enlarges', async () => {
    const bytes = fixture('photos/large.jpg');
    expect(await sizeOf(bytes)).toEqual({ width: 1600, height: 2000 });
    expect(await decoded(bytes, 640)).toMatchObject({ width: 512, height: 640 });
    expect(await decoded(bytes, 9999)).toMatchObject({ width: 1600, height: 2000 });
  });

  it('refuses a JPEG that ends too early, though its header is whole', async () => {
    const bytes = fixture('broken/truncated.jpg');
    const decoder = decoderOf(bytes);
    expect(isFailure(await decoder.size())).toBe(false);
    expect(await decoder.decode(640)).toMatchObject({
      code: 'IMAGE_CORRUPT',
      message: expect.stringContaining('incomplete'),
    });
    expect(await decoder.profileImage(0)).toMatchObject({ code: 'IMAGE_CORRUPT' });
  });

  it('tells of each photo what is wrong with it, also when others fail at the same time', async () => {
    const png = fixture('photos/png-interlaced.png');
    const bad = Buffer.from(png).fill(0, 20_000, 20_100);
    const jpeg = fixture('broken/truncated.jpg');
    const photos = Array.from({ length: 30 }, () => [png.subarray(0, 20_000), bad, jpeg]).flat();
    const failures = await Promise.all(photos.map((bytes) => decoderOf(bytes).decode(640)));
    for (const [i, failure] of failures.entries()) {
      const problem = i % 3 === 1 ? 'a part is missing or garbled' : 'the file is incomplete';
      expect(failure).toMatchObject({ message: `the photo is damaged: ${problem}` });
    }
  });

  it('says that a JPEG is incomplete, whose small picture inside of EXIF is whole', async () => {
    const small = await png(distinct(80, 60)).jpeg().toBuffer();
    const inside = await png(image).jpeg({ quality: 90 }).toBuffer();
    const exif = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 0]), Buffer.from('Exif\0\0'), small]);
    exif.writeUInt16BE(exif.length - 2, 2);
    const whole = withSegments(inside, [exif], 'before frame');
    expect(isFailure(await decoderOf(whole).decode(640))).toBe(false);
    expect(await decoderOf(whole.subarray(0, -500)).decode(640)).toMatchObject({
      message: 'the photo is damaged: the file is incomplete',
    });
  });

  const PNGS = ['plain', '16bit', 'alpha', 'grey', 'interlaced', 'palette'].map(
    (kind) => `photos/png-${kind}.png`,
  );

  it.each(PNGS)('takes %s for whole without its end, its pixels being there', async (name) => {
    const whole = fixture(name);
    const last = 12;
    const [image, same] = [await decoded(whole), await decoded(whole.subarray(0, -last))];
    expect(Buffer.from(same.data).equals(Buffer.from(image.data))).toBe(true);
  });

  it.each(PNGS)('refuses %s when a part of its pixels is missing or wrong', async (name) => {
    const whole = fixture(name);
    const end = whole.subarray(-12);
    const flipped = Buffer.from(whole);
    flipped[whole.length >> 1] = (flipped[whole.length >> 1] as number) ^ 1;
    // Everything that can be checked fits, but there are too few rows.
    const rows = inflateSync(Buffer.concat(dataOf(whole)));
    const few = rows.subarray(0, Math.floor(rows.length * 0.9));
    const header = whole.subarray(0, whole.indexOf('IDAT') - 4);
    const short = Buffer.concat([header, chunk('IDAT', deflateSync(few)), end]);
    for (const bytes of [
      whole.subarray(0, whole.length >> 1),
      Buffer.concat([whole.subarray(0, whole.length >> 1), end]),
      flipped,
      short,
    ]) {
      expect(await decoderOf(bytes).decode(640)).toMatchObject({ code: 'IMAGE_CORRUPT' });
    }
  });

  it('refuses a damaged thumbnail', async () => {
    const thumbnail = await png(image).jpeg().toBuffer();
    expect(isFailure(await decoderOf(thumbnail).decodeThumbnail())).toBe(false);
    for (const damaged of [cutAt(thumbnail, 0.5), thumbnail.subarray(0, -200)]) {
      const picture = await decoderOf(damaged).decodeThumbnail();
      expect(picture).toMatchObject({ code: 'IMAGE_CORRUPT' });
    }
  });

  it('takes the first frame of an animated PNG', async () => {
    const plain = (red: number, blue: number) =>
      png(picture(120, 100, () => [red, 0, blue])).toBuffer();
    const { data } = await decoded(animated(await plain(200, 0), await plain(0, 200)));
    expect(pixel(data, 120, 60, 50)).toEqual([200, 0, 0]);
  });

  it.each(['jpeg', 'png'] as const)(
    'turns the colors of a %s with a profile into those that it shows',
    async (format) => {
      const red = picture(120, 100, () => [230, 40, 30]);
      const p3 = await png(red).withIccProfile('p3').toFormat(format, { quality: 100 }).toBuffer();
      // In Display P3 the same red has other numbers.
      const numbers = await sharp(p3, { ignoreIcc: true }).raw().toBuffer();
      expect(pixel(numbers, 120, 60, 50)[0]).toBeLessThan(220);
      const { data } = await decoded(p3);
      expect(meanDifference(data, red.data)).toBeLessThan(2);
    },
  );

  it('refuses a header that is none', async () => {
    const bytes = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(64)]);
    expect(await sizeOf(bytes)).toBe('IMAGE_CORRUPT');
  });

  it.each(['broken/drawing.svg.jpg', 'broken/gif.png'])(
    'of %s is switched off, even were its bytes not looked at before',
    (name) => {
      // In a process of its own: one that has drawn a picture reads drawings.
      const program = `
        import { readFileSync } from 'node:fs';
        import { Deadline } from '${DIST}/face/deadline.js';
        import { PhotoFileDecoder } from '${DIST}/face/decode.js';
        const bytes = readFileSync(process.argv[1]);
        console.log((await new PhotoFileDecoder(bytes, new Deadline(60_000)).decode(640)).code);
      `;
      const args = ['--input-type=module', '-e', program, join(FIXTURES, name)];
      expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe('IMAGE_CORRUPT\n');
    },
  );
});

describe('the limits of a picture', () => {
  it('need 100 pixels on either side', async () => {
    expect(await sizeOf(fixture('broken/99x100.png'))).toBe('IMAGE_TOO_SMALL');
    expect(await sizeOf(headerOf({ width: 100, height: 99 }))).toBe('IMAGE_TOO_SMALL');
    expect(await sizeOf(headerOf({ width: 100, height: 100 }))).toEqual({
      width: 100,
      height: 100,
    });
  });

  it('allow 50 megapixels and no more, by the header alone', async () => {
    expect(await sizeOf(headerOf({ width: 10_000, height: 5000 }))).toEqual({
      width: 10_000,
      height: 5000,
    });
    expect(await sizeOf(headerOf({ width: 10_000, height: 5001 }))).toBe('IMAGE_TOO_MANY_PIXELS');
    expect(await sizeOf(headerOf({ width: 30_000, height: 30_000 }))).toBe('IMAGE_TOO_MANY_PIXELS');
  });

  it('hold for a whole picture of 900 megapixels without the memory it would take', async () => {
    const before = process.memoryUsage().rss;
    expect(await sizeOf(fixture('broken/bomb.png'))).toBe('IMAGE_TOO_MANY_PIXELS');
    expect(await decoderOf(fixture('broken/bomb.png')).decode(640)).toMatchObject({
      code: 'IMAGE_CORRUPT',
    });
    // Decoded it takes 900 MB at least.
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });
});

describe('the profile image', () => {
  it('is a JPEG of 640 px at most, upright, without EXIF', async () => {
    const large = await sharp(fixture('photos/large.jpg'))
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const jpeg = await decoderOf(large).profileImage(0);
    if (isFailure(jpeg)) throw new Error(jpeg.message);
    const metadata = await sharp(jpeg).metadata();
    expect(metadata).toMatchObject({ format: 'jpeg', width: 640, height: 512, space: 'srgb' });
    for (const part of ['exif', 'icc', 'xmp', 'iptc', 'orientation'] as const) {
      expect(metadata[part]).toBeUndefined();
    }
  });

  it('of a small photo is not enlarged', async () => {
    const jpeg = await decoderOf(fixture('photos/exif-6.jpg')).profileImage(0);
    if (isFailure(jpeg)) throw new Error(jpeg.message);
    expect(await sharp(jpeg).metadata()).toMatchObject({ width: 240, height: 300 });
  });
});
