/** The command, run so that it can be stopped at a moment of its own or by the clock. */

import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/faceenroll.js', import.meta.url));
const STEPS = new URL('./steps.js', import.meta.url).href;

/** A command that takes longer does not end by itself; one takes some seconds. */
const MOST_MS = 180_000;

/**
 * Runs the command in a process group of its own, and waits for its end; `env` are the
 * variables of steps.js.
 */
export function command(cwd, words, env = {}, onStart = () => {}) {
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
    let endless = false;
    const impatience = globalThis.setTimeout(() => {
      endless = true;
      process.kill(-child.pid, 'SIGKILL');
    }, MOST_MS);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(impatience);
      resolve({ code, signal, stdout, stderr, endless, phase: phaseOf(cwd) });
    });
    onStart(child);
  });
}

/** Sends a signal by the clock, and returns the phase that it met. */
export async function killLater(child, signal, ms, cwd) {
  await setTimeout(ms, undefined, { ref: false });
  if (child.exitCode !== null || child.signalCode !== null) return undefined;
  const phase = phaseOf(cwd);
  const [name, all] = signal.split('-');
  process.kill(all ? -child.pid : child.pid, name);
  return phase;
}

const phaseFileOf = (cwd) => join(cwd, '..', 'phase');

function phaseOf(cwd) {
  return existsSync(phaseFileOf(cwd)) ? readFileSync(phaseFileOf(cwd), 'utf8') : 'start';
}
