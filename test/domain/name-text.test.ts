import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  escapedBytes,
  firstInvalidByte,
  nameText,
  pathSpellings,
  utf8Text,
} from '../../src/domain/name-text.js';

const bytesOf = (text: string): Buffer => Buffer.from(escapedBytes(text) ?? Buffer.from(text));

describe('the text of a file name', () => {
  it.each([
    ['1001.jpg', '1001.jpg'],
    ['Zoë 一二 😀.jpg', 'Zoë 一二 😀.jpg'],
    ['a b.jpg', 'a b.jpg'],
    ['photos\\1007.jpg', 'photos\\1007.jpg'],
    [' 1001.jpg', '\\x201001.jpg'],
    ['1001.jpg \u00a0', '1001.jpg\\x20\\xC2\\xA0'],
    ['10\n01.jpg', '10\\x0A01.jpg'],
    ['a\r\tb\u007f', 'a\\x0D\\x09b\\x7F'],
    ['a\u2028b', 'a\\xE2\\x80\\xA8b'],
    ['\ufeff1001.jpg', '\\xEF\\xBB\\xBF1001.jpg'],
    [' ', '\\x20'],
    ['1001\\xE9.jpg', '1001\\x5CxE9.jpg'],
    ['1001\\xe9.jpg', '1001\\xe9.jpg'],
    ['1001\\x41.jpg', '1001\\x41.jpg'],
  ])('%j is %j', (name, text) => {
    expect(nameText(Buffer.from(name))).toBe(text);
  });

  it.each([
    ['M\xfcller.jpg', 'M\\xFCller.jpg', 0xfc],
    ['Jos\xc3', 'Jos\\xC3', 0xc3],
    ['\x80\x81', '\\x80\\x81', 0x80],
    ['a\\\xe9', 'a\\\\xE9', 0xe9],
  ])('of Latin-1 %j is %j', (name, text, byte) => {
    const bytes = Buffer.from(name, 'latin1');
    expect(nameText(bytes)).toBe(text);
    expect(firstInvalidByte(bytes)).toBe(byte);
    expect(utf8Text(bytes)).toBeUndefined();
  });

  it('keeps the characters around a byte that is none', () => {
    const bytes = Buffer.concat([Buffer.from('Zoë '), Buffer.of(0xff), Buffer.from(' 😀')]);
    expect(nameText(bytes)).toBe('Zoë \\xFF 😀');
  });

  it('stands for exactly one name, and for no other', () => {
    const byte = fc.constantFrom(...Buffer.from('ax19EF\\\\ \n\xfc'), 0xe2, 0x80, 0xa8, 0xff, 0x7f);
    const name = fc
      .array(fc.oneof(byte, fc.integer({ min: 1, max: 255 })), { maxLength: 12 })
      .map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(name, (bytes) => {
        const text = nameText(bytes);
        expect(bytesOf(text)).toEqual(bytes);
        expect(text).toBe(text.trim());
        expect(text).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('an escape', () => {
  it.each(['\\x2E\\x2E\\x2Fsecret.jpg', '\\x41', '\\x00', '\\xe9', '\\xE', 'x20'])(
    'is none where nothing had to be escaped: %j',
    (text) => {
      expect(escapedBytes(text)).toBeUndefined();
      expect(pathSpellings(text)).toEqual([text]);
    },
  );

  it('is tried after the name as it stands', () => {
    expect(pathSpellings('/a/M\\xFCller.jpg')).toEqual([
      '/a/M\\xFCller.jpg',
      Buffer.from('/a/M\xfcller.jpg', 'latin1'),
    ]);
  });
});
