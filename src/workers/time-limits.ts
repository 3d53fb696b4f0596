import type { WorkerTask } from './messages.js';

/** How long a worker process may be silent, in milliseconds. */
export interface TimeLimits {
  /** From its start until its models are open. */
  readonly openingMs: number;
  /** Beyond what a photo may take: its thread looks at the time itself, between two inferences. */
  readonly graceMs: number;
  /** For one thumbnail, which has no time of its own. */
  readonly encodingMs: number;
  /** To try what the models do. */
  readonly tryingMs: number;
  /** From when it is asked to leave, with nothing to do. */
  readonly leavingMs: number;
  /** How often the command looks. */
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

/** What a task may take, in milliseconds, without the grace. */
export function timeOf(task: WorkerTask, limits: TimeLimits): number {
  if (typeof task === 'string') return limits.tryingMs;
  if ('jpeg' in task) return limits.encodingMs;
  // Drawing what was seen into the photo has as much time as looking at it.
  const turns = task.inspect?.heading === undefined ? 1 : 2;
  return turns * ownTimeOf(task);
}

/** When its thread itself gives a task up, in milliseconds; never, if it is no photo. */
export function ownTimeOf(task: WorkerTask): number {
  return typeof task === 'object' && 'policy' in task
    ? task.policy.timeoutMs
    : Number.POSITIVE_INFINITY;
}
