import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POSTGRES } from '../../support/postgres.js';
import { type TcpProxy, tcpProxy } from '../../support/tcp-proxy.js';
import { poll, queueServer, rowsLeft, rowsOf } from './queue-server.js';
import { importOver, jobOf, photos, resultOf, workerOn } from './support.js';

/** Milliseconds of each way: another town. */
const DELAY_MS = 40;

const CAPACITY = 4;

describe.skipIf(!POSTGRES)('a worker in another town than PostgreSQL', () => {
  const postgres = queueServer();
  let proxy: TcpProxy;

  beforeAll(async () => {
    proxy = await tcpProxy(postgres.server.port, DELAY_MS);
  });

  afterAll(async () => {
    await proxy?.close();
  });

  test('gets each photo in less than one and a half times its size', async () => {
    const worker = workerOn(postgres.url.replace(`:${postgres.server.port}`, `:${proxy.port}`));
    const { pool } = importOver(postgres.url);
    const all = Array.from({ length: 10 }, () => randomBytes(200_000));
    await Promise.all(all.map((bytes) => pool.extract(jobOf(bytes))));
    await worker.stop();
    await pool.close();
    const bytes = all.reduce((sum, { length }) => sum + length, 0);
    expect(proxy.answered()).toBeGreaterThan(bytes);
    expect(proxy.answered()).toBeLessThan(1.5 * bytes);
  });

  test('has more photos than it can work on, and gives those back that it has not begun', async () => {
    const { pool } = importOver(postgres.url);
    const released = Promise.withResolvers<void>();
    let begun = 0;
    const url = postgres.url.replace(`:${postgres.server.port}`, `:${proxy.port}`);
    const distant = workerOn(
      url,
      async ({ bytes }) => {
        begun += 1;
        await (begun > 100 ? released.promise : sleep(10));
        return resultOf(bytes as Uint8Array);
      },
      { capacity: CAPACITY },
    );
    const all = photos(150);
    let answered = 0;
    const answers = all.map((bytes) =>
      pool.extract(jobOf(bytes)).finally(() => {
        answered += 1;
      }),
    );
    await poll(() => answered).toBe(100);
    const isTaken = "state = 'active'";
    await poll(() => rowsOf(postgres.admin, 'job', isTaken)).toBeGreaterThan(CAPACITY);
    const stopped = distant.stop();
    released.resolve();
    expect(await stopped).toEqual({ done: 100 + CAPACITY, failed: 100 + CAPACITY });
    expect(await rowsOf(postgres.admin, 'job', isTaken)).toBe(0);
    expect(await rowsOf(postgres.admin, 'photos', 'returned = 1')).toBeGreaterThan(0);
    const near = workerOn(postgres.url);
    expect(await Promise.all(answers)).toEqual(all.map(resultOf));
    await near.stop();
    await pool.close();
    expect(await rowsLeft(postgres.admin)).toBe(0);
  });
});
