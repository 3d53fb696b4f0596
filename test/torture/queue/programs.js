/** Imports and workers as processes of their own, to be killed and started again. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../../bin/faceenroll.js', import.meta.url));

/** A command that takes longer does not end by itself. */
const MOST_MS = 600_000;

/** Those under way: none outlives the torture. */
const running = new Set();
process.on('exit', () => {
  for (const program of running) program.signal('SIGKILL', { all: true });
});

/** A command under way. */
export class Program {
  /** @param {string} cwd @param {readonly string[]} words @param {Record<string, string>} env */
  constructor(cwd, words, env) {
    const others = Object.entries(process.env).filter(([name]) => !name.startsWith('FACEENROLL_'));
    const child = spawn(process.execPath, [BIN, ...words], {
      cwd,
      env: { ...Object.fromEntries(others), ...env },
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child = child;
    this.stderr = '';
    this.isDisturbed = false;
    child.stderr.on('data', (data) => {
      this.stderr += data;
    });
    const impatience = setTimeout(() => child.kill('SIGABRT'), MOST_MS);
    running.add(this);
    this.ended = once(child, 'close').then(([code, signal]) => {
      running.delete(this);
      clearTimeout(impatience);
      return { code, signal };
    });
  }

  get isRunning() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Sends a signal to it, or to all processes that it has started as well. */
  signal(name, { all = false } = {}) {
    if (!this.isRunning) return false;
    this.isDisturbed = true;
    process.kill(all ? -this.child.pid : this.child.pid, name);
    return true;
  }

  /** Lets all go on that was stopped; its processes may outlive it. */
  goOn() {
    try {
      process.kill(-this.child.pid, 'SIGCONT');
    } catch {
      // All of them are gone.
    }
  }
}

/** A program that is started again whenever it ends, until it is told to stop. */
export class Restarted {
  #isStopped = false;
  /** How it ended when nobody had killed it. */
  wrong = [];

  constructor(start) {
    this.program = start();
    this.done = this.#always(start);
  }

  async #always(start) {
    for (;;) {
      const { code, signal } = await this.program.ended;
      if (!this.program.isDisturbed) {
        this.wrong.push(
          `a worker ended with ${code ?? signal}: ${this.program.stderr.slice(-300)}`,
        );
      }
      if (this.#isStopped) return;
      this.program = start();
    }
  }

  async stop() {
    this.#isStopped = true;
    this.program.signal('SIGTERM');
    await this.done;
  }
}
