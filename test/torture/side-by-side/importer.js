/**
 * One import beside others, in a process of its own: the real pipeline and database, with photos
 * that are names and faces that follow from them, so that hundreds of rounds take minutes.
 *
 *   importer.js <database> <batch as JSON>
 *
 *   TORTURE_AT=<n>   just before its n-th statement the process kills itself
 *
 * Its last line on stdout is how many statements it took.
 */

import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { run } from '../../../dist/enroll/run.js';
import { DatabaseBusyError } from '../../../dist/store/lock.js';
import { Store } from '../../../dist/store/store.js';
import { DIMENSIONS, faceOf, KEY } from './people.js';

const [, , path, words] = process.argv;
const { name, command, options, entries, encrypted, deletes = [] } = JSON.parse(words);
const at = Number(process.env.TORTURE_AT ?? Number.POSITIVE_INFINITY);

let statements = 0;
function step() {
  statements += 1;
  if (statements !== at) return;
  process.kill(process.pid, 'SIGKILL');
  // The system may take its time.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
function counted(object, names) {
  for (const each of names) {
    const original = object[each];
    object[each] = function (...args) {
      step();
      return original.apply(this, args);
    };
  }
}
const statement = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1'));
counted(statement, ['run', 'get', 'all', 'iterate']);
counted(Database.prototype, ['exec', 'pragma']);

const pool = {
  capacity: 3,
  start: () => {},
  close: async () => {},
  extract: async ({ path: photo }) => {
    await setTimeout(Math.random() * 4);
    const person = photo.replace(/^.*\//, '').replace(/-.*$/, '');
    if (person === 'nobody') {
      const failure = { code: 'FACE_NOT_FOUND', message: 'no face', hint: 'another photo' };
      return { kind: 'failed', failure };
    }
    const digest = createHash('sha256').update(photo).digest('hex');
    const sample = { digest, embedding: faceOf(person), quality: 0.5, rotated: 0, liveness: null };
    return { kind: 'sample', sample };
  },
};

async function open() {
  const key = encrypted ? { key: KEY } : {};
  for (;;) {
    try {
      return Store.open(path, false, { besideRuns: true, ...key });
    } catch (error) {
      if (!(error instanceof DatabaseBusyError)) throw error;
      await setTimeout(20);
    }
  }
}

const store = await open();
try {
  const source = {
    skipped: 0,
    async *entries() {
      yield* entries;
    },
  };
  const layout = { headings: ['user_id'], delimiter: ',', fields: ['user_id'] };
  const ended = await run(
    source,
    { command, input: `/${name}`, options: {}, reportLayout: layout },
    {
      ...{ store, pool, options, dryRun: false, encoder: 'encoder', extractor: 'encoder/1' },
      encoderFacts: {
        dimensions: DIMENSIONS,
        thresholds: {
          measuredOn: 'a test',
          table: [
            { fmr: 1e-2, similarity: 0.5 },
            { fmr: 1e-6, similarity: 0.9 },
          ],
        },
      },
      signal: new AbortController().signal,
      onProgress: () => {},
    },
  );
  store.runLife.close(ended.store);
  const held = { date: null, templates: 0, thumbnails: 0, profileImage: false };
  const gone = deletes
    .filter((userId) => ended.store.users.find(userId, false).length > 0)
    .map((userId) => ({ ...held, userId, what: 'user', reason: 'NOT_IN_CSV' }));
  if (gone.length > 0) ended.store.removal.remove(gone, new Date().toISOString());
} finally {
  store.close();
}
console.log(statements);
