/** How fast a large gallery is listed, and what an export of all of it takes. */

import { join } from 'node:path';
import { packSpec } from '../../dist/models/packs.js';
import { openDatabase } from '../../dist/store/database.js';
import { uuidv7 } from '../../dist/store/uuid.js';
import {
  atMost,
  below,
  Figures,
  faceenroll,
  megabytes,
  number,
  withTemporaryFolder,
} from './support.js';

export const SUMMARY = 'lists, filters and the export of a large gallery: CPU time, memory';
export const NEEDS_PHOTOS = false;
export const OPTIONS = {
  users: { type: 'number', preset: 100_000, help: 'users, with a face each (100000)' },
  rounds: { type: 'number', preset: 3, help: 'rounds, of which the best counts (3)' },
};

const LIST_SECONDS = 0.5;

/** Node.js, SQLite and a few hundred rows: an export of everything at once takes more. */
const EXPORT_MEMORY = 200e6;

const { id: ENCODER, dimensions: DIMENSIONS } = packSpec('standard').encoder;

const LISTS = [
  ['users list', '--page', '900'],
  ['users list', '--page', '900', '--sort', 'name'],
  ['users list', '--without-face'],
  ['users list', '--where', 'Floor=7', '--page', '5'],
  ['users list', '--name', 'müller', '--department', 'Sales'],
  ['users list', '--quality-below', '0.6', '--sort', 'enrolled_at:desc'],
  ['faces list', '--page', '900'],
  ['faces list', '--quality-below', '0.6', '--sort', 'quality'],
  ['faces list', '--encoder', ENCODER, '--enrolled-after', '2026-01-01', '--page', '500'],
  ['faces list', '--department', 'Sales', '--sort', 'created_at:desc'],
  ['faces list', '--where', 'Floor=7', '--quality-below', '0.8'],
];

export async function run({ users, rounds }) {
  const figures = new Figures();
  await withTemporaryFolder(async (folder) => {
    fill(join(folder, 'gallery.db'), users);
    for (const [command, ...options] of LISTS) {
      const args = [...command.split(' '), ...options, '--db', 'gallery.db'];
      const seconds = await best(rounds, async () => (await faceenroll(args, folder)).cpuSeconds);
      const name = [command, ...options].join(' ');
      figures.add(
        name,
        `${seconds.toFixed(2)} s`,
        below(seconds, LIST_SECONDS, `${LIST_SECONDS} s`),
      );
    }
    const all = await faceenroll(['export-csv', 'all.csv', '--db', 'gallery.db'], folder);
    figures.add(`export-csv of ${number(users)} users: CPU`, `${all.cpuSeconds.toFixed(1)} s`);
    figures.add('export-csv: peak memory', megabytes(all.peakBytes), memoryTarget(all.peakBytes));
    const status = await faceenroll(['status', '--json', '--db', 'gallery.db'], folder);
    figures.add('status of all: CPU', `${status.cpuSeconds.toFixed(1)} s`);
  });
  return figures;
}

const memoryTarget = (bytes) => atMost(bytes, EXPORT_MEMORY, megabytes(EXPORT_MEMORY));

async function best(rounds, measure) {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds; i += 1) least = Math.min(least, await measure());
  return least;
}

/** Users of whom one in ten has no face, with names, departments and columns of their own. */
function fill(path, users) {
  const db = openDatabase(path);
  const user = db.prepare(
    `INSERT INTO users (collection, user_id, user_key, folded_key, name, email, department, fields,
                        created_at, updated_at)
     VALUES ('default', @id, @id, @id, @name, @email, @department, @fields, @now, @now)`,
  );
  const face = db.prepare(
    `INSERT INTO templates (face_id, collection, user_id, slot, encoder, embedding, quality,
                            photo_digest, file_name, created_at, updated_at)
     VALUES (@faceId, 'default', @id, 1, '${ENCODER}', @embedding, @quality, @digest, @file, @now, @now)`,
  );
  const audit = db.prepare(
    `INSERT INTO audit (at, os_user, host, action, collection, user_id, face_id)
     VALUES (@now, 'bench', 'bench', 'NEW_TEMPLATE_CREATED', 'default', @id, @faceId)`,
  );
  const embedding = Buffer.alloc(DIMENSIONS * 4, 1);
  db.transaction(() => {
    db.exec("INSERT INTO collections VALUES ('default', '2026-01-01T00:00:00.000Z')");
    for (let i = 0; i < users; i += 1) {
      // Not in the order of the IDs, as the rows of an HR export are not.
      const id = `E${String((i * 7919) % users).padStart(6, '0')}`;
      const now = new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString();
      const department = ['Sales', 'Operations', 'Research', 'IT'][i % 4];
      const fields = JSON.stringify({ Floor: String(i % 40), Building: 'North', Badge: `B${i}` });
      const name = `${['Anna', 'José', 'Mei', 'Olu'][i % 4]} ${['Müller', 'Li', 'Okoye'][i % 3]} ${i}`;
      user.run({ id, name, email: `${id}@example.com`, department, fields, now });
      if (i % 10 === 9) continue;
      const faceId = uuidv7(Date.parse(now));
      const digest = String(i).padStart(64, '0');
      const quality = 0.5 + (i % 500) / 1000;
      face.run({ faceId, id, embedding, quality, digest, file: `${id}.jpg`, now });
      audit.run({ now, id, faceId });
    }
  })();
  db.close();
}
