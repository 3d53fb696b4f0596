import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { Extraction, ExtractionJob } from '../domain/sample.js';
import type { PackModels } from '../models/packs.js';
import { OPEN_MODELS, TRY_MODELS, type WorkerTask } from './messages.js';

/** While a thread computes one photo, the next is decoded behind its back. */
const PHOTOS_PER_THREAD = 2;

/**
 * What a thread may hold of short-lived values. A photo leaves 1 MB of them; V8's own
 * limit of 48 MB is only reached in long batches, and makes them larger for nothing.
 */
const YOUNG_GENERATION_MB = 8;

type Threads = Piscina<WorkerTask, Extraction | undefined>;

/** Threads that turn photos into samples. */
export class ExtractionPool {
  readonly #threads: number;
  readonly #models: PackModels;
  readonly #atWork = new Set<Promise<unknown>>();
  #pool: Threads | undefined;

  /** One thread a core by default: a model runs on one thread, and two of those beat one of two. */
  constructor(models: PackModels, threads: number = availableParallelism()) {
    this.#models = models;
    this.#threads = threads;
  }

  /** How many photos it takes at once; more would only wait in memory. */
  get capacity(): number {
    return this.#threads * PHOTOS_PER_THREAD + 1;
  }

  /** Starts the threads and has them open their models, if that has not begun, so that they are ready when the first photo comes. */
  start(): void {
    this.#started();
  }

  #started(): Threads {
    if (this.#pool) return this.#pool;
    const pool = new Piscina<WorkerTask, Extraction | undefined>({
      filename: new URL('./extract-worker.js', import.meta.url).href,
      workerData: this.#models,
      minThreads: this.#threads,
      maxThreads: this.#threads,
      concurrentTasksPerWorker: PHOTOS_PER_THREAD,
      // A thread that slept between its photos could not go on with the one being decoded.
      atomics: 'disabled',
      idleTimeout: Number.POSITIVE_INFINITY,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    // A model that cannot be opened is told with the first photo.
    for (let i = 0; i < this.#threads; i += 1) this.#run(pool, OPEN_MODELS).catch(() => {});
    this.#pool = pool;
    return pool;
  }

  /** Extracts one photo. Rejects only when a worker breaks down, never for a photo. */
  async extract(job: ExtractionJob): Promise<Extraction> {
    return (await this.#run(this.#started(), job)) as Extraction;
  }

  /** Rejects with what is wrong when the models do not do what their pack says. */
  async tryModels(): Promise<void> {
    await this.#run(this.#started(), TRY_MODELS);
  }

  #run(pool: Threads, task: WorkerTask): Promise<Extraction | undefined> {
    const work = pool.run(task);
    this.#atWork.add(work);
    const done = (): boolean => this.#atWork.delete(work);
    work.then(done, done);
    return work;
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
