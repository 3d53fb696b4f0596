/** What it takes to keep a PostgreSQL table the same as a collection: time, memory, size. */

import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { measuredServer } from './queue-server.js';
import { Figures, faceenroll, megabytes, number, runNode, withTemporaryFolder } from './support.js';

export const SUMMARY = 'templates published to PostgreSQL: time, memory, and size there';
export const NEEDS_PHOTOS = false;
export const OPTIONS = {
  templates: { type: 'number', preset: 100_000, help: 'templates of the collection (100000)' },
  dimension: { type: 'number', preset: 192, help: 'values of an embedding (192)' },
  changes: { type: 'number', preset: 1000, help: 'templates that change, or are deleted (1000)' },
};

const WORKER = fileURLToPath(new URL('scale-worker.js', import.meta.url));
const DB = 'gallery.db';

export async function run({ templates, dimension, changes }) {
  const figures = new Figures();
  const server = await measuredServer();
  if (!server) {
    figures.add('skipped', 'PostgreSQL is not installed');
    return figures;
  }
  const load = () => loadavg().map((one) => one.toFixed(1));
  figures.add('load of the machine before', load().join(' '));
  try {
    await withTemporaryFolder(async (folder) => {
      console.log(`writing ${number(templates)} templates ...`);
      const task = { task: 'write', path: join(folder, DB), templates, dimension };
      await runNode([WORKER, JSON.stringify(task)], folder);
      await measure(figures, server, { folder, changes });
    });
  } finally {
    await server.remove();
  }
  figures.add('load of the machine after', load().join(' '));
  return figures;
}

async function measure(figures, server, { folder, changes }) {
  const add = async (name, words) => {
    console.log(`${name} ...`);
    const before = await server.cpuSeconds();
    const result = await faceenroll([...words, '--db', DB], folder);
    const there = (await server.cpuSeconds()) - before;
    figures.add(name, `${result.seconds.toFixed(1)} s`);
    figures.add('  CPU here, there', `${result.cpuSeconds.toFixed(1)} s, ${there.toFixed(1)} s`);
    figures.add('  peak memory (RSS)', megabytes(result.peakBytes));
    figures.add('  size there', await sizes(server));
  };
  const publish = ['templates', 'publish', '--to', server.url];
  await add('first publication', publish);
  await add('nothing has changed', publish);
  await add('all compared (--compare)', [...publish, '--compare']);
  const faces = `${number(changes)} faces`;
  touch(folder, changes);
  await add(`${faces} changed`, publish);
  const [one, ...others] = usersOf(folder, changes + 1);
  await add(`one user deleted`, ['users', 'delete', one, '--yes']);
  await add(`${faces} deleted`, ['users', 'delete', ...others, '--yes']);
  await add('publication after that', publish);
  await add('withdrawn', [...publish, '--withdraw']);
}

function touch(folder, changes) {
  const db = new Database(join(folder, DB));
  db.prepare(
    `UPDATE templates SET quality = quality + 0.01 WHERE face_id IN
       (SELECT face_id FROM templates ORDER BY photo_digest DESC LIMIT ?)`,
  ).run(changes);
  db.close();
}

function usersOf(folder, count) {
  const db = new Database(join(folder, DB), { readonly: true });
  const users = db.prepare('SELECT user_id FROM users ORDER BY user_id LIMIT ?').pluck().all(count);
  db.close();
  return users;
}

async function sizes(server) {
  const rows = await server.query(
    `SELECT relname AS name, pg_total_relation_size(oid)::float8 AS bytes FROM pg_class
     WHERE relkind = 'r' AND relname LIKE 'faceenroll_templates%' ORDER BY relname`,
  );
  return rows
    .filter(({ bytes }) => bytes > 1e6)
    .map(
      ({ name, bytes }) =>
        `${name.replace('faceenroll_templates', '') || 'table'} ${megabytes(bytes)}`,
    )
    .join(', ');
}
