/** The ceiling: how fast the models alone could be on this machine, in as many threads. */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export class Ceiling {
  #workers;

  constructor(workers) {
    this.#workers = workers;
  }

  /** Starts the threads and opens the models in each. */
  static async open(packModels, threads) {
    const workers = Array.from({ length: threads }, () => {
      return new Worker(new URL('inference-worker.js', import.meta.url), {
        workerData: packModels,
      });
    });
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    return new Ceiling(workers);
  }

  /** Runs the pipeline over the photos and returns the inferences it made for each, in order. */
  async countInferences(photos) {
    const counted = (await this.#all('count', { photos, next: counter() })).flat();
    return counted.sort(([p], [q]) => p - q).map(([, made]) => made);
  }

  /**
   * The seconds that the inferences take on ready tensors, by the clock and by the CPUs;
   * threads and models are there before.
   */
  async measure(inferences) {
    await this.#all('prepare', { inferences });
    const started = performance.now();
    const before = process.cpuUsage();
    await this.#all('infer', { next: counter() });
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
  }

  /** Lets the threads end by themselves: ending one inside a model would abort the process. */
  async close() {
    for (const worker of this.#workers) worker.postMessage({ task: 'close' });
    await Promise.all(this.#workers.map((worker) => once(worker, 'exit')));
  }

  /** Gives every thread a task and waits for all answers. */
  #all(task, details) {
    return Promise.all(
      this.#workers.map(async (worker) => {
        worker.postMessage({ task, ...details });
        const [answer] = await once(worker, 'message');
        return answer;
      }),
    );
  }
}

/** The index of the next photo to take, shared by the threads. */
function counter() {
  return new Int32Array(new SharedArrayBuffer(4));
}
