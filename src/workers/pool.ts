import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { Extraction, ExtractionJob } from '../domain/sample.js';
import type { WorkerSetup } from './messages.js';

/** While a thread computes one photo, the next is decoded behind its back. */
const PHOTOS_PER_THREAD = 2;

/** Threads that turn photos into samples. They start with the first photo. */
export class ExtractionPool {
  readonly #threads: number;
  readonly #setup: WorkerSetup;
  readonly #atWork = new Set<Promise<Extraction>>();
  #pool: Piscina<ExtractionJob, Extraction> | undefined;

  /** One thread a core by default: a model runs on one thread, and two of those beat one of two. */
  constructor(setup: WorkerSetup, threads: number = availableParallelism()) {
    this.#setup = setup;
    this.#threads = threads;
  }

  /** How many photos it takes at once; more would only wait in memory. */
  get capacity(): number {
    return this.#threads * PHOTOS_PER_THREAD + 1;
  }

  /** Extracts one photo. Rejects only when a worker breaks down, never for a photo. */
  extract(job: ExtractionJob): Promise<Extraction> {
    this.#pool ??= new Piscina<ExtractionJob, Extraction>({
      filename: new URL('./extract-worker.js', import.meta.url).href,
      workerData: this.#setup,
      minThreads: this.#threads,
      maxThreads: this.#threads,
      concurrentTasksPerWorker: PHOTOS_PER_THREAD,
      // A thread that slept between its photos could not go on with the one being decoded.
      atomics: 'disabled',
      idleTimeout: Number.POSITIVE_INFINITY,
    });
    const extraction = this.#pool.run(job);
    this.#atWork.add(extraction);
    const done = (): boolean => this.#atWork.delete(extraction);
    extraction.then(done, done);
    return extraction;
  }

  /**
   * Ends the threads once every photo that was handed in is finished. The pool by itself
   * would end a thread at its work, and inside a model that aborts the whole process.
   */
  async close(): Promise<void> {
    await Promise.allSettled(this.#atWork);
    await this.#pool?.close();
  }
}
