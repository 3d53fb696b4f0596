/** Batches with every kind of ending in them, each into a collection of people who are enrolled. */

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url));

/** Users who exist already: their ID and their photo, if they have one. */
const ENROLLED = [
  ...['1001', '1002', '1003', '1004', '1005'].map((id) => [id, `photos/${id}.jpg`]),
  ['turned', 'photos/exif-1.jpg'],
  ...['new', 'twice-a', 'twice-b', 'second-id', 'two-files', ' spaces'].map((id) => [id, '']),
];

/** Fixtures that no pipeline takes; the user is called after the file. */
const BROKEN = [
  ...['truncated.jpg', 'two-people.jpg', 'landscape.jpg', 'tiny-face.jpg', 'empty.jpg'],
  ...['heic.jpg', '99x100.png', 'bomb.png'],
];
const stem = (file) => file.replace(/\..*/, '');

const FOLDER = {
  'turned.jpg': 'photos/exif-6.jpg',
  // Swapped.
  '1002.jpg': 'photos/1003.jpg',
  '1003.jpg': 'photos/1002.jpg',
  '1004.jpg': 'photos/1004.jpg',
  'new.jpg': 'photos/1006.jpg',
  'twice-a.jpg': 'photos/1007.jpg',
  'twice-b.jpg': 'photos/1007.jpg',
  'second-id.jpg': 'photos/1005.jpg',
  'nobody.jpg': 'photos/1008.jpg',
  'two-files.jpg': 'photos/1008.jpg',
  'two-files.png': 'photos/png-plain.png',
  ' spaces.jpg': 'photos/1008.jpg',
  'notes.txt': 'broken/notes.txt',
  ...Object.fromEntries(BROKEN.map((file) => [file, `broken/${file}`])),
};

const ROWS = [
  'user_id,name,department,face_image_file1,face_image_file2,face_image_file3,allow_duplicate_of',
  '1001,New name,,,,,',
  '1002,With a photo more,,1002.jpg,png-plain.png,,',
  'alone,Without a photo,IT,,,,',
  'new,New,,1006.jpg,,,',
  'disagree,Odd one,,exif-6.jpg,exif-3.jpg,1006.jpg,',
  'disagree-2,Neither,,exif-6.jpg,1006.jpg,,',
  'twice-a,One,,1007.jpg,,,',
  'twice-b,Other,,1007.jpg,,,',
  'twin,Twin of 1004,,1004.jpg,,,1004',
  'second-id,Second ID,,1005.jpg,,,',
  'gone,No such file,,gone.jpg,,,',
  'half,Half is good,,Zoe.jpg,truncated.jpg,,',
  'outside,Leads out,,../users.csv,,,',
  ',Without an ID,,1008.jpg,,,',
  'same,Twice,,1008.jpg,,,',
  'same,Twice,,1008.jpg,,,',
  'cells,too,many,,,,,one more',
  ...BROKEN.map((file) => `${stem(file)},${file},,${file},,,`),
];

/** A photo may take so long, in seconds, on a busy machine, too. */
const PATIENCE = ['--timeout', '3'];

/** What is imported, and by which command; `expected` are codes and actions that must come up. */
export const BATCHES = [
  {
    name: 'import-faces',
    command: [
      'import-faces',
      'photos',
      '--if-face-exists',
      'overwrite',
      '--profile-image',
      ...PATIENCE,
    ],
    photos: FOLDER,
    files: {},
    expected: [
      ...['NEW_TEMPLATE_CREATED', 'TEMPLATE_REPLACED', 'SAME_PHOTO', 'IDENTITY_CHANGED'],
      ...['DUPLICATE_IN_BATCH', 'DUPLICATE_OF_ENROLLED_USER', 'USER_NOT_FOUND', 'IMAGE_CORRUPT'],
      ...['MULTIPLE_FILES_FOR_USER', 'USER_ID_INVALID', 'MULTIPLE_FACES', 'FACE_NOT_FOUND'],
      ...['FACE_TOO_SMALL', 'FILE_EMPTY', 'UNSUPPORTED_FORMAT', 'IMAGE_TOO_SMALL'],
      'IMAGE_TOO_MANY_PIXELS',
    ],
  },
  {
    name: 'import-csv',
    command: [
      ...['import-csv', 'users.csv', '--images', 'photos', '--if-user-exists', 'overwrite'],
      ...['--if-face-exists', 'add', '--duplicates', 'flag', ...PATIENCE],
    ],
    photos: {
      ...Object.fromEntries(
        ['1002', '1004', '1005', '1006', '1007', '1008'].map((id) => [
          `${id}.jpg`,
          `photos/${id}.jpg`,
        ]),
      ),
      'Zoe.jpg': 'photos/Zo\u00eb.jpg',
      'exif-3.jpg': 'photos/exif-3.jpg',
      'exif-6.jpg': 'photos/exif-6.jpg',
      'png-plain.png': 'photos/png-plain.png',
      ...Object.fromEntries(BROKEN.map((file) => [file, `broken/${file}`])),
    },
    files: { 'users.csv': `${ROWS.join('\n')}\n` },
    expected: [
      ...['NEW_TEMPLATE_CREATED', 'TEMPLATE_UPDATED', 'SAME_PHOTO', 'USER_UPDATED', 'USER_CREATED'],
      ...['PHOTOS_DISAGREE', 'FILE_NOT_FOUND', 'FILE_OUTSIDE_DIRECTORY', 'USER_ID_MISSING'],
      ...['USER_ID_DUPLICATED', 'ROW_INVALID', 'IMAGE_CORRUPT', 'MULTIPLE_FACES'],
    ],
  },
];

/** Enrolls those who are there before, in the same folder, and makes the database. */
export const FIRST = {
  name: 'the first import',
  command: ['import-csv', 'before.csv', '--images', 'before', '--duplicates', 'off', ...PATIENCE],
  expected: ['NEW_TEMPLATE_CREATED', 'USER_CREATED'],
};

/** Writes what comes before the batches into a folder. */
export function writeFirst(folder) {
  mkdirSync(join(folder, 'before'), { recursive: true });
  for (const [id, photo] of ENROLLED.filter(([, photo]) => photo)) {
    copyFileSync(join(FIXTURES, photo), join(folder, `before/${id}.jpg`));
  }
  const ids = ENROLLED.map(([id, photo]) => [id.trim(), photo && `${id}.jpg`]);
  const users = BROKEN.map((file) => [stem(file), '']);
  const lines = [...ids, ...users].map((cells) => cells.join(','));
  writeFileSync(join(folder, 'before.csv'), `user_id,face_image_file1\n${lines.join('\n')}\n`);
}

/** Writes a batch into a folder. */
export function writeBatch({ photos, files }, folder) {
  mkdirSync(join(folder, 'photos'), { recursive: true });
  for (const [to, from] of Object.entries(photos)) {
    copyFileSync(join(FIXTURES, from), join(folder, 'photos', to));
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
