/** What galleries of up to ten million templates take: memory, and time by slices. */

import { randomBytes } from 'node:crypto';
import { freemem, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import {
  atMost,
  Figures,
  median,
  megabytes,
  number,
  runNode,
  withTemporaryFolder,
} from './support.js';

export const SUMMARY = 'galleries of millions: memory and time to read, search and compare';
export const NEEDS_PHOTOS = false;
export const OPTIONS = {
  templates: { type: 'number', preset: 10_000_000, help: 'templates of the largest (10000000)' },
  dimension: { type: 'number', preset: 192, help: 'values of an embedding (192)' },
  slice: { type: 'number', preset: 512, help: 'photos of a measured slice (512)' },
  stored: { type: 'number', preset: 1_000_000, help: 'templates that are read back (1000000)' },
  pairs: { type: 'number', preset: 100_000, help: 'largest gallery scanned as a whole (100000)' },
};

const WORKER = fileURLToPath(new URL('scale-worker.js', import.meta.url));
const SIZES = [100_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000];

/** What a template may take in addition to its embedding. */
const ROW_BYTES = 160;
/** Photos of an import; the gallery has as many templates as the first. */
const CHECKED = [20_000, 120_000];
/** What a photo may take in addition, garbage that waits to be collected included. */
const PHOTO_BYTES = 1500;
/** Node.js, onnxruntime, pages of the database. */
const BASE_BYTES = 300e6;

const CLOCKS = `Random unit vectors. "(CPU ...)" is the CPU time of all threads: where it is far below
the time on the clock times the threads, other work had the machine.
"From a slice": the time for a slice of the photos, times their number; for a scan, times half
the templates. Compared with the gallery scanned as a whole to tell whether that is right.`;

export async function run({ templates, dimension, slice, stored, pairs }) {
  const figures = new Figures();
  figures.add(
    'load of the machine before',
    loadavg()
      .map((one) => one.toFixed(1))
      .join(' '),
  );
  for (const size of [100_000, stored]) await addReading(figures, size, dimension);
  await addChecking(figures, dimension);
  const sizes = sizesUpTo(templates);
  const needed = sizes.at(-1) * (4 * dimension + ROW_BYTES) + BASE_BYTES;
  if (needed > freemem()) {
    figures.add('skipped', `${megabytes(needed)} of memory needed, ${megabytes(freemem())} free`);
    return figures;
  }
  console.log(`comparing with up to ${number(templates)} templates ...`);
  const measured = await work({ task: 'compare', sizes, dimension, slice, pairs });
  for (const one of measured) addComparing(figures, one, dimension, slice);
  figures.add(
    'load of the machine after',
    loadavg()
      .map((one) => one.toFixed(1))
      .join(' '),
  );
  console.log(`\n${CLOCKS}`);
  return figures;
}

function sizesUpTo(templates) {
  return [...SIZES.filter((size) => size < templates), templates];
}

async function addReading(figures, templates, dimension) {
  for (const key of [undefined, randomBytes(32).toString('hex')]) {
    const how = key ? 'encrypted' : 'plain';
    console.log(`reading ${number(templates)} templates, ${how} ...`);
    await withTemporaryFolder(async (folder) => {
      const common = { path: `${folder}/gallery.db`, dimension, key };
      await work({ task: 'write', templates, ...common }, folder);
      const [{ time, peakBytes }] = await work({ task: 'read', ...common }, folder);
      const rate = `${number(templates / time.cpu)} a second of CPU`;
      figures.add(`${number(templates)} read, ${how}`, `${timeText(time)}, ${rate}`);
      addMemory(figures, templates, dimension, peakBytes);
    });
  }
}

/** Imports of few and of many new photos into one gallery: what each photo takes until it is decided. */
async function addChecking(figures, dimension) {
  const peaks = [];
  for (const photos of CHECKED) {
    console.log(`checking an import of ${number(photos)} photos ...`);
    await withTemporaryFolder(async (folder) => {
      const common = { path: `${folder}/gallery.db`, dimension };
      await work({ task: 'write', templates: CHECKED[0], ...common }, folder);
      const [{ time, peakBytes }] = await work({ task: 'check', photos, ...common }, folder);
      const against = `${number(photos)} new photos against ${number(CHECKED[0])}`;
      figures.add(`import of ${against}`, timeText(time));
      figures.add('  peak memory (RSS)', megabytes(peakBytes));
      peaks.push(peakBytes);
    });
  }
  const each = (peaks[1] - peaks[0]) / (CHECKED[1] - CHECKED[0]);
  const most = 4 * dimension + PHOTO_BYTES;
  const target = atMost(each, most, `${number(most)} bytes`);
  figures.add('  memory of a photo', `${number(each)} bytes`, target);
}

/** Lines of figures, of a process of its own. */
async function work(task, folder) {
  if (folder === undefined) return withTemporaryFolder((own) => work(task, own));
  const { stdout } = await runNode([WORKER, JSON.stringify(task)], folder);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function addComparing(figures, measured, dimension, slice) {
  const { size, alone, batch, compared, scanned, peakBytes, heapUsed } = measured;
  const times = (factor) => ({ seconds: compared.seconds * factor, cpu: compared.cpu * factor });
  figures.add(`${number(size)} x ${dimension} in memory`, megabytes(size * dimension * 4));
  addMemory(figures, size, dimension, peakBytes);
  figures.add('  JavaScript heap', megabytes(heapUsed));
  const middle = (name) => median(alone.map((one) => one[name]));
  figures.add('  one photo', timeText({ seconds: middle('seconds'), cpu: middle('cpu') }));
  figures.add('  64 photos', timeText(batch));
  const operations = (2 * slice * size * dimension) / 1e9;
  const speed = `${number(operations / compared.cpu)} GFLOP a second of CPU`;
  figures.add(`  ${number(slice)} photos (the slice)`, `${timeText(compared)}, ${speed}`);
  for (const photos of [1000, 10_000, 1_000_000]) {
    figures.add(`  ${number(photos)} photos, from a slice`, timeText(times(photos / slice)));
  }
  figures.add('  scan, from a slice', timeText(times(size / 2 / slice)));
  if (scanned) figures.add('  scan, as a whole', timeText(scanned));
}

function addMemory(figures, templates, dimension, peakBytes) {
  const most = templates * (4 * dimension + ROW_BYTES) + BASE_BYTES;
  figures.add(
    '  peak memory (RSS)',
    megabytes(peakBytes),
    atMost(peakBytes, most, megabytes(most)),
  );
}

const UNITS = [
  [86_400 * 2, 86_400, 'days'],
  [7200, 3600, 'h'],
  [120, 60, 'min'],
  [0, 1, 's'],
];

function timeText({ seconds, cpu }) {
  return `${durationText(seconds)} (CPU ${durationText(cpu)})`;
}

function durationText(seconds) {
  const [, unit, name] = UNITS.find(([from]) => seconds >= from);
  return `${number(seconds / unit, seconds / unit < 10 ? 2 : 1)} ${name}`;
}
