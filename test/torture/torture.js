/** Kills imports at random moments and runs them again, until nothing is left to do. */

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { randomOf } from '../fuzz/mutate.js';
import { afterAKill } from './after-a-kill.js';
import { BATCHES, FIRST, writeBatch, writeFirst } from './batches.js';
import { command, killLater } from './command.js';
import { remains } from './remains.js';

/** The locks of a process, on the database and of its run. */
const IS_LOCK = /^faceenroll\.db-(lock|run-.*)$/;

/** Of ways to be stopped: killed (main process or all), or asked to stop. */
const SIGNALS = ['SIGKILL', 'SIGKILL', 'SIGKILL-all', 'SIGINT', 'SIGTERM'];

/** The phases of a run. Those first that change something, for the sake of a few rounds. */
const PHASES = ['apply', 'report', 'decide', 'extract', 'end', 'match', 'read', 'start'];

/**
 * How a round begins, in turn, so that the short phases get their share: stopped in a phase,
 * by the clock, with its worker process stopped, or while the database is made.
 */
export const SCENES = [...PHASES, 'clock', 'worker', 'making', 'clock', 'worker', 'making'];

/** Phases in which there is a worker process: a few steps into "read" it opens its models. */
const WORKER_PHASES = ['extract', 'extract', 'extract', 'read', 'match'];

/** Of the time that the first import takes: its database is made by then. */
const MAKING_SHARE = 0.3;

/** A command is stopped so often in a round at most; then it may end. */
const MOST_STOPS = 3;

/**
 * `rounds` rounds, all told by `seed`. Returns how often a run was stopped in each phase, and
 * what was not as the undisturbed run has it.
 *
 * @param {{ rounds: number, seed: number, scenes?: readonly string[], onRound?: (round: number) => void }} options
 * @returns {Promise<{ stops: Record<string, number>, wrong: string[] }>}
 */
