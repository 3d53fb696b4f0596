import type { Crew } from '../../domain/crew.js';
import { FatalError } from '../../domain/fatal-error.js';

/** A worker that is started again is back by then; clients have not lost their patience yet. */
const PATIENCE_MS = 15_000;

/** Nobody is there who could extract a photo; the caller may try again. */
export class UnstaffedError extends FatalError {
  override readonly name = 'UnstaffedError';
}

/** Looks how long nobody has been there who extracts photos. */
export class Staffing {
  /** By `now`. */
  #aloneSince: number | undefined;

  /** @param now milliseconds of a clock that runs evenly */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * What is wrong when nobody has been there for too long.
   *
   * @param crew undefined where threads of this machine extract photos
   */
  problem(crew: Crew | undefined): UnstaffedError | undefined {
    if (!crew || (crew.members.length > 0 && !crew.isAway)) {
      this.#aloneSince = undefined;
      return undefined;
    }
    this.#aloneSince ??= this.now();
    if (this.now() - this.#aloneSince < PATIENCE_MS) return undefined;
    const why = crew.isAway ? 'PostgreSQL is away' : 'no worker takes photos from the queue';
    return new UnstaffedError(`nothing can be extracted: ${why}`);
  }
}
