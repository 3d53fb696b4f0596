/**
 * How far samples of one photo differ between kinds of processors: machines that work for one import
 * need not be of one kind. Other kinds are emulated by QEMU (Debian's qemu-user).
 */

import { execFile, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DEFAULT_PACK } from '../../dist/domain/option-values.js';
import { atMost, Figures, number, PHOTOS, ROOT } from './support.js';

export const SUMMARY = 'samples of the same photos on emulated processors of other kinds';
export const NEEDS_PHOTOS = true;
export const OPTIONS = {
  photos: { type: 'number', preset: 24, help: 'photos beside those of fixtures/photos (24)' },
  models: { type: 'text', preset: DEFAULT_PACK, help: `the pack (${DEFAULT_PACK})` },
};

/**
 * The most that the same photo may differ between processors: its similarity to other photos, and its
 * quality. Measured with the pack "standard" on an AMD EPYC with AVX-512 beside Nehalem (141 photos of
 * fixtures, LFW, people, portraits and groups) and Haswell (53 of them): similarity 0.0018 (median
 * 0.00005), quality 0.0010, 1 - cosine of a photo's two embeddings 1.1e-5, and no other outcome.
 */
const TOLERANCE = { similarity: 0.005, quality: 0.005 };

/** On one machine. */
const NONE = { similarity: 0, quality: 0 };

/** Kinds of processors that differ in what models and image codecs make use of. */
const KINDS = {
  Nehalem: 'SSE 4.2, no AVX (2008)',
  SandyBridge: 'AVX (2011)',
  Haswell: 'AVX2 and FMA (2013)',
};

const EMULATOR = 'qemu-x86_64';
const SCRIPT = join(ROOT, 'test', 'bench', 'processor-samples.js');

export async function run({ photos, models }) {
  const figures = new Figures();
  if (spawnSync(EMULATOR, ['--version']).error) {
    console.log(`Skipped: ${EMULATOR} is not there (Debian: apt-get install qemu-user).`);
    return figures;
  }
  const files = [
    ...below(join(ROOT, 'fixtures', 'photos')),
    ...spread(below(join(PHOTOS, 'photos')), photos),
  ];
  const here = await samples([process.execPath], models, files);
  const again = await samples([process.execPath], models, files);
  add(figures, 'this processor, once more', here, again, NONE);
  for (const [kind, what] of Object.entries(KINDS)) {
    const there = await samples([EMULATOR, '-cpu', kind, process.execPath], models, files);
    add(figures, `${kind}: ${what}`, here, there, TOLERANCE);
  }
  return figures;
}

async function samples([program, ...words], pack, files) {
  const { stdout } = await promisify(execFile)(program, [...words, SCRIPT, pack, ...files], {
    maxBuffer: 1e9,
  });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function add(figures, label, here, there, tolerance) {
  const pairs = here.map((sample, i) => [sample, there[i]]);
  const changed = pairs.filter(([p, q]) => p.outcome !== q.outcome).length;
  const both = pairs.filter(([p, q]) => p.embedding && q.embedding);
  const distance = Math.max(...both.map(([p, q]) => 1 - cosine(p.embedding, q.embedding)));
  const similarity = Math.max(...both.map(([p, q]) => largestChange(p, q, here)));
  const quality = Math.max(...both.map(([p, q]) => Math.abs(p.quality - q.quality)));
  const same = both.filter(([p, q]) => p.embedding.every((x, i) => x === q.embedding[i])).length;
  figures.add(label, `${number(same)} of ${number(both.length)} embeddings the same to the bit`);
  figures.add('  largest 1 - cosine of its two embeddings', distance.toExponential(1));
  figures.add(
    '  largest change of a similarity to other photos',
    similarity.toFixed(5),
    atMost(similarity, tolerance.similarity, String(tolerance.similarity)),
  );
  figures.add(
    '  largest difference of quality',
    quality.toFixed(4),
    atMost(quality, tolerance.quality, String(tolerance.quality)),
  );
  figures.add(
    `  other outcomes, of ${number(pairs.length)}`,
    number(changed),
    atMost(changed, 0, '0'),
  );
}

/** How much the similarity to another photo changes when this one is extracted there. */
function largestChange(here, there, others) {
  const changes = others
    .filter(({ path, embedding }) => embedding && path !== here.path)
    .map(({ embedding }) =>
      Math.abs(dot(here.embedding, embedding) - dot(there.embedding, embedding)),
    );
  return Math.max(...changes);
}

function cosine(p, q) {
  return dot(p, q) / Math.sqrt(dot(p, p) * dot(q, q));
}

function dot(p, q) {
  return p.reduce((sum, x, i) => sum + x * q[i], 0);
}

function below(folder) {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}

function spread(files, count) {
  const step = files.length / Math.min(count, files.length);
  return Array.from(
    { length: Math.min(count, files.length) },
    (_, i) => files[Math.floor(i * step)],
  );
}
