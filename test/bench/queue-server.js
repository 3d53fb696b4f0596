/** A PostgreSQL server to be measured, and what it and others use of the processors. */

import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';

/** Linux counts the time of processors in hundredths of a second. */
const TICKS = 100;

/** Debian's settings, but for the module that counts statements. */
const SETTINGS = [
  "shared_preload_libraries = 'pg_stat_statements'",
  'pg_stat_statements.max = 1000',
  // Servers of the tests do without.
  'fsync = on',
];

/** Starts a server with an empty database; undefined where PostgreSQL is not installed. */
export async function measuredServer() {
  // Node.js takes the types out itself, from 22.18 on.
  const { POSTGRES, postgresServer } = await import('../support/postgres.ts');
  if (!POSTGRES) return undefined;
  const server = await postgresServer(SETTINGS);
  const client = new pg.Client({ connectionString: server.url });
  client.on('error', () => {});
  await client.connect();
  await client.query('CREATE EXTENSION pg_stat_statements');
  const postmaster = parentOf(client.processID);
  return {
    url: server.url,
    query: async (text) => (await client.query(text)).rows,
    /** Seconds of processors that it has used until now. */
    cpuSeconds: () => treeSeconds(postmaster),
    remove: async () => {
      await client.end();
      await server.remove();
    },
  };
}

/** What statements took since the last reset: [{ statement, calls, seconds, rows }], the longest first. */
export async function statementsOf(server, least = 0.01) {
  const rows = await server.query(
    `SELECT query, calls::float8, total_exec_time / 1000 AS seconds, shared_blks_hit::float8 AS blocks
     FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%' ORDER BY 3 DESC`,
  );
  const known = new Map();
  for (const { query, calls, seconds, blocks } of rows) {
    const name = nameOf(query);
    const sum = known.get(name) ?? { calls: 0, seconds: 0, blocks: 0 };
    known.set(name, {
      calls: sum.calls + calls,
      seconds: sum.seconds + seconds,
      blocks: sum.blocks + blocks,
    });
  }
  const total = rows.reduce((sum, { seconds }) => sum + seconds, 0);
  return [...known]
    .map(([statement, sums]) => ({ statement, ...sums, share: sums.seconds / total }))
    .filter(({ share }) => share >= least)
    .sort((p, q) => q.seconds - p.seconds);
}

/** Statements of one kind differ in how many rows they name. */
function nameOf(query) {
  const words = query.replaceAll(/\s+/g, ' ').trim();
  const found = STATEMENTS.find(([, pattern]) => pattern.test(words));
  return found ? found[0] : words.slice(0, 60);
}

const STATEMENTS = [
  ['orders: insert photos', /INSERT INTO faceenroll_queue\.photos/],
  ['orders: insert jobs (pg-boss)', /INSERT INTO faceenroll_queue\.job/],
  ['claims: fetch jobs (pg-boss)', /UPDATE faceenroll_queue\.job\S* j SET state|SKIP LOCKED/],
  ['claims: read photos', /^SELECT photo, returned/],
  ['answers: photo to answer', /^WITH replies/],
  ['answers: delete jobs (pg-boss)', /DELETE FROM faceenroll_queue\.job/],
  ['replies: delete and read', /^WITH gone/],
  ['signs of life: photos in hand (pg-boss)', /SET heartbeat_on/],
  ['signs of life: workers', /INSERT INTO faceenroll_queue\.workers/],
  ['vacuum', /^VACUUM/],
];

/** Seconds that a process and its children, also those that ended, have used. */
function treeSeconds(root) {
  const children = new Map();
  for (const name of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = statOf(`/proc/${name}/stat`);
    if (stat) children.set(stat.parent, [...(children.get(stat.parent) ?? []), stat]);
  }
  const own = statOf(`/proc/${root}/stat`);
  const sum = (children.get(root) ?? []).reduce((total, child) => total + child.seconds, 0);
  return (own?.withChildren ?? 0) + sum;
}

/** Seconds that one thread of a process has used; its first one unless told. */
export function threadSeconds(pid = process.pid, thread = pid) {
  return statOf(`/proc/${pid}/task/${thread}/stat`)?.seconds ?? 0;
}

/** Seconds that a process has used, in all of its threads. */
export function processSeconds(pid) {
  return statOf(`/proc/${pid}/stat`)?.seconds ?? 0;
}

function parentOf(pid) {
  return statOf(`/proc/${pid}/stat`).parent;
}

/** See proc(5); undefined when it has ended. */
function statOf(path) {
  try {
    // The name may contain anything: what follows its last parenthesis counts.
    const fields = readFileSync(path, 'utf8').split(') ').at(-1).split(' ');
    const ticks = (from, to) => fields.slice(from, to).reduce((sum, n) => sum + Number(n), 0);
    return {
      parent: Number(fields[1]),
      seconds: ticks(11, 13) / TICKS,
      withChildren: ticks(11, 15) / TICKS,
    };
  } catch {
    return undefined;
  }
}
