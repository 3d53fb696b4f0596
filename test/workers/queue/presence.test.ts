import { expect, test, vi } from 'vitest';
import type { Link } from '../../../src/postgres/link.js';
import type { Flights } from '../../../src/workers/queue/import/flights.js';
import { Presence } from '../../../src/workers/queue/import/presence.js';
import type { PhotoQueue } from '../../../src/workers/queue/photo-queue.js';
import { Hands } from '../../../src/workers/queue/worker/hands.js';
import { WorkerPresence } from '../../../src/workers/queue/worker/presence.js';
import { EXTRACTOR } from './support.js';

/** A queue whose workers are these. */
function queueWith(workers: readonly object[], touch = vi.fn()): PhotoQueue {
  const query = async () => ({ rows: workers, rowCount: workers.length });
  const link = { transaction: async () => {}, shown: 'db', outages: 0, query };
  return { name: 'q', link: link as unknown as Link, touch } as unknown as PhotoQueue;
}

test('an import has photos on their way for all that its workers do at once, and not without end', async () => {
  const windowWith = async (...slots: readonly number[]): Promise<number> => {
    const workers = slots.map((n) => ({ queue: 'q', host: 'h', slots: n }));
    const others = [{ queue: 'another', host: 'h', slots: 500, extractor: EXTRACTOR }];
    const presence = new Presence({
      queue: queueWith([...workers, ...others]),
      flights: { isAwaited: true, done: 0 } as Flights,
      row: { id: 'i', queue: 'q', extractor: EXTRACTOR, priority: 0, transport: 'bytes' },
      ...{ aloneMs: 1_000, tell: () => {} },
    });
    await presence.beat();
    return presence.window(1_000);
  };
  expect(await windowWith()).toBe(32);
  expect(await windowWith(1, 2)).toBe(32);
  expect(await windowWith(16, 24)).toBe(160);
  expect(await windowWith(400)).toBe(1_000);
});

test('a worker says of all that it has in hand that it is still worked on', async () => {
  const hands = new Hands();
  const nothing = Buffer.alloc(0);
  const order = { deaths: 0, mark: nothing, salt: nothing, sealed: nothing };
  hands.take(['a', 'b'].map((id) => ({ ...order, claim: { id, retryCount: 0 } })));
  hands.take([{ ...order, deaths: 1, claim: { id: 'c', retryCount: 1 } }]);
  hands.drop(['b']);
  const presence = new WorkerPresence({
    ...{ id: 'w', extractor: EXTRACTOR, slots: () => 2, hands, tell: () => {} },
  });
  const touch = vi.fn();
  await presence.beat(queueWith([], touch));
  expect(touch.mock.calls).toEqual([
    [
      [
        { id: 'a', retryCount: 0 },
        { id: 'c', retryCount: 1 },
      ],
    ],
  ]);
});
