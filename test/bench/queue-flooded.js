/** One coordinator and many workers that only sleep for the time of an extraction: where the time goes. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { DEFAULT_PACK } from '../../dist/domain/option-values.js';
import { findPack } from '../../dist/models/packs.js';
import { extractorFacts } from '../../dist/operations/queue/connect.js';
import { ExtractionPool } from '../../dist/workers/pool.js';
import { workersThere } from './queue-beside-local.js';
import { processSeconds, statementsOf } from './queue-server.js';
import { atLeast, importFaces, linkPhotos, megabytes, number, PHOTOS } from './support.js';

/** Photos a second of one coordinator; or how much of the processors all sides here use together. */
const RATE = 3_000;
const BUSY = 0.75;

/** The first and the last photos are no measure: connections open, workers run out of photos. */
const STEADY = [0.2, 0.9];

const PROCESSES = 2;
const CONNECTIONS = 20;

const SOURCE = join(PHOTOS, 'photos');

/** Of an answer, and of an order without a photo's bytes. */
const LETTER_BYTES = 2_500;

const BATCH = 5_000_000;
const HOUR = 3_600;

export async function addFlood(figures, place, { photos, workers, threads, path }) {
  const { server } = place;
  const { sample, seconds, files } = await oneExtraction();
  const setup = { ...(await shared(place)), sample, ...(path && { sharedFolder: SOURCE }) };
  const sleepers = startSleepers(setup, { workers, threads, sleepMs: 1000 * seconds });
  await workersThere(server, workers);
  await server.query('SELECT pg_stat_statements_reset()');
  const used = () => ({
    postgres: server.cpuSeconds(),
    workers: sleepers.reduce((sum, { pid }) => sum + processSeconds(pid), 0),
  });
  const seen = [];
  await flood({ ...setup, photos, files }, (told) => seen.push({ ...told, ...used(), at: now() }));
  const statements = await statementsOf(server);
  for (const child of sleepers) child.disconnect();
  await Promise.all(sleepers.map((child) => once(child, 'exit')));
  const [from, to] = STEADY.map((share) => seen.find(({ done }) => done >= share * photos));
  const span = (name) => to[name] - from[name];
  const rate = span('done') / span('at');
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0) / files.length;
  figures.add(
    `photos of ${number(bytes / 1000, 1)} kB ${path ? 'by path' : 'as bytes'}, ${workers} workers of ${threads} that sleep ${number(1000 * seconds, 1)} ms`,
    `${number(rate)} photos/s`,
  );
  const names = ['cpuSeconds', 'postgres', 'workers'];
  const busy = names.reduce((sum, name) => sum + span(name), 0) / span('at');
  const share = busy / availableParallelism();
  const target = atLeast(share, BUSY, `${BUSY} of the processors, unless ${number(RATE)} photos/s`);
  figures.add('  all together', `${number(busy, 2)} of ${availableParallelism()} processors`, {
    ...target,
    holds: target.holds || rate >= RATE,
  });
  const perPhoto = (used) => `${number((1000 * used) / span('done'), 3)} ms a photo`;
  const load = (used) => `${number(used / span('at'), 2)} processors, ${perPhoto(used)}`;
  figures.add('  coordinator, main thread', load(span('mainSeconds')));
  figures.add(
    '  coordinator, its readers and others',
    load(span('cpuSeconds') - span('mainSeconds')),
  );
  figures.add('  PostgreSQL', load(span('postgres')));
  figures.add('  simulated workers', load(span('workers')));
  figures.add(
    '  peak memory of the coordinator',
    megabytes(Math.max(...seen.map(({ rss }) => rss))),
  );
  for (const { statement, calls, seconds, blocks, share } of statements) {
    figures.add(
      `  ${statement}`,
      `${number(calls / photos, 3)} calls a photo, ${number((1e6 * seconds) / photos)} us a photo, ${number((1000 * seconds) / calls, 2)} ms and ${number(blocks / calls)} blocks a call (${number(100 * share)}%)`,
    );
  }
  const each = (used) => used / span('done');
  addMachines(figures, {
    ...{ bytes, path, seconds, postgres: each(span('postgres')) },
    coordinator: each(span('cpuSeconds')),
  });
}

