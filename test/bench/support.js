/** What the benchmarks share: where things are, running the command, the table of figures. */

import { spawn } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelFolders } from '../../dist/models/folders.js';
import { MemoryWatch } from './memory-watch.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Photos of Labeled Faces in the Wild, beside the project and no part of it. */
export const PHOTOS = join(ROOT, '..', 'shared', 'photos', 'lfw');

/** Photos of people of five groups, likewise. */
export const GROUP_PHOTOS = join(ROOT, '..', 'shared', 'photos', 'groups');

/** Models that are no part of the project either. */
const SHARED_MODELS = join(ROOT, '..', 'shared', 'models');

const BIN = join(ROOT, 'bin', 'faceenroll.js');
const USAGE_PRELOAD = new URL('child-usage.js', import.meta.url).href;

/**
 * Runs the built command in `folder`, as an administrator would, and waits for its end.
 *
 * @returns exit code, output, wall time, peak memory, CPU time, and each piece of stderr
 *   with the second it came; memory and CPU time are those of its processes together
 */
export function faceenroll(args, folder, env = {}) {
  return runNode([BIN, ...args], folder, env);
}

export function runNode(args, folder, extraEnv = {}) {
  const usageFolder = mkdtempSync(join(folder, 'usage-'));
  const { FACEENROLL_DB: _, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const elapsed = () => (performance.now() - started) / 1000;
    const child = spawn(process.execPath, ['--import', USAGE_PRELOAD, ...args], {
      cwd: folder,
      env: { ...env, ...extraEnv, BENCH_USAGE_FOLDER: usageFolder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const memory = new MemoryWatch(child.pid);
    const stdout = [];
    const messages = [];
    child.stdout.on('data', (data) => stdout.push(data));
    child.stderr.on('data', (data) => messages.push({ seconds: elapsed(), text: String(data) }));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const seconds = elapsed();
      memory.stop();
      if (code !== 0 && code !== 3) {
        const last = messages.map(({ text }) => text).join('');
        reject(new Error(`${args.join(' ')} ended with ${signal ?? code}:\n${last}`));
        return;
      }
      const { cpuSeconds, peakBytes } = sumOfUsage(usageFolder);
      const usage = { cpuSeconds, peakBytes: memory.peakBytes || peakBytes };
      resolve({ stdout: Buffer.concat(stdout).toString(), messages, seconds, ...usage });
    });
  });
}

/** What the processes used; the sum of their peaks, each at a time of its own, is the most it can have been. */
function sumOfUsage(folder) {
  const usages = readdirSync(folder).map((f) => JSON.parse(readFileSync(join(folder, f), 'utf8')));
  const sum = (name) => usages.reduce((total, usage) => total + usage[name], 0);
  return { peakBytes: sum('peakBytes'), cpuSeconds: sum('cpuSeconds') };
}

/** Imports a folder of photos; `folder` takes whatever the command writes. */
export async function importFaces(photos, folder, options = [], env = {}) {
  const args = ['import-faces', photos, '--create-missing', '--db', 'bench.db', '--json'];
  // The photos show many people more than once, under a user ID each.
  if (!options.includes('--duplicates')) args.push('--duplicates', 'flag');
  const result = await faceenroll([...args, ...options], folder, env);
  return { ...result, summary: JSON.parse(result.stdout.trimEnd().split('\n').at(-1)) };
}

/** What became of each photo of such an import. */
export function outcomesOf({ stdout }) {
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return events.filter(({ event }) => event === 'outcome');
}

/** The user IDs that the flag of an outcome names; none where it has no flag. */
export function namedBy(flag) {
  return [...(flag?.message.matchAll(/"([^"]+)"/g) ?? [])].map(([, userId]) => userId);
}

/**
 * A pack to measure: one that is installed, or, of a pack file, one that is installed below
 * `folder` from ../shared/models for as long as that is there.
 */
export async function installedPack(name, folder) {
  if (!name.endsWith('.json')) return { pack: name, env: {} };
  const env = { FACEENROLL_MODELS: join(folder, 'models') };
  const file = resolve(name);
  await faceenroll(['models', 'install', file, '--from', SHARED_MODELS], folder, env);
  return { pack: JSON.parse(readFileSync(file, 'utf8')).name, env };
}

/** Where the models of such a pack are, for looking it up in this process. */
export function foldersOf({ FACEENROLL_MODELS }) {
  return { ...modelFolders(), ...(FACEENROLL_MODELS && { installed: FACEENROLL_MODELS }) };
}

export async function withTemporaryFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'faceenroll-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a folder with `times` links to each photo, each under a name of its own. */
export function linkPhotos(files, folder, times) {
  mkdirSync(folder);
  for (const file of files) {
    const { name, ext } = parse(file);
    // Copies of one photo lie far apart: the dearest ones would all be at work at once.
    for (let i = 1; i <= times; i += 1) link(file, join(folder, `${i}-${name}${ext}`));
  }
  return folder;
}

function link(file, path) {
  try {
    linkSync(file, path);
  } catch {
    // Another file system, or one without hard links.
    symlinkSync(file, path);
  }
}

/** A target for a figure: its text, and whether the figure holds it (NaN never does). */
export const atLeast = (value, bound, text) => ({ text: `>= ${text}`, holds: value >= bound });
export const atMost = (value, bound, text) => ({ text: `<= ${text}`, holds: value <= bound });
export const below = (value, bound, text) => ({ text: `< ${text}`, holds: value < bound });

/** The figures of a benchmark with their targets. */
export class Figures {
  #rows = [];

  /** Without a target the figure is there to be read. */
  add(label, text, target) {
    this.#rows.push({ label, text: String(text), target });
  }

  get allHold() {
    return this.#rows.every(({ target }) => target?.holds ?? true);
  }

  table() {
    const [first, second, third] = [
      Math.max(...this.#rows.map(({ label }) => label.length)) + 2,
      Math.max(...this.#rows.map(({ text }) => text.length), 'measured'.length) + 2,
      Math.max(...this.#rows.map(({ target }) => target?.text.length ?? 0), 'target'.length) + 2,
    ];
    const line = (label, text, target, verdict) =>
      `${label.padEnd(first)}${text.padEnd(second)}${target.padEnd(third)}${verdict}`.trimEnd();
    return [
      line('figure', 'measured', 'target', ''),
      ...this.#rows.map(({ label, text, target }) =>
        line(label, text, target?.text ?? '', target ? (target.holds ? 'ok' : 'BELOW') : ''),
      ),
    ].join('\n');
  }
}

export const number = (value, digits = 0) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
export const percent = (share, digits = 2) => `${(share * 100).toFixed(digits)}%`;
export const megabytes = (bytes) => `${number(bytes / 1e6)} MB`;

export function median(values) {
  const sorted = [...values].sort((p, q) => p - q);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
