/** Imports that share workers: many photos, some of which fail, and some of which several want. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FIXTURES = fileURLToPath(new URL('../../../fixtures', import.meta.url));

const PHOTOS = [
  ...['1001', '1002', '1003', '1004', '1005', '1006', '1007', '1008'].map(
    (name) => `photos/${name}.jpg`,
  ),
  ...['photos/exif-6.jpg', 'photos/jpeg-progressive.jpg'],
  ...['broken/landscape.jpg', 'broken/two-people.jpg', 'broken/truncated.jpg'],
];

/** The folder of the photos that all machines see. */
export const SHARED = 'folder';

/**
 * Two into one database, one into another; with bytes and paths; with different priorities. The last
 * two want the same photos: either takes over what the other has left.
 */
export const IMPORTS = [
  {
    name: 'list',
    collection: 'list',
    database: 'one.db',
    words: ['import-csv', 'list.csv', '--images', 'list', '--profile-image'],
    queue: [],
  },
  {
    name: 'folder',
    collection: 'folder',
    database: 'one.db',
    words: ['import-faces', SHARED, '--create-missing'],
    queue: ['--photo-transport', 'path', '--priority', '5'],
  },
  {
    name: 'other',
    collection: 'default',
    database: 'two.db',
    words: ['import-csv', 'other.csv', '--images', SHARED],
    queue: ['--priority', '-5'],
  },
].map((one) => ({
  ...one,
  words: [
    ...one.words,
    ...['--collection', one.collection, '--db', one.database, '--duplicates', 'flag'],
  ],
}));

/** How many users of a list have a photo of their own, before one has that of the user before. */
const USERS_FOR_TWIN = 6;

/** Writes so many photos for each of the imports into a folder. */
export function writeImports(folder, photos) {
  for (const name of ['list', SHARED]) writePhotos(join(folder, name), photos);
  writeList(join(folder, 'list.csv'), photos, (n) => (n % USERS_FOR_TWIN === 1 ? n - 1 : n));
  writeList(join(folder, 'other.csv'), photos, (n) => n);
}

/** @param photoOf which photo a user has */
function writeList(path, users, photoOf) {
  const rows = Array.from({ length: users }, (_, n) => `u${n},User ${n},${fileOf(photoOf(n))}\n`);
  writeFileSync(path, `user_id,name,face_image_file1\n${rows.join('')}`);
}

/** Writes so many photos, no two of the same bytes; of some the extraction fails. */
export function writePhotos(folder, photos) {
  mkdirSync(folder, { recursive: true });
  for (let n = 0; n < photos; n += 1) {
    const photo = readFileSync(join(FIXTURES, PHOTOS[n % PHOTOS.length]));
    writeFileSync(join(folder, fileOf(n)), withComment(photo, `${basename(folder)} ${n}`));
  }
}

const fileOf = (n) => `u${n}.jpg`;

/** The same picture in other bytes: a comment follows the two bytes that begin a JPEG. */
function withComment(jpeg, text) {
  const comment = Buffer.from(text);
  const head = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, comment, jpeg.subarray(2)]);
}
