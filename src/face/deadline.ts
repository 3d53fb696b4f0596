import type { ModelSession } from '../models/session.js';

/** A photo's time is up; extraction turns it into its failure. */
export class TimedOut extends Error {}

/**
 * The moment until which a photo may be worked on. A thread inside native code cannot be
 * stopped without ending the process, so the time is checked before every inference, and
 * libvips is given what is left of it.
 */
export class Deadline {
  readonly #end: number;

  constructor(readonly ms: number) {
    this.#end = performance.now() + ms;
  }

  /** Whole seconds that are left, at least one: libvips counts in seconds. */
  get secondsLeft(): number {
    return Math.max(1, Math.ceil((this.#end - performance.now()) / 1000));
  }

  /** @throws {TimedOut} when the time is up. */
  check(): void {
    if (performance.now() > this.#end) throw new TimedOut();
  }

  /** The model, refusing to run when the time is up. */
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
