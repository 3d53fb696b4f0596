import type { WorkerTask } from './messages.js';

/** How long a worker process may be silent, in milliseconds. */
export interface TimeLimits {
  /** From start until its models are open. */
  readonly openingMs: number;
  /** Added to a photo's own limit, which its thread checks between inferences. */
  readonly graceMs: number;
  /** For one thumbnail, which has no limit of its own. */
  readonly encodingMs: number;
  /** For trying the models. */
  readonly tryingMs: number;
  /** For exiting on request, when idle. */
  readonly leavingMs: number;
  /** Interval of the command's checks. */
  readonly tickMs: number;
}

export const TIME_LIMITS: TimeLimits = {
  // Takes a second; from a slow network drive, on a machine that swaps, a minute.
  openingMs: 180_000,
  graceMs: 10_000,
  // Takes 10 to 50 ms.
  encodingMs: 60_000,
  tryingMs: 180_000,
  leavingMs: 5_000,
  tickMs: 250,
};

/** Time limit of a task, in milliseconds, without the grace. */
export function timeOf(task: WorkerTask, limits: TimeLimits): number {
  if (typeof task === 'string') return limits.tryingMs;
  if ('jpeg' in task) return limits.encodingMs;
  if ('profile' in task || 'shows' in task) return ownTimeOf(task);
  // Drawing the annotated photo has as much time as extracting.
  const turns = task.inspect?.picture === undefined ? 1 : 2;
  return turns * ownTimeOf(task);
}

/** When the thread itself gives up a task, in milliseconds; infinite for other tasks than photos. */
export function ownTimeOf(task: WorkerTask): number {
  if (typeof task === 'string' || 'jpeg' in task) return Number.POSITIVE_INFINITY;
  return 'policy' in task ? task.policy.timeoutMs : task.timeoutMs;
}
