import type { Setup } from './messages.js';
import type { WorkerProcesses } from './processes.js';
import type { TimeLimits } from './time-limits.js';

/** Options of a pool; undefined ones have defaults. */
export interface PoolOptions {
  /** Defaults to one per core: a model runs on one thread, and two of those beat one with two. */
  readonly threads?: number | undefined;
  /** Memory limit of the worker process, in megabytes; none by default. */
  readonly maxMemory?: number | undefined;
  /** Defaults to photos. */
  readonly work?: Setup['work'];
  readonly limits?: TimeLimits;
  /** Supplies the worker process; defaults to a new one. */
  readonly processes?: WorkerProcesses | undefined;
}
