import type { Setup } from './messages.js';
import type { TimeLimits } from './time-limits.js';
import { type Listener, WorkerProcess } from './worker-process.js';

/** A worker process, whatever class it is of. */
export type AnyProcess = Pick<WorkerProcess, keyof WorkerProcess>;

/**
 * Where pools get their worker processes, and what becomes of those when a pool closes. To start
 * one and open its models takes a second: who runs many commands may keep it for the next pool.
 */
export interface WorkerProcesses {
  take(setup: Setup, limits: TimeLimits, listener: Listener): AnyProcess;
  /** Gets a process whose photos are all finished, though it may open its models yet. */
  giveBack(process: AnyProcess): Promise<void>;
}

/** A new process for each pool, which ends with it. */
export const NEW_PROCESSES: WorkerProcesses = {
  take: (setup, limits, listener) => new WorkerProcess(setup, limits, listener),
  giveBack: (process) => process.stop(),
};
