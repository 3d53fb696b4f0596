import { Piscina } from 'piscina';

/** Files read at the same time: a folder on the network takes 5 to 20 ms for one. */
const THREADS = 8;

/**
 * Limit of a thread's young generation, whose garbage holds the bytes of photos. Up to V8's own limit
 * of 48 MB the threads of a long import would grow, and gain nothing from it.
 */
const YOUNG_GENERATION_MB = 2;

/** Threads that read photos: several at the same time, and not the main thread, which has other things to do. */
export class ReadingThreads<Task, Result> {
  readonly #pool: Piscina<Task, Result>;

  /** @param entry what the threads do, a module under this folder */
  constructor(entry: './import/reader.js' | './worker/shared-reader.js', setup: object) {
    this.#pool = new Piscina<Task, Result>({
      filename: new URL(entry, import.meta.url).href,
      workerData: setup,
      minThreads: 1,
      maxThreads: THREADS,
      idleTimeout: 10_000,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
  }

  /** Photos to be read at once; more would only be in memory. */
  get atOnce(): number {
    return 2 * THREADS;
  }

  read(task: Task): Promise<Result> {
    return this.#pool.run(task);
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}