/** What a batch takes, if each side has a machine of its own and does what it does here. */
function addMachines(figures, { bytes, path, seconds, postgres, coordinator }) {
  const needed = BATCH / HOUR;
  figures.add('5 million photos in an hour', `${number(needed)} photos/s`);
  const threads = Math.ceil(needed * seconds);
  figures.add(
    '  threads of workers, at the time of an extraction here',
    `${number(threads)}: ${number(Math.ceil(threads / 8))} machines of 8`,
  );
  figures.add('  processors for PostgreSQL', number(needed * postgres, 2));
  figures.add('  processors for sending and receiving', number(needed * coordinator, 2));
  for (const size of path ? [0] : [bytes, 100e3, 500e3]) {
    const rate = (needed * (size + LETTER_BYTES) * 8) / 1e9;
    figures.add(
      `  network of PostgreSQL, ${path ? 'paths' : `photos of ${number(size / 1000)} kB`}`,
      `${number(rate, 2)} Gbit/s in, as much out`,
    );
  }
}

const now = () => performance.now() / 1000;

/** All that an import does but the extraction: its workers answer at once, and always with the same face. */
export async function addWhole(figures, { server, key, keyFile, folder }, { photos }) {
  const { sample, files } = await oneExtraction();
  const setup = { ...(await shared({ server, key })), sample };
  const sleepers = startSleepers(setup, { workers: 4, threads: 16, sleepMs: 0 });
  await workersThere(server, 4);
  const source = linkPhotos(files, join(folder, 'whole'), Math.ceil(photos / files.length));
  const { seconds, cpuSeconds, peakBytes, summary } = await importFaces(source, folder, [
    ...['--db', 'whole.db', '--duplicates', 'off', '--queue', server.url],
    ...['--queue-key-file', keyFile],
  ]);
  for (const child of sleepers) child.disconnect();
  await Promise.all(sleepers.map((child) => once(child, 'exit')));
  const { total } = summary.enrolled;
  figures.add(
    `whole import of ${number(total)} photos, instant workers`,
    `${number(total / seconds)} photos/s, ${number((1000 * cpuSeconds) / total, 2)} ms of a processor a photo, ${megabytes(peakBytes)}`,
  );
}

/** What workers and coordinators of this bench share. */
export async function shared({ server, key }) {
  const extractor = extractorFacts(findPack(DEFAULT_PACK));
  return { url: server.url, key: key.toString('hex'), extractor };
}

/** A real answer, and the seconds that one extraction takes in one thread. */
export async function oneExtraction(count = 200) {
  const files = readdirSync(SOURCE)
    .sort()
    .slice(0, count)
    .map((name) => join(SOURCE, name));
  const pool = new ExtractionPool(findPack(DEFAULT_PACK).models, { threads: 1 });
  const policy = { multipleFaces: 'dominant', quality: { level: 'standard' }, timeoutMs: 60_000 };
  const extract = (path) => pool.extract({ path, knownDigests: [], profileImage: false, policy });
  let sample;
  for (const path of files.slice(0, 20)) {
    const answer = await extract(path);
    if (answer.kind === 'sample') sample = answer;
  }
  const started = now();
  await Promise.all(files.map(extract));
  const seconds = (now() - started) / files.length;
  await pool.close();
  return { sample: serialize(sample).toString('base64'), seconds, files };
}

/** Starts workers that sleep, in a few processes. */
export function startSleepers(setup, { workers, threads = 1, sleepMs, processes = PROCESSES }) {
  return Array.from({ length: processes }, (_, i) => {
    const child = fork(new URL('queue-sleepers.js', import.meta.url));
    child.once('exit', (code) => {
      if (code !== 0) throw new Error(`simulated workers ended with ${code}`);
    });
    const share = Math.floor((workers + i) / processes);
    child.send({ ...setup, workers: share, threads, sleepMs, connections: CONNECTIONS });
    return child;
  });
}

/** Gives photos to a coordinator in a process of its own. */
export async function flood(setup, onTold) {
  const child = fork(new URL('queue-flood.js', import.meta.url));
  child.on('message', onTold);
  child.send(setup);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the coordinator ended with ${code}`);
}
