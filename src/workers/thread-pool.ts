import { Piscina } from 'piscina';
import {
  OPEN_MODELS,
  type Setup,
  TASKS_PER_THREAD,
  type Unopened,
  type WorkerAnswer,
  type WorkerTask,
} from './messages.js';

/**
 * Limit of a thread's young generation. A photo leaves 1 MB of garbage; only long batches reach
 * V8's own limit of 48 MB, and gain nothing from it.
 */
const YOUNG_GENERATION_MB = 8;

type Threads = Piscina<WorkerTask, WorkerAnswer | Unopened>;

/** The threads of the worker process, which itself connects them to the command: see pool.ts. */
export class ThreadPool {
  readonly #pool: Threads;
  readonly #opened: Promise<readonly PromiseSettledResult<WorkerAnswer | Unopened>[]>;

  /** Starts the threads and makes them open their models. */
  constructor({ models, threads, work }: Setup) {
    this.#pool = new Piscina<WorkerTask, WorkerAnswer | Unopened>({
      filename: new URL(`./${work}-worker.js`, import.meta.url).href,
      workerData: models,
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker: TASKS_PER_THREAD[work],
      // A thread that sleeps between photos could not continue the one being decoded.
      atomics: 'disabled',
      idleTimeout: Number.POSITIVE_INFINITY,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    const opening = Array.from({ length: threads }, () => this.#pool.run(OPEN_MODELS));
    this.#opened = Promise.allSettled(opening);
  }

  /** Resolves when the models are open, or with one that cannot be; the first photo reports any other error. */
  async opened(): Promise<Unopened | undefined> {
    for (const settled of await this.#opened) {
      if (settled.status === 'fulfilled' && settled.value?.kind === 'unopened')
        return settled.value;
    }
    return undefined;
  }

  /** Rejects only when a thread breaks down, never because of a photo. */
  run(task: WorkerTask): Promise<WorkerAnswer> {
    return this.#pool.run(task) as Promise<WorkerAnswer>;
  }

  /** Ends the threads, which must be idle: ending one inside a model aborts the whole process. */
  async close(): Promise<void> {
    await this.#pool.close();
  }
}
