import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Link } from '../../../src/postgres/link.js';
import type { Flights } from '../../../src/workers/queue/import/flights.js';
import { Presence } from '../../../src/workers/queue/import/presence.js';
import type { PhotoQueue } from '../../../src/workers/queue/photo-queue.js';
import { EXTRACTOR } from './support.js';

const ALONE_MS = 50;

test('an import that no worker helps says so, and not because the server was away for all of them', async () => {
  const link = {
    transaction: async () => {},
    shown: 'db',
    outages: 0,
    query: async () => ({ rows: [], rowCount: 0 }),
  };
  const told: string[] = [];
  const presence = new Presence({
    queue: { name: 'q', link: link as unknown as Link } as PhotoQueue,
    flights: { isAwaited: true, done: 0, onWay: 1 } as Flights,
    row: { id: 'i', queue: 'q', extractor: EXTRACTOR, priority: 0, transport: 'bytes' },
    aloneMs: ALONE_MS,
    tell: () => {},
    tellEach: (message) => void told.push(message),
  });
  await sleep(2 * ALONE_MS);
  link.outages = 1;
  await presence.beat();
  expect(told).toEqual([]);
  await sleep(2 * ALONE_MS);
  await presence.beat();
  await presence.beat();
  expect(told).toEqual([expect.stringMatching(/^No worker takes photos from the queue at db: /)]);
});
