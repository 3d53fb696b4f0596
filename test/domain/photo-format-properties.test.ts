import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SNIFF_BYTES, type Sniffed, sniff } from '../../src/domain/photo-format.js';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

const JPEG = latin1('\xff\xd8\xff');
const PNG = latin1('\x89PNG\r\n\x1a\n');

/** How the files begin that are told apart, and some that come near. */
const BEGINNINGS = [
  ...[JPEG, PNG].flatMap((magic) => [magic, magic.subarray(0, -1), magic.subarray(1)]),
  ...['GIF89a', 'RIFF....WEBP', 'BM....\0\0\0\0', 'II*\0', 'MM\0*', '8BPS', '%PDF'].map(latin1),
  ...['\0\0\0\x18ftypheic', '\0\0\0\x18ftypavif', '\0\0\0\x18ftyp', 'PK\x03\x04'].map(latin1),
  ...['<svg', '<?xml version="1.0"?>', '<!--', '-->', '<html', '\xef\xbb\xbf', ' \n'].map(latin1),
];

const bytes = fc.uint8Array({ maxLength: 2 * SNIFF_BYTES });
const beginning = fc.constantFrom(...BEGINNINGS);

/** Whole and damaged beginnings before anything, or several behind each other. */
const files = fc.oneof(
  bytes,
  fc.tuple(beginning, bytes).map((parts) => Buffer.concat(parts)),
  fc.array(beginning, { maxLength: 300 }).map((parts) => Buffer.concat(parts)),
  fc.tuple(beginning, fc.nat(), fc.nat(255), bytes).map(([magic, at, value, rest]) => {
    const damaged = Buffer.from(magic);
    damaged[at % damaged.length] = value;
    return Buffer.concat([damaged, rest]);
  }),
);

const begins = (file: Uint8Array, magic: Buffer) => magic.equals(file.subarray(0, magic.length));

function photoOf(file: Uint8Array): Sniffed['photo'] {
  if (begins(file, JPEG)) return 'jpeg';
  return begins(file, PNG) ? 'png' : undefined;
}

describe('whatever bytes a file has,', () => {
  test('it is a photo exactly when it begins like a JPEG or PNG, and else has a name', () => {
    const property = fc.property(files, (file) => {
      const sniffed = sniff(file);
      expect(sniffed.photo).toBe(photoOf(file));
      if (!sniffed.photo) expect(sniffed.format).toMatch(/^(an?|of an) \w/);
    });
    fc.assert(property, { numRuns: 2000 });
  });

  test('what follows the bytes that are looked at changes nothing', () => {
    const property = fc.property(files, bytes, (file, rest) => {
      const head = Buffer.concat([file, Buffer.alloc(SNIFF_BYTES)]).subarray(0, SNIFF_BYTES);
      expect(sniff(Buffer.concat([head, rest]))).toEqual(sniff(head));
      expect(sniff(file.subarray(0, SNIFF_BYTES))).toEqual(sniff(file));
    });
    fc.assert(property, { numRuns: 2000 });
  });

  test('a photo stays one, whatever is cut off behind its first bytes or added', () => {
    const photo = fc.constantFrom(JPEG, PNG);
    const property = fc.property(photo, bytes, fc.nat(), (magic, rest, cut) => {
      const file = Buffer.concat([magic, rest]);
      expect(sniff(file)).toEqual({ photo: photoOf(magic) });
      expect(sniff(file.subarray(0, magic.length + cut))).toEqual({ photo: photoOf(magic) });
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('the bytes may lie anywhere in a larger buffer, and are not changed', () => {
    const property = fc.property(files, bytes, (file, before) => {
      const larger = Buffer.concat([before, file, before]);
      const copy = Buffer.from(larger);
      const part = new Uint8Array(larger.buffer, larger.byteOffset + before.length, file.length);
      expect(sniff(part)).toEqual(sniff(file));
      expect(larger.equals(copy)).toBe(true);
    });
    fc.assert(property, { numRuns: 500 });
  });
});
