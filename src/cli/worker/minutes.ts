import { workerProgressText } from '../../render/worker.js';

const MINUTE_MS = 60_000;

/** Tells every minute what a worker has done in it, if it has done anything: logs keep all of it. */
export class Minutes {
  #done = 0;
  #failed = 0;
  #told = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly tell: (text: string) => void) {
    this.#timer = setInterval(() => this.#tell(), MINUTE_MS);
    // It is no reason to stay.
    this.#timer.unref();
  }

  /** A photo is done. */
  add(isFailed: boolean): void {
    this.#done += 1;
    if (isFailed) this.#failed += 1;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tell(): void {
    const lately = this.#done - this.#told;
    if (lately === 0) return;
    this.#told = this.#done;
    const sum = { done: this.#done, failed: this.#failed };
    this.tell(workerProgressText(sum, { done: lately, seconds: MINUTE_MS / 1000 }));
  }
}
