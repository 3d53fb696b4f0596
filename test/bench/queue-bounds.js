/** Memory of the coordinator and size of the tables while a large import runs with instant workers. */

import { once } from 'node:events';
import { workersThere } from './queue-beside-local.js';
import { flood, oneExtraction, shared, startSleepers } from './queue-flooded.js';
import { megabytes, number } from './support.js';

/** Workers that answer at once, each with as many threads as a large machine. */
const WORKERS = 4;
const THREADS = 16;

const LOOK_MS = 500;

/** Entries at which the peaks until then are told. */
const TOLD_AT = [10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];

export async function addBounds(figures, place, { entries }) {
  const { server } = place;
  const { sample, files } = await oneExtraction();
  const setup = { ...(await shared(place)), sample };
  const sleepers = startSleepers(setup, { workers: WORKERS, threads: THREADS, sleepMs: 0 });
  await workersThere(server, WORKERS);
  let peak = { rss: 0, tables: 0 };
  const timer = setInterval(async () => {
    const tables = await sizeOfTables(server);
    peak = { ...peak, tables: Math.max(peak.tables, tables) };
  }, LOOK_MS);
  const told = [...TOLD_AT.filter((at) => at < entries), entries];
  await flood({ ...setup, photos: entries, files }, ({ done, rss }) => {
    peak = { ...peak, rss: Math.max(peak.rss, rss) };
    while (told.length > 0 && done >= told[0]) {
      const { rss, tables } = peak;
      figures.add(
        `peaks until ${number(told.shift())} entries`,
        `memory ${megabytes(rss)}, tables ${megabytes(tables)} (dead rows included)`,
      );
      peak = { rss: 0, tables: 0 };
    }
  });
  clearInterval(timer);
  for (const child of sleepers) child.disconnect();
  await Promise.all(sleepers.map((child) => once(child, 'exit')));
}

async function sizeOfTables(server) {
  const [{ bytes }] = await server.query(
    `SELECT sum(pg_total_relation_size(c.oid))::float8 AS bytes FROM pg_class c
     JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'faceenroll_queue' AND c.relkind IN ('r', 'm')`,
  );
  return bytes;
}
