/** Made-up people for runs side by side, and the batches that bring them. */

import { randomOf } from '../../fuzz/mutate.js';

export const DIMENSIONS = 64;

/** The master key of the rounds with an encrypted database. */
export const KEY = { bytes: Buffer.alloc(32, 7), source: 'the torture' };

/** The face of a person: two of them are not alike. */
export function faceOf(person) {
  const random = randomOf([...person].reduce((sum, c) => sum * 31 + c.charCodeAt(0), 7) >>> 0);
  const values = Array.from({ length: DIMENSIONS }, () => random() - 0.5);
  const norm = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / norm);
}

const OPTIONS = {
  collection: 'default',
  ifFaceExists: 'preserve',
  ifUserExists: 'preserve',
  missingUsers: 'create',
  ignoreCase: false,
  profileImage: false,
  storeThumbnails: 'none',
  policy: { multipleFaces: 'dominant', quality: { level: 'standard' }, timeoutMs: 60_000 },
  duplicates: 'refuse',
  duplicateFpir: 0.001,
  allowIdentityChange: false,
  requireConsent: false,
};

const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);
const photo = (file, slot = 1) => ({ slot, file, path: `/photos/${file}` });

const rows = (from, to, data) =>
  range(from, to).map((n, i) => ({
    ...{ row: i + 2, userId: `u${n}`, user: { known: data(n), extra: {} }, cells: [`u${n}`] },
    photos: [photo(`p${n}-a.jpg`)],
  }));
const files = (from, to, suffix, userId = (n) => `u${n}`) =>
  range(from, to).map((n) => ({
    ...{ userId: userId(n), cells: [], photos: [photo(`p${n}-${suffix}.jpg`)] },
  }));
const failing = (n) => ({ userId: `x${n}`, cells: [], photos: [photo(`nobody-${n}.jpg`)] });

/**
 * The same users from three sides: the same photos, other photos of the same persons, the same
 * persons under other IDs, data that overwrites data; and in each something that fails. The last
 * one deletes users afterwards.
 */
export const BATCHES = [
  {
    name: 'list',
    command: 'import-csv',
    options: OPTIONS,
    entries: [...rows(0, 40, (n) => ({ name: `Name ${n}` })), failing(1)],
  },
  {
    name: 'folder',
    command: 'import-faces',
    options: { ...OPTIONS, ifFaceExists: 'overwrite' },
    entries: [
      ...files(20, 40, 'b'),
      ...files(40, 50, 'a'),
      // Persons of the list under other user IDs.
      ...files(0, 10, 'c', (n) => `other${n}`),
      failing(2),
    ],
  },
  {
    name: 'update',
    // As a sync does with who is not in its list.
    deletes: range(55, 60).map((n) => `u${n}`),
    command: 'import-csv',
    options: { ...OPTIONS, ifUserExists: 'overwrite', ifFaceExists: 'add', tag: ['updated'] },
    entries: [
      ...rows(10, 30, (n) => ({ name: `New name ${n}`, department: 'IT' })),
      ...range(30, 60).map((n) => ({
        ...{ row: n + 2, userId: `u${n}`, photos: [], cells: [`u${n}`] },
        user: { known: { title: `Title ${n}` }, extra: {} },
      })),
      failing(3),
    ],
  },
];
