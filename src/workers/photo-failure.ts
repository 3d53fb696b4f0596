import { type Failure, fail } from '../domain/failures.js';
import type { Setup, WorkerTask } from './messages.js';
import type { ProcessEnd } from './process-listener.js';
import { type TimeLimits, timeOf } from './time-limits.js';

const MEGABYTE = 1e6;

/** Advice for a photo at which the process stops responding even to its time limit. */
const STOOD_STILL =
  'Try it again. If it fails again, save the photo with another program, or remove it.';

/** The failure of a photo that alone has ended its process. */
export function photoFailure(
  task: Exclude<WorkerTask, string>,
  { how, overMemory, silent }: ProcessEnd,
  { maxMemory = 0 }: Pick<Setup, 'maxMemory'>,
  limits: TimeLimits,
): Failure {
  if (overMemory) {
    const advice = 'Save the photo with fewer pixels, or allow more memory (--max-memory).';
    return fail('WORKER_CRASHED', { megabytes: maxMemory / MEGABYTE }, advice);
  }
  if (!silent) return fail('WORKER_CRASHED', { how });
  return fail('TIMED_OUT', { seconds: timeOf(task, limits) / 1000 }, STOOD_STILL);
}
