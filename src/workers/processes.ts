import type { Setup } from './messages.js';
import type { Listener } from './process-listener.js';
import type { TimeLimits } from './time-limits.js';
import { WorkerProcess } from './worker-process.js';

/** A worker process or a test double. */
export type AnyProcess = Pick<WorkerProcess, keyof WorkerProcess>;

/**
 * Supplies worker processes to pools and takes them back. Starting one and opening its models takes
 * a second, so a caller with many commands may keep it for the next pool.
 */
export interface WorkerProcesses {
  take(setup: Setup, limits: TimeLimits, listener: Listener): AnyProcess;
  /** Takes a process without pending photos; it may still be opening its models. */
  giveBack(process: AnyProcess): Promise<void>;
}

/** Starts a new process for each pool and ends it with the pool. */
export const NEW_PROCESSES: WorkerProcesses = {
  take: (setup, limits, listener) => new WorkerProcess(setup, limits, listener),
  giveBack: (process) => process.stop(),
};
