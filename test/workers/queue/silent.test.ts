import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { PhotoQueue } from '../../../dist/workers/queue/photo-queue.js';
import { crewOf } from '../../../dist/workers/queue/tables/imports.js';
import { noteWorker } from '../../../dist/workers/queue/tables/workers.js';
import { POSTGRES } from '../../support/postgres.js';
import { queueServer } from './queue-server.js';
import { EXTRACTOR, KEY } from './support.js';

describe.skipIf(!POSTGRES)('workers that cannot say that they are there', () => {
  const postgres = queueServer();

  test('a queue tells workers that are there from those that have fallen silent, of its extractor and key alone', async () => {
    const queue = await PhotoQueue.open(postgres.admin, EXTRACTOR, KEY, { supervises: false });
    const worker = { queue: queue.name, extractor: EXTRACTOR, slots: 3 };
    const counts = { done: 0, failed: 0, rate: 0 };
    const seconds = { here: 0, silent: 40, 'long-gone': 7_200 };
    for (const [host, silentFor] of Object.entries(seconds)) {
      const id = randomUUID();
      await noteWorker(postgres.admin, { ...worker, id }, counts);
      await postgres.admin.query(
        `UPDATE faceenroll_queue.workers SET host = $1, process_space = 'elsewhere',
           seen_at = now() - make_interval(secs => $2) WHERE worker = $3`,
        [host, silentFor, id],
      );
    }
    const crew = await crewOf(postgres.admin, queue.name);
    expect(crew.members.map(({ host }) => host)).toEqual(['here']);
    expect(crew.silent.map(({ host }) => host)).toEqual(['silent']);
    expect(crew.silent[0]?.seconds).toBeGreaterThanOrEqual(40);
    expect(await crewOf(postgres.admin, 'another')).toMatchObject({ members: [], silent: [] });
    await queue.close();
  });
});
