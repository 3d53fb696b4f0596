import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fitName } from '../../src/operations/export-csv/fit-name.js';
import { FittedPictures } from '../../src/operations/export-csv/fitted-pictures.js';
import type { GalleryStore } from '../../src/store/store.js';
import { temporaryFolder } from '../support/cli.js';
import { profileOf } from '../support/profiles.js';

const fileName = (pattern: string) => ({ pattern, source: 'a test', date: '2026-01-01' });

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
  const gallery = { exports: { isAmbiguous: () => false } } as unknown as GalleryStore;
  const profile = profileOf([], { fileName: fileName('Photo') });
  const pictures = new FittedPictures(gallery, profile, folder);
  const photo = { format: 'jpeg', width: 1, height: 1, advice: [] } as const;
  for (const userId of ['1', '2']) {
    const bytes = Buffer.from(userId);
    pictures.add({ userId, slot: 1, isFirst: true }, 'original', { ...photo, bytes });
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
