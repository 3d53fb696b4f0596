import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { WorkerFacts } from '../domain/crew.js';
import type { WorkerState, WorkHeard } from '../operations/queue/worker-types.js';

/** From a small photo on a fast machine to one that is searched in tiles on a slow one. */
const SECONDS = [0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 30];

/** What Prometheus reads of a worker. */
export interface WorkerMetrics {
  readonly registry: Registry;
  readonly heard: WorkHeard;
}

/** Metrics of a worker. No label is a user's, a photo's or a folder's. */
export function workerMetrics({ pack, encoder, threads }: WorkerFacts): WorkerMetrics {
  const registry = new Registry();
  const registers = [registry];
  let state: WorkerState | undefined;
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'faceenroll_worker_info',
    help: 'What this worker is; always 1.',
    registers,
    labelNames: ['pack', 'encoder'] as const,
  }).set({ pack, encoder }, 1);
  new Gauge({ name: 'faceenroll_worker_threads', help: 'Worker threads.', registers }).set(threads);
  const photos = new Counter({
    name: 'faceenroll_worker_photos_total',
    help: 'Photos that were answered, and faces of upgrades: how they ended.',
    registers,
    labelNames: ['outcome'] as const,
  });
  // Both are there from the first scrape on: a rate needs a value to start from.
  for (const outcome of ['extracted', 'failed']) photos.inc({ outcome }, 0);
  const seconds = new Histogram({
    name: 'faceenroll_worker_photo_seconds',
    help: 'Time from the moment a photo is handed to the worker threads to its answer.',
    registers,
    buckets: SECONDS,
  });
  const read = (value: (state: WorkerState) => number | Promise<number>) =>
    async function collect(this: Gauge): Promise<void> {
      this.set(state === undefined ? 0 : await value(state));
    };
  new Gauge({
    name: 'faceenroll_worker_photos_at_work',
    help: 'Photos at work.',
    registers,
    collect: read(({ atWork }) => atWork()),
  });
  new Gauge({
    name: 'faceenroll_queue_photos_waiting',
    help: 'Photos on the queue that no worker has taken yet; NaN when PostgreSQL does not answer.',
    registers,
    collect: read(({ waiting }) => waiting()),
  });
  new Counter({
    name: 'faceenroll_queue_outages_total',
    help: 'Times that PostgreSQL was away and came back.',
    registers,
    collect() {
      this.reset();
      this.inc(state?.outages() ?? 0);
    },
  });
  return {
    registry,
    heard: {
      begin: (begun) => {
        state = begun;
      },
      done: (isFailed) => photos.inc({ outcome: isFailed ? 'failed' : 'extracted' }),
      taken: (taken) => seconds.observe(taken),
    },
  };
}
