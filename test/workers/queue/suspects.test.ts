import { describe, expect, test } from 'vitest';
import { POSTGRES } from '../../support/postgres.js';
import { poll, queueServer, rowsLeft, rowsOf, silence } from './queue-server.js';
import { counted, importOver, noted, photos, resultOf, submit, workerOn } from './support.js';

describe.skipIf(!POSTGRES)('photos on a queue whose worker hangs or ends', () => {
  const postgres = queueServer();

  test('photos of a worker that hangs are given to another, and its late answer changes nothing', async () => {
    const { pool } = importOver(postgres.url);
    const hanging = noted(() => true);
    const first = workerOn(postgres.url, hanging.extract);
    const all = photos(3);
    const answers = submit(pool, all);
    await poll(() => hanging.seen.length).toBe(3);
    const second = workerOn(postgres.url);
    await silence(postgres.admin, 0);
    expect(await answers).toEqual(all.map(resultOf));
    hanging.release();
    await first.stop();
    await second.stop();
    await pool.close();
    expect(await rowsLeft(postgres.admin)).toBe(0);
  });

  test('a photo that ends three workers has crashed them; photos in its company are done', async () => {
    const { pool } = importOver(postgres.url);
    const [bad, ...innocent] = photos(4) as [Uint8Array, ...Uint8Array[]];
    const isBad = (bytes: Uint8Array): boolean => Buffer.compare(bytes, bad) === 0;
    const answers = submit(pool, [bad, ...innocent]);
    await poll(() => rowsOf(postgres.admin, 'photos').catch(() => 0)).toBe(4);
    const workers = [];
    // The first one lives on. With all of them at work it has no room to take them again.
    for (const [retryCount, hangsAt, hanging] of [
      [0, () => true, 4],
      [1, isBad, 1],
      [2, isBad, 1],
    ] as const) {
      const { seen, extract, release } = noted(hangsAt);
      workers.push({ worker: workerOn(postgres.url, extract), release });
      await poll(() => seen.filter((hex) => hangsAt(Buffer.from(hex, 'hex'))).length).toBe(hanging);
      await silence(postgres.admin, retryCount);
    }
    workers.push({ worker: workerOn(postgres.url), release: () => {} });
    const [crashed, ...others] = await answers;
    expect(crashed).toMatchObject({ kind: 'failed', failure: { code: 'WORKER_CRASHED' } });
    expect(JSON.stringify(crashed)).toContain('3 workers of the queue ended or fell silent');
    expect(others).toEqual(innocent.map(resultOf));
    for (const { worker, release } of workers) {
      release();
      await worker.stop();
    }
    await pool.close();
    expect(await rowsLeft(postgres.admin)).toBe(0);
  });

  test('photos that were given back in good order are not suspected', async () => {
    const { pool } = importOver(postgres.url);
    const all = photos(4);
    const answers = submit(pool, all);
    await poll(() => rowsOf(postgres.admin, 'photos').catch(() => 0)).toBe(4);
    const refuses = workerOn(postgres.url, () => Promise.reject(new Error('no models')));
    await expect(refuses.ended).rejects.toThrow('no models');
    expect(await rowsOf(postgres.admin, 'photos', 'returned = 1 AND alone = 0')).toBe(4);
    const { extract, most } = counted(50);
    const worker = workerOn(postgres.url, extract);
    expect(await answers).toEqual(all.map(resultOf));
    expect(most()).toBeGreaterThan(1);
    await worker.stop();
    await pool.close();
  });

  test('photos that were in the hands of a worker that is gone are each tried alone', async () => {
    const { pool } = importOver(postgres.url);
    const all = photos(3);
    const answers = submit(pool, all);
    await poll(() => rowsOf(postgres.admin, 'photos').catch(() => 0)).toBe(3);
    await postgres.admin.query(
      'UPDATE faceenroll_queue.job SET retry_count = 1 WHERE id <> (SELECT min(id::text)::uuid FROM faceenroll_queue.job)',
    );
    const { extract, most } = counted(100);
    const worker = workerOn(postgres.url, extract);
    expect(await answers).toEqual(all.map(resultOf));
    expect(most()).toBe(1);
    await worker.stop();
    await pool.close();
  });
});