export async function torture({ rounds, seed, scenes = SCENES, onRound = () => {} }) {
  const random = randomOf(seed);
  const base = mkdtempSync(join(tmpdir(), 'faceenroll-torture-'));
  const stops = {};
  const wrong = [];
  try {
    const first = await undisturbed(FIRST, base, wrong);
    const batches = [];
    for (const batch of BATCHES) batches.push(await undisturbed(batch, base, wrong, first));
    for (let round = 0; round < rounds; round += 1) {
      const scene = scenes[round % scenes.length];
      // Every scene gets every batch in turn.
      const turn = round + Math.floor(round / scenes.length);
      const batch = scene === 'making' ? first : batches[turn % batches.length];
      const story = [];
      const { end, unsound } = await tortured({ batch, scene }, random, story);
      for (const { phase } of story) stops[phase] = (stops[phase] ?? 0) + 1;
      const told = story.map(({ how, phase }) => `${how} in ${phase}`).join(', then ');
      for (const what of [...unsound, ...differences(batch.expected, end)]) {
        wrong.push(`seed ${seed}, round ${round} (${batch.name}; ${told}): ${what}`);
      }
      onRound(round + 1);
    }
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
  return { stops, wrong };
}

/**
 * Makes a batch, and what an undisturbed run makes of it, and how long that takes in steps and
 * time. `first` is what was imported before; without it the run makes the database.
 */
async function undisturbed(batch, base, wrong, first) {
  // All in one folder, since the book of runs has paths.
  const [before, work] = [join(base, batch.name), join(base, 'work')];
  mkdirSync(before, { recursive: true });
  if (first) {
    writeBatch(batch, before);
    cpSync(join(first.before, 'before.csv'), join(before, 'before.csv'));
    cpSync(first.database, join(before, 'faceenroll.db'));
  } else {
    writeFirst(before);
  }
  const words = [...batch.command, '--workers', '1', '--json'];
  const isFirst = first === undefined;
  const env = isFirst ? { TORTURE_FIRST: '1' } : {};
  const ready = { ...batch, before, work, words, env, runs: isFirst ? 1 : 2 };
  const started = performance.now();
  prepare(ready);
  const result = await command(work, words, { ...env, TORTURE_STEPS: join(base, 'steps') });
  const ms = performance.now() - started;
  const steps = JSON.parse(readFileSync(join(base, 'steps'), 'utf8'));
  const database = join(base, `${batch.name}.db`);
  cpSync(join(work, 'faceenroll.db'), database);
  for (const what of batch.expected) {
    if (!result.stdout.includes(`"${what}"`)) wrong.push(`${batch.name}: no ${what} comes up`);
  }
  return { ...ready, expected: remains(work, result), steps, ms, database };
}

function prepare({ before, work }) {
  rmSync(work, { recursive: true, force: true });
  cpSync(before, work, { recursive: true, preserveTimestamps: true });
}

/** One round: the command again and again, stopped at random moments, until it ends by itself. */
async function tortured({ batch, scene }, random, story) {
  prepare(batch);
  const unsound = [];
  for (let stopped = 0; ; stopped += 1) {
    const stop = stopped < MOST_STOPS && (stopped === 0 || random() < 0.6);
    // It begins with its scene, and goes on with another phase; a database is made again.
    const now = stopped === 0 || scene === 'making' ? scene : pick(PHASES, random);
    const { how, env, onStart, met } = stop ? stopIn(now, batch, random) : {};
    const result = await command(batch.work, batch.words, { ...batch.env, ...env }, onStart);
    if (result.endless) throw new Error(`does not end: ${JSON.stringify([...story, how])}`);
    const killed = result.signal !== null || result.code === 130 || result.code === 143;
    // With its worker process stopped, the command ends by itself.
    if (killed || now === 'worker') story.push({ how, phase: met?.phase ?? result.phase });
    if (!killed) return { end: remains(batch.work, result), unsound };
    const { finished, sound } = afterAKill(batch.work);
    if (sound !== 'ok') unsound.push(`sqlite3 says after "${how}": ${short(sound)}`);
    if (finished >= batch.runs) {
      // Nothing was left but to report: its error report can be written at any time.
      // The locks of the dead process do no harm; the next import would remove them.
      for (const name of readdirSync(batch.work).filter((file) => IS_LOCK.test(file))) {
        rmSync(join(batch.work, name));
      }
      if (!reportIsWritten(batch)) await command(batch.work, ['runs', 'report'], {});
      return { end: { ...remains(batch.work, result), ...reported(batch) }, unsound };
    }
    if (stopped > 2 * MOST_STOPS) throw new Error(`does not end: ${JSON.stringify(story)}`);
  }
}

/** Whether the error report of a batch is there, or none was to be written. */
function reportIsWritten({ expected, work }) {
  return Object.keys(expected.files)
    .filter((name) => name.endsWith('.errors.csv'))
    .every((name) => existsSync(join(work, name)));
}

/** What a run that was killed while it was reported cannot have said. */
const reported = ({ expected: { code, told } }) => ({ code, told });

/** How a command is to be stopped: told to itself in its environment, or done by `onStart`. */
function stopIn(scene, batch, random) {
  const signal = pick(SIGNALS, random);
  if (scene === 'clock') return byTheClock(signal, batch.ms, batch, random);
  if (scene === 'worker') {
    const phase = pick(WORKER_PHASES, random);
    const at = moment(phase, 'SIGSTOP-worker', batch, random);
    return { ...at, met: { phase: `worker in ${phase}` } };
  }
  // Also in the midst of what SQLite writes for a step.
  if (scene === 'making' && random() < 0.3) {
    return byTheClock(signal, MAKING_SHARE * batch.ms, batch, random);
  }
  return moment(scene, signal, batch, random);
}

function byTheClock(signal, most, batch, random) {
  const ms = Math.floor(random() * most);
  const met = {};
  const onStart = async (child) => {
    met.phase = await killLater(child, signal, ms, batch.work);
  };
  return { how: `${signal} after ${ms} ms`, onStart, met };
}

function moment(phase, signal, { steps }, random) {
  const step = 1 + Math.floor(random() * steps[phase]);
  return {
    how: `${signal} at step ${step} of ${phase}`,
    env: { TORTURE_AT: `${phase}:${step}:${signal}` },
    met: { phase },
  };
}

const pick = (list, random) => list[Math.floor(random() * list.length)];

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
