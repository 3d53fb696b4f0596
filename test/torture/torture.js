/** Kills imports at random moments and runs them again, until nothing is left to do. */

import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import Database from 'better-sqlite3';
import { randomOf } from '../fuzz/mutate.js';
import { BATCHES, BEFORE, writeBatch } from './batches.js';
import { remains } from './remains.js';

const BIN = fileURLToPath(new URL('../../bin/faceenroll.js', import.meta.url));
const STEPS = new URL('./steps.js', import.meta.url).href;

/** Of ways to be stopped: killed (main process or all), or asked to stop. */
const SIGNALS = ['SIGKILL', 'SIGKILL', 'SIGKILL-all', 'SIGINT', 'SIGTERM'];

/** Those first that change something, for the sake of a few rounds; on two more turns it goes by the clock. */
const PHASES = ['apply', 'report', 'decide', 'extract', 'end', 'match', 'read', 'start'];

/** A command is stopped so often in a round at most; then it may end. */
const MOST_STOPS = 3;

/**
 * `rounds` rounds, all told by `seed`. Returns how often a run was stopped in each phase, and
 * what was not as the undisturbed run has it.
 *
 * @param {{ rounds: number, seed: number, onRound?: (round: number) => void }} options
 * @returns {Promise<{ stops: Record<string, number>, wrong: string[] }>}
 */
