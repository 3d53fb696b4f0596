import { setTimeout } from 'node:timers/promises';

/** What a watch has from outside, so that tests need not wait. */
export interface Surroundings {
  /** Milliseconds; never goes back. */
  now(): number;
  /** Ends early, without an error, when the signal comes. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

export const REAL: Surroundings = {
  now: () => performance.now(),
  pause: async (ms, signal) => {
    await setTimeout(ms, undefined, { signal }).catch(() => {});
  },
};
