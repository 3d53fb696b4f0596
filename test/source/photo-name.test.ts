import { describe, expect, it } from 'vitest';
import { doubtOf, isRemnant, unfinishedPhoto } from '../../src/source/photo-name.js';

describe('a user ID in a file name', () => {
  it.each([
    ['1005.jpg', '1005', 'has two extensions'],
    ['1005.JPEG', '1005', 'has two extensions'],
    ['1005.heic', '1005', 'has two extensions'],
    ['1005.jpg.txt', '1005', 'has two extensions'],
    ['1005.jpg-large', '1005', 'has two extensions'],
    ['1005.png?size=200', '1005', 'has two extensions'],
    ['1005.pdf', '1005', 'has two extensions'],
    ['1027.', '1027', 'has a dot too many'],
    ['1006[1]', '1006', 'is that of a copy'],
    ['1041%20', '1041', 'is written as in a web address'],
    ['1043_thumb', '1043', 'is that of a thumbnail'],
    ['photos\\1007', '1007', 'has a path in it'],
    ['C:\\Users\\hr\\1007', '1007', 'has a path in it'],
    ['1006 (1)', '1006', 'is that of a copy'],
    ['1006(12)', '1006', 'is that of a copy'],
    ['1006 - Copy', '1006', 'is that of a copy'],
    ['1006 - Copy (2)', '1006', 'is that of a copy'],
    ['1006 copy 2', '1006', 'is that of a copy'],
    ['1006_copy', '1006', 'is that of a copy'],
    ['1006 - Kopie', '1006', 'is that of a copy'],
    ['1006 - Cópia (3)', '1006', 'is that of a copy'],
    ['1006 - コピー', '1006', 'is that of a copy'],
    ['1006 - 副本', '1006', 'is that of a copy'],
    ['1006 (another copy)', '1006', 'is that of a copy'],
    ["1006 (Ann's conflicted copy 2026-11-02)", '1006', 'is that of a copy'],
    ['Copy of 1006', '1006', 'is that of a copy'],
    ['Copy (2) of 1006', '1006', 'is that of a copy'],
    ['Kopie von 1006', '1006', 'is that of a copy'],
    ['1006.sync-conflict-20261102-101500-ABCDEFG', '1006', 'is that of a copy'],
    ['1006-edited', '1006', 'is that of an edited copy'],
    ['C:\\x\\Copy of 1006 (1).jpg', '1006', 'has a path in it'],
  ])('%s may be a photo of %s', (userId, meant, problem) => {
    expect(doubtOf(userId)).toEqual({ meant, problem });
  });

  it.each([
    '1001',
    'j.doe',
    'a.b.c',
    'jane.png4',
    'Ann Lee',
    'Smith (2024)',
    'copy',
    'Copyright',
    'Kopietz',
    'E-1001',
    '(1)',
    'jpg',
    'O. Jpgson',
    '10/11'.replace('/', ':'),
  ])('%s is taken as it stands', (userId) => {
    expect(doubtOf(userId)).toBeUndefined();
  });

  it.each(['(1)', ' - Copy', '.jpg', '\\', 'Copy of ', ' ', '_-'])(
    'of nothing but %j takes no time',
    (piece) => {
      expect(() => doubtOf(piece.repeat(100))).not.toThrow();
      expect(() => doubtOf(`${piece.repeat(80)}!`)).not.toThrow();
    },
  );
});

describe('a photo that is not there yet', () => {
  it.each([
    ['.1004.jpg.icloud', '1004.jpg', 'iCloud Drive'],
    ['.Ann Lee.PNG.icloud', 'Ann Lee.PNG', 'iCloud Drive'],
    ['1004.jpg.cloud', '1004.jpg', 'cloud drive'],
    ['1004.jpeg.nextcloud', '1004.jpeg', 'cloud drive'],
    ['1008.jpg.part', '1008.jpg', 'download'],
    ['1008.jpg.crdownload', '1008.jpg', 'download'],
    ['1008.jpg.download', '1008.jpg', 'download'],
    ['1008.jpg.partial', '1008.jpg', 'download'],
    ['1008.jpg.1a2b3c4d.partial', '1008.jpg', 'transfer'],
    ['1008.jpg.filepart', '1008.jpg', 'transfer'],
    ['.syncthing.1008.jpg.tmp', '1008.jpg', 'transfer'],
    ['.1008.jpg.aB3xYz', '1008.jpg', 'transfer'],
  ])('%s will be %s', (name, photo, what) => {
    expect(unfinishedPhoto(name)).toEqual({ photo, what: expect.stringContaining(what) });
  });

  it.each(['1008.jpg', '.1008.jpg', '._1008.jpg', '.notes.txt.icloud', 'notes.pdf.part'])(
    'is not meant by %s',
    (name) => {
      expect(unfinishedPhoto(name)).toBeUndefined();
    },
  );
});

it.each([
  ['1005.jpg~', true],
  ['1005.jpg.bak', true],
  ['1005.bak', true],
  ['1005.jpg_original', true],
  ['#1005.jpg#', true],
  ['1005.jpg.tmp', true],
  ['Unconfirmed 81.crdownload', true],
  ['1005.jpg', false],
  ['1005', false],
  ['j.doe', false],
  ['C#', false],
])('%s is a backup or a temporary file: %s', (name, is) => {
  expect(isRemnant(name)).toBe(is);
});
