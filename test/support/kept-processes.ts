import { statSync } from 'node:fs';
// Worker processes load JavaScript: commands are tested as they are built.
import {
  type AnyProcess,
  NEW_PROCESSES,
  type WorkerProcesses,
} from '../../dist/workers/processes.js';
import type { Setup } from '../../src/workers/messages.js';

/** Tests use few setups; each process holds 200 MB. */
const MOST = 3;

/** What each process was started with, where, and the files that it reads. */
const names = new WeakMap<AnyProcess, string>();

/** The one that was used last at the end. */
let idle: AnyProcess[] = [];

function nameOf(setup: Setup): string {
  const { detector, landmarks, encoder, liveness } = setup.models;
  const files = [detector, landmarks, encoder, ...(liveness ? [liveness] : [])];
  const stats = files.map(({ path }) => statSync(path, { throwIfNoEntry: false }));
  const versions = stats.map((stat) => [stat?.ino, stat?.size, stat?.mtimeMs]);
  // Paths of photos may be relative, and a process stays in the folder where it was started.
  return JSON.stringify([setup, process.cwd(), versions]);
}

function forget(process: AnyProcess): void {
  idle = idle.filter((one) => one !== process);
}

/**
 * Keeps worker processes for the commands after, which save the time to start one and open its
 * models. They share nothing: each photo is on its own. One that may have only so much memory
 * is counted on to be new, and one that has not opened its models is of no use.
 */
export const KEPT_PROCESSES: WorkerProcesses = {
  take(setup, limits, listener) {
    const name = nameOf(setup);
    const kept = idle.findLast((one) => names.get(one) === name);
    if (kept) {
      forget(kept);
      kept.setListener(listener);
      return kept;
    }
    const process = NEW_PROCESSES.take(setup, limits, listener);
    names.set(process, name);
    return process;
  },

  async giveBack(process) {
    const { setup, takesPhotos } = process;
    if (!takesPhotos || setup.maxMemory !== undefined) return NEW_PROCESSES.giveBack(process);
    process.setListener({ onProgress: () => {}, onEnd: () => forget(process) });
    idle.push(process);
    const [oldest] = idle;
    if (!oldest || idle.length <= MOST) return;
    forget(oldest);
    await NEW_PROCESSES.giveBack(oldest);
  },
};
