import type { Setup } from './messages.js';
import type { WorkerProcesses } from './processes.js';
import type { TimeLimits } from './time-limits.js';

/** What a pool is to be; what is undefined is as usual. */
export interface PoolOptions {
  /** One a core by default: a model runs on one thread, and two of those beat one of two. */
  readonly threads?: number | undefined;
  /** What the worker process may hold, in megabytes; no limit unless told. */
  readonly maxMemory?: number | undefined;
  /** Photos unless told. */
  readonly work?: Setup['work'];
  readonly limits?: TimeLimits;
  /** Where its worker process comes from; a new one unless told. */
  readonly processes?: WorkerProcesses | undefined;
}
