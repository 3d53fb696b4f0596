import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FatalError } from '../../src/domain/fatal-error.js';
import { fitName } from '../../src/operations/export-csv/fit-name.js';
import { FittedPictures } from '../../src/operations/export-csv/fitted-pictures.js';
import { withdrawn } from '../../src/operations/export-csv/pictures.js';
import type { GalleryStore } from '../../src/store/store.js';
import { temporaryFolder } from '../support/cli.js';
import { profileOf } from '../support/profiles.js';

const fileName = (pattern: string) => ({ pattern, source: 'a test', date: '2026-01-01' });

const GALLERY = { exports: { isAmbiguous: () => false } } as unknown as GalleryStore;

const PHOTO = { format: 'jpeg', width: 1, height: 1, advice: [], bytes: Buffer.of(1) } as const;

const placeOf = (userId: string, slot = 1) => ({ userId, slot, isFirst: slot === 1 });

const nameOf = (userId: string, pattern?: string, slot?: number, isAmbiguous = false) =>
  fitName(
    pattern === undefined ? {} : { fileName: fileName(pattern) },
    { userId, isAmbiguous },
    { slot, format: 'jpeg' },
  );

it('names a picture as the vendor wants, with the slot of a further one', () => {
  expect(nameOf('1001')).toEqual({ file: '1001.jpg', isChanged: false });
  expect(nameOf('1001', 'face_{userId}').file).toBe('face_1001.jpg');
  expect(nameOf('1001', '{userId}', 2).file).toBe('1001~2.jpg');
  expect(nameOf('$&', '{userId}')).toMatchObject({ isChanged: true });
  expect(nameOf('abc', '{userId}', undefined, true).file).toMatch(/^_abc~[0-9a-f]{8}\.jpg$/);
});

it('writes no picture over that of another user', () => {
  const folder = temporaryFolder();
  const profile = profileOf([], { fileName: fileName('Photo') });
  const pictures = new FittedPictures(GALLERY, profile, folder);
  for (const userId of ['1', '2']) {
    const bytes = Buffer.from(userId);
    pictures.add(placeOf(userId), 'original', { ...PHOTO, bytes });
  }
  expect(readdirSync(folder)).toEqual(['Photo.jpg']);
  expect(pictures.fitted).toMatchObject([{ userId: '1', file: 'Photo.jpg' }]);
  expect(pictures.unfit).toEqual([
    {
      ...{ userId: '2', slot: 1, madeFrom: 'original', code: 'NAME_TAKEN' },
      message: '"Photo.jpg" is the name of the picture of "1"',
    },
  ]);
});

it('knows before the work that a name is taken in the folder', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, '1~2.png'), '');
  const formats = { of: ['png'] as const, source: 'a test', date: '2026-01-01' };
  const png = new FittedPictures(GALLERY, profileOf([], { formats }), folder);
  png.expect(placeOf('1'));
  expect(() => png.expect(placeOf('1', 2))).toThrow(/1~2\.png" is there already/);
  new FittedPictures(GALLERY, profileOf([]), folder).expect(placeOf('1', 2));
});

it('writes nothing of what was in progress when the export failed', () => {
  const folder = temporaryFolder();
  const pictures = new FittedPictures(GALLERY, profileOf([]), folder);
  pictures.add(placeOf('1'), 'original', PHOTO);
  expect(pictures.removeAll()).toBe(0);
  pictures.add(placeOf('2'), 'original', PHOTO);
  expect(readdirSync(folder)).toEqual([]);
});

it('tells of pictures that could not be removed, beside what went wrong', () => {
  const folder = temporaryFolder();
  const pictures = new FittedPictures(GALLERY, profileOf([]), folder);
  for (const userId of ['1', '2']) pictures.add(placeOf(userId), 'original', PHOTO);
  const full = new FatalError('the disk is full');
  // A folder in place of the picture: that cannot be removed by root either.
  rmSync(join(folder, '2.jpg'));
  mkdirSync(join(folder, '2.jpg'));
  expect((withdrawn(full, pictures, folder) as Error).message).toBe(
    `the disk is full; 1 picture in "${folder}" could not be removed: remove it by hand`,
  );
  rmSync(join(folder, '2.jpg'), { recursive: true });
  expect(withdrawn(full, pictures, folder)).toBe(full);
});
