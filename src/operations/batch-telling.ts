import type { Crew } from '../domain/crew.js';
import type { Host } from './host.js';
import type { BatchProgress } from './progress.js';

/** Who works on other machines changes also while no photo comes back. */
const EVERY_MS = 1_000;

type At = BatchProgress['at'];

/** Who knows who works, where that is on other machines. */
interface HasCrew {
  crew?(): Crew;
}

/** Tells how far a batch is: after each photo and, where other machines work on it, every second. */
export class BatchTelling {
  readonly #host: Pick<Host, 'progress'>;
  readonly #pool: HasCrew;
  #at: At | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(host: Pick<Host, 'progress'>, pool: HasCrew) {
    this.#host = host;
    this.#pool = pool;
  }

  tell(at: At): void {
    this.#at = at;
    this.#show();
    if (at.phase !== 'extract' && at.phase !== 'encode') clearInterval(this.#timer);
    else if (this.#pool.crew) {
      this.#timer ??= setInterval(() => this.#show(), EVERY_MS);
      // It is no reason to stay.
      this.#timer.unref();
    }
  }

  end(): void {
    clearInterval(this.#timer);
    this.#host.progress(undefined);
  }

  #show(): void {
    if (this.#at) this.#host.progress({ kind: 'batch', at: this.#at, crew: this.#pool.crew?.() });
  }
}
