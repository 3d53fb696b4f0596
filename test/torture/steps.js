/**
 * Preloaded into a command (NODE_OPTIONS=--import ...): counts its steps, each a statement
 * to the database or a change to a file, and keeps the phase of the run in a file.
 *
 *   TORTURE_PHASE=<file>              the phase, written whenever it changes
 *   TORTURE_STEPS=<file>              at the end: how many steps each phase had, as JSON
 *   TORTURE_AT=<phase>:<n>:<signal>   just before the n-th step of a phase (from 1) the process
 *                                     sends itself a signal; "all" in <signal>, as in
 *                                     SIGKILL-all, sends it to its process group, "worker"
 *                                     to its worker process, as soon as it has one
 *
 *   TORTURE_FIRST=1                   the run makes its database: phase "making", before "start"
 *
 * It makes the command lose its patience soon with a worker process that has stopped.
 */

import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { TIME_LIMITS } from '../../dist/workers/time-limits.js';

/** Instead of minutes; the time of a photo itself is in the command. */
const IMPATIENT = { openingMs: 15_000, graceMs: 500, leavingMs: 1_000, tickMs: 50 };

/** How a phase begins, in the order of a run. */
const BEGINS = [
  ['read', /^INSERT INTO runs/],
  ['match', /^SELECT entry AS number/],
  ['extract', /^SELECT count\(\*\) FROM run_items/],
  ['decide', /^SELECT entry AS number/],
  ['apply', /^BEGIN IMMEDIATE$/],
  // With the end of the transaction in which all is applied.
  ['report', /(?!)/],
  ['end', /^DELETE FROM run_items/],
];

/** Of fs: what changes files. */
const CHANGES = [
  ...['appendFileSync', 'writeFileSync', 'fsyncSync', 'renameSync', 'rmSync', 'unlinkSync'],
  ...['linkSync', 'copyFileSync', 'truncateSync', 'ftruncateSync'],
];

const { TORTURE_PHASE, TORTURE_STEPS, TORTURE_AT, TORTURE_FIRST } = process.env;
const [atPhase, atStep, atSignal = ''] = (TORTURE_AT ?? '').split(':');
const isCommand = isMainThread && process.argv[1]?.endsWith('faceenroll.js');
const steps = {};
let phase;

const { writeFileSync } = fs;
let worker;
/** Whether a worker process has been sent its signal; those that take its place are not. */
let signaled = false;

function enter(next) {
  phase = next;
  steps[phase] ??= 0;
  writeFileSync(TORTURE_PHASE, phase);
}

/** The last thing that is done to a new database, but for the end of the transaction. */
const MADE = /^application_id = /;

function step(what) {
  if (phase === 'making') {
    if (made && what !== 'COMMIT') enter('start');
    made ||= MADE.test(what);
  }
  const at = BEGINS.findIndex(([name]) => name === phase);
  // One phase at a time.
  const [next, begins] = BEGINS[at + 1] ?? [];
  if (begins?.test(what)) enter(next);
  else if (phase === 'apply' && what === 'COMMIT' && steps.apply > 1) committing = true;
  else if (committing) {
    committing = false;
    enter('report');
  }
  steps[phase] += 1;
  const [signal, whom] = atSignal.split('-');
  if (whom === 'worker') {
    const due = phase === atPhase && steps[phase] >= Number(atStep);
    if (due && !signaled && worker) signaled = worker.kill(signal);
  } else if (phase === atPhase && steps[phase] === Number(atStep)) {
    process.kill(whom === 'all' ? -process.pid : process.pid, signal);
    // The system may take its time.
    if (signal === 'SIGKILL') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
}
let made = false;
let committing = false;

function counted(object, names, whatOf) {
  for (const name of names) {
    const original = object[name];
    object[name] = function (...args) {
      step(whatOf(this, args));
      return original.apply(this, args);
    };
  }
}

if (isCommand) {
  enter(TORTURE_FIRST ? 'making' : 'start');
  const statement = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1'));
  const flat = (sql) => sql.trim().replace(/\s+/g, ' ');
  counted(statement, ['run', 'get', 'all', 'iterate'], ({ source }) => flat(source));
  counted(Database.prototype, ['exec', 'pragma'], (_, [sql]) => flat(String(sql)));
  // Reports are written by these, and databases are made.
  counted(fs, CHANGES, (_, [path]) => `${path}`);
  const { fork } = childProcess;
  childProcess.fork = (...args) => {
    worker = fork(...args);
    return worker;
  };
  syncBuiltinESMExports();
  Object.assign(TIME_LIMITS, IMPATIENT);
  if (TORTURE_STEPS) {
    process.on('exit', () => writeFileSync(TORTURE_STEPS, JSON.stringify(steps)));
  }
}
