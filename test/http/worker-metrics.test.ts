import { expect, test } from 'vitest';
import { workerMetrics } from '../../src/http/worker-metrics.js';

const FACTS = { pack: 'standard', encoder: 'test', threads: 3, queue: 'db/faces' };

/** Samples without those of Node.js, by name and labels. */
async function scraped({ registry }: ReturnType<typeof workerMetrics>) {
  const lines = (await registry.metrics()).split('\n');
  const own = lines.filter((line) => line.startsWith('faceenroll_'));
  return Object.fromEntries(own.map((line) => line.split(' ') as [string, string]));
}

test('a worker that has not begun has its counters already', async () => {
  expect(await scraped(workerMetrics(FACTS))).toMatchObject({
    'faceenroll_worker_info{pack="standard",encoder="test"}': '1',
    faceenroll_worker_threads: '3',
    'faceenroll_worker_photos_total{outcome="extracted"}': '0',
    'faceenroll_worker_photos_total{outcome="failed"}': '0',
    faceenroll_worker_photos_at_work: '0',
    faceenroll_queue_photos_waiting: '0',
    faceenroll_queue_outages_total: '0',
  });
});

test('what a worker does is counted, whoever asks how often', async () => {
  const metrics = workerMetrics(FACTS);
  const { heard } = metrics;
  heard.begin({ atWork: () => 2, outages: () => 4, waiting: async () => 7 });
  for (const isFailed of [false, false, true]) heard.done(isFailed);
  for (const seconds of [0.03, 0.3, 60]) heard.taken(seconds);
  await scraped(metrics);
  expect(await scraped(metrics)).toMatchObject({
    'faceenroll_worker_photos_total{outcome="extracted"}': '2',
    'faceenroll_worker_photos_total{outcome="failed"}': '1',
    'faceenroll_worker_photo_seconds_bucket{le="0.05"}': '1',
    'faceenroll_worker_photo_seconds_bucket{le="30"}': '2',
    faceenroll_worker_photo_seconds_count: '3',
    faceenroll_worker_photo_seconds_sum: '60.33',
    faceenroll_worker_photos_at_work: '2',
    faceenroll_queue_photos_waiting: '7',
    faceenroll_queue_outages_total: '4',
  });
});

test('a server that does not tell how many photos wait is no empty queue', async () => {
  const metrics = workerMetrics(FACTS);
  const waiting = async () => Number.NaN;
  metrics.heard.begin({ atWork: () => 0, outages: () => 0, waiting });
  expect((await scraped(metrics)).faceenroll_queue_photos_waiting).toBe('Nan');
});
