import { Piscina } from 'piscina';
import {
  OPEN_MODELS,
  type Setup,
  TASKS_PER_THREAD,
  type WorkerAnswer,
  type WorkerTask,
} from './messages.js';

/**
 * What a thread may hold of short-lived values. A photo leaves 1 MB of them; V8's own
 * limit of 48 MB is only reached in long batches, and makes them larger for nothing.
 */
const YOUNG_GENERATION_MB = 8;

type Threads = Piscina<WorkerTask, WorkerAnswer>;

/** The threads of the worker process. It stands between them and the command: see pool.ts. */
export class ThreadPool {
  readonly #pool: Threads;
  readonly #opened: Promise<unknown>;

  /** Starts the threads and has them open their models. */
  constructor({ models, threads, work }: Setup) {
    this.#pool = new Piscina<WorkerTask, WorkerAnswer>({
      filename: new URL(`./${work}-worker.js`, import.meta.url).href,
      workerData: models,
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker: TASKS_PER_THREAD[work],
      // A thread that slept between its photos could not go on with the one being decoded.
      atomics: 'disabled',
      idleTimeout: Number.POSITIVE_INFINITY,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    const opening = Array.from({ length: threads }, () => this.#pool.run(OPEN_MODELS));
    this.#opened = Promise.allSettled(opening);
  }

  /** Resolves when the models are open; one that cannot be opened is told with the first photo. */
  async opened(): Promise<void> {
    await this.#opened;
  }

  /** Rejects only when a thread breaks down, never for a photo. */
  run(task: WorkerTask): Promise<WorkerAnswer> {
    return this.#pool.run(task);
  }

  /**
   * Ends the threads. None may be at work: the pool would end it there, and inside a model
   * that aborts the whole process.
   */
  async close(): Promise<void> {
    await this.#pool.close();
  }
}
