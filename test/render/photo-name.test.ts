import { describe, expect, it } from 'vitest';
import { photoName } from '../../src/render/photo-name.js';

/** What file systems take, less what is added: "~1000" before the extension, ".part" behind it. */
const MOST_BYTES = 255 - '~1000'.length - '.part'.length;

describe('the file name of a picture', () => {
  it('is the user ID where that is a safe name', () => {
    for (const userId of ['1001', 'Zoë', 'a.b@c.org', 'O Neil-2', 'com10', 'console']) {
      expect(photoName(userId, false)).toBe(`${userId}.jpg`);
    }
  });

  it.each([
    ...['../x', 'a/b', 'a\\b', '.hidden', 'dot.', '=1+1', '-rf', 'a:b', 'a~2', 'e\u0301'],
    ...['con', 'NUL', 'aux.x', 'Com1', 'lpt9.old', 'COM¹', 'LPT³.x', 'prn .x', 'con  .txt'],
  ])('is another one where %j means something to a system', (userId) => {
    expect(photoName(userId, false)).toMatch(/^_[\p{L}\p{N}_-]+~[0-9a-f]{8}\.jpg$/u);
  });

  it('has no more bytes than file systems take, whatever the letters', () => {
    for (const letter of ['x', 'é', '長', '𠮷', '/']) {
      for (let length = 1; length <= 256; length += 5) {
        const name = photoName(letter.repeat(length), false);
        expect(Buffer.byteLength(name), `${length} of ${letter}`).toBeLessThanOrEqual(MOST_BYTES);
      }
    }
  });

  it('differs between users whose IDs differ in what it leaves out', () => {
    const names = ['a/b', 'a\\b', 'a:b', 'a_b'].map((userId) => photoName(userId, false));
    expect(new Set(names).size).toBe(4);
  });
});
