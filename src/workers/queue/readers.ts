import { Piscina } from 'piscina';
import type { ReaderSetup, ReaderTask, ReadPhoto } from './reader.js';

/** Files read at the same time: a folder on the network takes 5 to 20 ms for one. */
const THREADS = 8;

/** Threads that read photos and seal them. */
export class Readers {
  readonly #pool: Piscina<ReaderTask, ReadPhoto>;

  constructor(setup: ReaderSetup) {
    this.#pool = new Piscina<ReaderTask, ReadPhoto>({
      filename: new URL('./reader.js', import.meta.url).href,
      workerData: setup,
      minThreads: 1,
      maxThreads: THREADS,
      idleTimeout: 10_000,
    });
  }

  /** Photos to be read at once; more would only be in memory. */
  get atOnce(): number {
    return 2 * THREADS;
  }

  read(task: ReaderTask): Promise<ReadPhoto> {
    return this.#pool.run(task);
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}
