import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { Extraction, ExtractionJob } from '../domain/sample.js';
import type { WorkerSetup } from './messages.js';

/** Threads that turn photos into samples. They start with the first photo. */
export class ExtractionPool {
  readonly threads: number;
  readonly #setup: WorkerSetup;
  #pool: Piscina<ExtractionJob, Extraction> | undefined;

  /** One thread a core by default: a model runs on one thread, and two of those beat one of two. */
  constructor(setup: WorkerSetup, threads: number = availableParallelism()) {
    this.#setup = setup;
    this.threads = threads;
  }

  /** Extracts one photo. Rejects only when a worker breaks down, never for a photo. */
  extract(job: ExtractionJob): Promise<Extraction> {
    this.#pool ??= new Piscina<ExtractionJob, Extraction>({
      filename: new URL('./extract-worker.js', import.meta.url).href,
      workerData: this.#setup,
      minThreads: this.threads,
      maxThreads: this.threads,
      idleTimeout: Number.POSITIVE_INFINITY,
    });
    return this.#pool.run(job);
  }

  /** Ends the threads once what they are at is finished; ending one inside a model would abort the process. */
  async close(): Promise<void> {
    await this.#pool?.close();
  }
}
