/** A process of the benchmark of large galleries: does the task given as JSON and prints a line of figures for each step. */

import { readFileSync, writeFileSync } from 'node:fs';
import { randoms } from '../../dist/domain/randoms.js';
import { EnrolledGallery } from '../../dist/enroll/gallery.js';
import { checkIdentity } from '../../dist/enroll/identity/check.js';
import { Store } from '../../dist/store/store.js';

/** Random vectors of 192 values are never as similar, faces of one person are. */
const LEAST = 0.65;

/** What the duplicate check asks for first. */
const TOP = 50;

const ENCODER = 'bench';
const NOW = '2026-01-01T00:00:00.000Z';
const PAGE = 10_000;

/** As long as the rest of a digest. */
const DIGEST = '0'.repeat(55);

const TABLE = [
  { fmr: 1e-2, similarity: 0.3 },
  { fmr: 1e-4, similarity: 0.5 },
];
const OPTIONS = {
  ...{ collection: 'default', ifFaceExists: 'preserve', ifUserExists: 'preserve' },
  ...{ missingUsers: 'create', ignoreCase: false, duplicates: 'refuse', duplicateFpir: 1e-3 },
  allowIdentityChange: false,
};

const task = JSON.parse(process.argv[2]);
const random = randoms(1);
await { compare, write, read, check }[task.task](task);

/** One gallery that grows from size to size. */
async function compare({ sizes, dimension, slice, pairs }) {
  const gallery = EnrolledGallery.of([], dimension);
  const queries = Array.from({ length: slice }, () => unit(dimension));
  const search = (count, top) => gallery.search(queries.slice(0, count), { top, least: LEAST });
  for (const size of sizes) {
    for (let i = gallery.size; i < size; i += 1) gallery.add(faceOf(i), unit(dimension));
    // The first one opens the product.
    await search(1, 2);
    const alone = [];
    for (let i = 0; i < 5; i += 1) alone.push(await timeOf(() => search(1, 2)));
    const batch = await timeOf(() => search(64, 2));
    const compared = await timeOf(() => search(slice, TOP));
    const scanned = size <= pairs ? await timeOf(() => drain(gallery.pairs(LEAST))) : undefined;
    print({ size, alone, batch, compared, scanned, ...memory() });
  }
  await gallery.release();
}

function write({ path, templates, dimension, key }) {
  const store = opened(path, key);
  const start = { command: 'import-faces', collection: 'default', input: '/photos', options: {} };
  const parts = { encoder: ENCODER, extractor: ENCODER, ignoreCase: false };
  const run = store.runLife.start(start, parts, NOW);
  for (let from = 0; from < templates; from += PAGE) {
    run.transaction(() => {
      for (let i = from; i < Math.min(from + PAGE, templates); i += 1) {
        const { faceId, userId } = faceOf(i);
        run.users.create(userId, { known: {}, extra: {} }, NOW);
        const sample = { digest: faceId, embedding: unit(dimension), quality: 0.5, liveness: null };
        run.templates.add({ faceId, userId, slot: 1, fileName: `${userId}.jpg` }, sample, NOW);
      }
    });
  }
  store.runLife.finish(run);
  store.runLife.close(run);
  store.close();
}

async function read({ path, dimension, key }) {
  const store = opened(path, key);
  const { templates } = store.collection('default', ENCODER);
  let gallery;
  const time = await timeOf(() => {
    gallery = EnrolledGallery.load(templates, dimension);
  });
  print({ size: gallery.size, time, ...memory() });
  store.close();
}

/** The duplicate check of an import of new users, as it is before anything is decided. */
async function check({ path, photos, dimension }) {
  const store = opened(path);
  const start = { command: 'import-faces', collection: 'default', input: '/photos', options: {} };
  const parts = { encoder: ENCODER, extractor: ENCODER, ignoreCase: false };
  const run = store.runLife.start(start, parts, NOW);
  for (let from = 0; from < photos; from += PAGE) {
    run.transaction(() => {
      for (let i = from; i < Math.min(from + PAGE, photos); i += 1) addExtracted(run, i, dimension);
    });
  }
  const before = residentBytes();
  // The most from here on.
  writeFileSync('/proc/self/clear_refs', '5');
  const facts = { dimensions: dimension, thresholds: { measuredOn: 'a bench', table: TABLE } };
  let compared = 0;
  const time = await timeOf(async () => {
    const comparing = { leavers: new Set(), witnesses: [], place: [], onCompare() {} };
    const { signal } = new AbortController();
    ({ photos: compared } = await checkIdentity(run, OPTIONS, facts, { ...comparing, signal }));
  });
  print({ compared, time, before, ...memory() });
  store.runLife.breakOff(run, 'failed');
  store.close();
}

function addExtracted(run, i, dimension) {
  const userId = `N${String(i).padStart(8, '0')}`;
  const file = `${userId}.jpg`;
  const path = `/photos/of/a/long/list/${file}`;
  const first = run.work.add({ userId, photos: [{ slot: 1, file, path }], cells: [] });
  const embedding = unit(dimension);
  const sample = {
    digest: `${userId}${DIGEST}`,
    embedding,
    quality: 0.5,
    rotated: 0,
    liveness: null,
  };
  run.work.items.setExtracted(first, run.samples.keep({ path, size: 1, modifiedMs: 1 }, sample));
}

function opened(path, key) {
  const access = key ? { key: { bytes: Buffer.from(key, 'hex'), source: 'the benchmark' } } : {};
  return Store.open(path, false, access);
}

/** IDs as long as real ones, in the order of their numbers as those of an enrollment are. */
function faceOf(i) {
  const id = i.toString(16).padStart(8, '0');
  return { faceId: `${id}-0000-7000-8000-000000000000`, userId: `E${String(i).padStart(8, '0')}` };
}

function unit(dimension) {
  const vector = new Float32Array(dimension);
  let square = 0;
  for (let i = 0; i < dimension; i += 1) {
    // A sum of two is near enough to the normal distribution that every direction may come.
    vector[i] = random() + random() - 1;
    square += vector[i] ** 2;
  }
  const scale = 1 / Math.sqrt(square);
  for (let i = 0; i < dimension; i += 1) vector[i] *= scale;
  return vector;
}

async function drain(pairs) {
  for await (const _ of pairs);
}

/** Seconds on the clock and of CPU: others may be at work on the machine. */
async function timeOf(work) {
  const [started, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 };
}

function memory() {
  const { heapUsed } = process.memoryUsage();
  return { heapUsed, peakBytes: residentBytes('VmHWM') };
}

function residentBytes(name = 'VmRSS') {
  const status = readFileSync('/proc/self/status', 'utf8');
  const [, kilobytes] = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status);
  return Number(kilobytes) * 1024;
}

function print(figures) {
  console.log(JSON.stringify(figures));
}
