import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Link } from '../../../src/postgres/link.js';
import type { Flights } from '../../../src/workers/queue/import/flights.js';
import { Presence } from '../../../src/workers/queue/import/presence.js';
import type { PhotoQueue } from '../../../src/workers/queue/photo-queue.js';
import { EXTRACTOR } from './support.js';

const ALONE_MS = 50;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** An import that waits for photos, and a queue whose link and workers the test sets. */
function waitingImport() {
  const workers: object[] = [];
  const link = {
    transaction: async () => {},
    shown: 'db',
    outages: 0,
    isAway: false,
    query: async () => ({ rows: workers, rowCount: workers.length }),
  };
  const told: string[] = [];
  const presence = new Presence({
    queue: { name: 'q', link: link as unknown as Link } as PhotoQueue,
    flights: { isAwaited: true, done: 0 } as Flights,
    row: { id: 'i', queue: 'q', extractor: EXTRACTOR, priority: 0, transport: 'bytes' },
    aloneMs: ALONE_MS,
    tell: () => {},
    tellEach: (message) => void told.push(message),
  });
  const beatAfter = async (ms: number): Promise<void> => {
    vi.advanceTimersByTime(ms);
    await presence.beat();
  };
  return { workers, link, told, beatAfter };
}

test('an import that no worker helps says so, and not because the server is or was away for all of them', async () => {
  const { link, told, beatAfter } = waitingImport();
  link.outages = 1;
  await beatAfter(2 * ALONE_MS);
  link.isAway = true;
  await beatAfter(2 * ALONE_MS);
  expect(told).toEqual([]);
  link.isAway = false;
  await beatAfter(2 * ALONE_MS);
  await beatAfter(2 * ALONE_MS);
  expect(told).toEqual([
    'No worker takes photos from the queue at db: start some with "faceenroll worker --queue ..."',
  ]);
});

test('when workers were there it says so, and once a minute however often they come and go', async () => {
  const { workers, told, beatAfter } = waitingImport();
  for (let i = 0; i < 3; i += 1) {
    workers.push({ queue: 'q', host: 'h', slots: 1 });
    await beatAfter(1_000);
    workers.pop();
    await beatAfter(29_000);
  }
  const silent =
    'No worker takes photos from the queue at db any more: start some with "faceenroll worker --queue ..."';
  expect(told).toEqual([silent, silent]);
});

test.each<[told: string, silent: readonly object[]]>([
  ['1 worker on w1 has not been heard of for 42 s; look at what it says there', [{ host: 'w1' }]],
  [
    '5 workers on w1, w2, w3 and 1 more have not been heard of for 42 s; look at what they say there',
    ['w1', 'w1', 'w2', 'w3', 'w4'].map((host, i) => ({ host, silentSeconds: 42.9 + i })),
  ],
])(
  'of workers that cannot say that they are there it tells where they are: %s',
  async (told, silent) => {
    const { workers, told: all, beatAfter } = waitingImport();
    const row = { queue: 'q', slots: 1, silentSeconds: 42.9 };
    workers.push(...silent.map((one) => ({ ...row, ...one })));
    // Of another key or pack: not those that are awaited.
    workers.push({ ...row, queue: 'another', host: 'x', extractor: EXTRACTOR });
    await beatAfter(2 * ALONE_MS);
    expect(all).toEqual([
      `No worker takes photos from the queue at db: ${told}, or start some with "faceenroll worker --queue ..."`,
    ]);
  },
);