export async function torture({ rounds, seed, onRound = () => {} }) {
  const random = randomOf(seed);
  const base = mkdtempSync(join(tmpdir(), 'faceenroll-torture-'));
  const stops = {};
  const wrong = [];
  try {
    const batches = [];
    for (const batch of BATCHES) batches.push(await undisturbed(batch, base, wrong));
    for (let round = 0; round < rounds; round += 1) {
      const story = [];
      const batch = batches[round % batches.length];
      const end = await tortured(batch, random, round, story);
      for (const { phase } of story) stops[phase] = (stops[phase] ?? 0) + 1;
      const different = differences(batch.expected, end);
      if (different.length > 0) {
        const told = story.map(({ how, phase }) => `${how} in ${phase}`).join(', then ');
        wrong.push(
          `seed ${seed}, round ${round} (${batch.name}; ${told}): ${different.join('; ')}`,
        );
      }
      onRound(round + 1);
    }
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
  return { stops, wrong };
}

/** Makes a batch, and what an undisturbed run makes of it, and how long that takes in steps and time. */
async function undisturbed(batch, base, wrong) {
  const [before, work] = [join(base, batch.name, 'before'), join(base, batch.name, 'work')];
  mkdirSync(before, { recursive: true });
  writeBatch(batch, before);
  // In the folder where the batch will be imported, since the book of runs has paths.
  cpSync(before, work, { recursive: true, preserveTimestamps: true });
  await command(work, BEFORE);
  cpSync(join(work, 'faceenroll.db'), join(before, 'faceenroll.db'));
  const ready = { ...batch, before, work, words: [...batch.command, '--workers', '1', '--json'] };
  const started = performance.now();
  prepare(ready);
  const result = await command(work, ready.words, { TORTURE_STEPS: join(base, 'steps') });
  const steps = JSON.parse(readFileSync(join(base, 'steps'), 'utf8'));
  const expected = remains(work, result);
  for (const what of batch.expected) {
    if (!result.stdout.includes(`"${what}"`)) wrong.push(`${batch.name}: no ${what} comes up`);
  }
  return { ...ready, expected, steps, ms: performance.now() - started };
}

function prepare({ before, work }) {
  rmSync(work, { recursive: true, force: true });
  cpSync(before, work, { recursive: true, preserveTimestamps: true });
}

/** One round: the command again and again, stopped at random moments, until it ends by itself. */
async function tortured(batch, random, round, story) {
  prepare(batch);
  for (let stopped = 0; ; stopped += 1) {
    const stop = stopped < MOST_STOPS && (stopped === 0 || random() < 0.6);
    const env = {};
    let onStart;
    let how = '';
    const stoppedIn = {};
    if (stop) {
      const signal = pick(SIGNALS, random);
      // In turn, so that the short phases get their share; the rest by the clock.
      const phase =
        stopped === 0 ? PHASES[(round >> 1) % (PHASES.length + 2)] : pick(PHASES, random);
      if (phase) {
        const step = 1 + Math.floor(random() * batch.steps[phase]);
        env.TORTURE_AT = `${phase}:${step}:${signal}`;
        how = `${signal} at step ${step} of ${phase}`;
        stoppedIn.phase = phase;
      } else {
        const ms = Math.floor(random() * batch.ms);
        how = `${signal} after ${ms} ms`;
        onStart = async (child) => {
          stoppedIn.phase = await killLater(child, signal, ms, batch.work);
        };
      }
    }
    const result = await command(batch.work, batch.words, env, onStart);
    if (result.signal === null && result.code !== 130 && result.code !== 143) {
      return remains(batch.work, result);
    }
    story.push({ how, phase: stoppedIn.phase ?? result.phase });
    if (hasFinished(batch.work))
      return remains(batch.work, { ...result, code: batch.expected.code });
    if (stopped > 2 * MOST_STOPS) throw new Error(`does not end: ${JSON.stringify(story)}`);
  }
}

/** Sends a signal by the clock, and returns the phase that it met. */
async function killLater(child, signal, ms, cwd) {
  await setTimeout(ms, undefined, { ref: false });
  if (child.exitCode !== null || child.signalCode !== null) return undefined;
  const phase = phaseOf(cwd);
  const [name, all] = signal.split('-');
  process.kill(all ? -child.pid : child.pid, name);
  return phase;
}

/**
 * Whether a command that was stopped had done and told all and noted so: nothing was left
 * but to close the database, which the next one to open it does.
 */
function hasFinished(folder) {
  const path = join(folder, 'faceenroll.db');
  const db = new Database(path);
  const last = db.prepare('SELECT status FROM runs ORDER BY rowid DESC LIMIT 1').get();
  const count = db.prepare('SELECT count(*) FROM runs').pluck().get();
  const finished = last.status === 'finished' && count > 1;
  db.close();
  if (finished) rmSync(`${path}-lock`, { force: true });
  return finished;
}

const phaseFileOf = (cwd) => join(cwd, '..', 'phase');

function phaseOf(cwd) {
  return existsSync(phaseFileOf(cwd)) ? readFileSync(phaseFileOf(cwd), 'utf8') : 'start';
}

const pick = (list, random) => list[Math.floor(random() * list.length)];

/** Runs the command in a process group of its own, and waits for its end. */
function command(cwd, words, env = {}, onStart = () => {}) {
  rmSync(phaseFileOf(cwd), { force: true });
  const { FACEENROLL_DB: _, ...inherited } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', STEPS, BIN, ...words], {
      cwd,
      env: { ...inherited, ...env, TORTURE_PHASE: phaseFileOf(cwd) },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr, phase: phaseOf(cwd) });
    });
    onStart(child);
  });
}

/** Which parts are not the same, and the first thing in each that is not. */
function differences(expected, actual) {
  return Object.keys(expected).flatMap((part) => {
    const [p, q] = [expected[part], actual[part]];
    if (isDeepStrictEqual(p, q)) return [];
    const keys = [...new Set([...Object.keys(p ?? {}), ...Object.keys(q ?? {})])];
    const key = keys.find((each) => !isDeepStrictEqual(p?.[each], q?.[each]));
    const [was, is] = key === undefined ? [p, q] : [p?.[key], q?.[key]];
    return [`${part} ${key ?? ''}: ${short(was)} became ${short(is)}`];
  });
}

const short = (value) => (JSON.stringify(value) ?? 'nothing').slice(0, 120);
