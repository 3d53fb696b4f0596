import type { ModelSession } from '../models/session.js';

/** A photo's time limit was exceeded; extraction turns it into a failure. */
export class TimedOut extends Error {}

/**
 * The time limit of a photo. A thread in native code cannot be stopped without ending the process,
 * so the limit is checked before every inference, and libvips gets the remaining time.
 */
export class Deadline {
  readonly #end: number;

  constructor(readonly ms: number) {
    this.#end = performance.now() + ms;
  }

  /** Remaining time in whole seconds, at least 1: libvips counts in seconds. */
  get secondsLeft(): number {
    return Math.max(1, Math.ceil((this.#end - performance.now()) / 1000));
  }

  /** @throws {TimedOut} after the limit. */
  check(): void {
    if (performance.now() > this.#end) throw new TimedOut();
  }

  /** Wraps a model so that it refuses to run after the limit. */
  guard(model: ModelSession): ModelSession {
    const guarded: Pick<ModelSession, 'run' | 'runFloats'> = {
      run: (...input) => {
        this.check();
        return model.run(...input);
      },
      runFloats: (...input) => {
        this.check();
        return model.runFloats(...input);
      },
    };
    return guarded as ModelSession;
  }
}
