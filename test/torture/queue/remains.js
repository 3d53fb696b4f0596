/** What imports over a queue leave: databases, error reports, and nothing in PostgreSQL. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { IMPORTS } from './batches.js';
import { contents } from './contents.js';

const DATABASES = [...new Set(IMPORTS.map(({ database }) => database))];

/** All that must be the same. */
export function remains(folder) {
  const databases = DATABASES.flatMap((name) =>
    Object.entries(contents(join(folder, name), folder)).map(([table, rows]) => [
      `${name} ${table}`,
      rows,
    ]),
  );
  const reports = IMPORTS.map(({ words }) => `${words[1].replace('.csv', '')}.errors.csv`);
  return Object.fromEntries([
    ...databases,
    ...reports.map((name) => [name, linesOf(join(folder, name), folder)]),
  ]);
}

/** An error report without the IDs of its run; undefined if there is none. */
export function linesOf(path, folder) {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8').replaceAll(folder, '<folder>');
  return text.replaceAll(/R-[\w-]+?-(\d+)-[a-z]{6}/g, 'R-$1').split('\n');
}

/** What is not the same, a line for each table or file. */
export function differences(expected, actual) {
  return Object.keys(expected).flatMap((part) => {
    const [p, q] = [expected[part] ?? [], actual[part] ?? []];
    if (isDeepStrictEqual(p, q)) return [];
    const [less, more] = [p.filter((l) => !q.includes(l)), q.filter((l) => !p.includes(l))];
    return [
      `${part}: ${p.length} rows became ${q.length}; ${change(less[0] ?? '', more[0] ?? '')}`,
    ];
  });
}

/** Where two lines part. */
function change(was, is) {
  const at = Math.max(0, [...was].findIndex((character, i) => character !== is[i]) - 60);
  return `"${was.slice(at, at + 300)}" became "${is.slice(at, at + 300)}"`;
}

const COUNTS = `
  SELECT (SELECT count(*) FROM faceenroll_queue.photos)::int AS photos,
    (SELECT count(*) FROM faceenroll_queue.answers)::int AS answers,
    (SELECT count(*) FROM faceenroll_queue.imports)::int AS imports,
    (SELECT count(*) FROM faceenroll_queue.job)::int AS jobs`;

/** How many rows PostgreSQL has of photos, answers, imports and jobs. */
async function rowsIn(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(COUNTS)).rows[0];
  } finally {
    await client.end();
  }
}

/** Waits until they are empty, for so long at most; returns what is left. */
export async function rowsLeft(url, ms) {
  const end = performance.now() + ms;
  for (;;) {
    const left = Object.entries(await rowsIn(url)).filter(([, n]) => n > 0);
    if (left.length === 0 || performance.now() > end) return Object.fromEntries(left);
    await sleep(200);
  }
}
