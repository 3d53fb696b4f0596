import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Link } from '../../../dist/postgres/link.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../../support/postgres.js';
import { type TcpProxy, tcpProxy } from '../../support/tcp-proxy.js';
import {
  importOver,
  jobOf,
  linkTo,
  photos,
  poll,
  resultOf,
  rowsLeft,
  rowsOf,
  workerOn,
} from './support.js';

/** Milliseconds of each way: another town. */
const DELAY_MS = 40;

const CAPACITY = 4;

describe.skipIf(!POSTGRES)('a worker in another town than PostgreSQL', () => {
  let server: PostgresServer;
  let admin: Link;
  let proxy: TcpProxy;

  beforeAll(async () => {
    server = await postgresServer();
    admin = linkTo(server.url).link;
    proxy = await tcpProxy(server.port, DELAY_MS);
  }, 30_000);

  afterAll(async () => {
    await proxy?.close();
    await admin?.close();
    await server?.remove();
  });

  test('has more photos than it can work on, and gives those back that it has not begun', async () => {
    const { pool } = importOver(server.url);
    const released = Promise.withResolvers<void>();
    let begun = 0;
    const url = server.url.replace(`:${server.port}`, `:${proxy.port}`);
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
    await poll(() => rowsOf(admin, 'job', isTaken)).toBeGreaterThan(CAPACITY);
    const stopped = distant.stop();
    released.resolve();
    expect(await stopped).toEqual({ done: 100 + CAPACITY, failed: 100 + CAPACITY });
    expect(await rowsOf(admin, 'job', isTaken)).toBe(0);
    expect(await rowsOf(admin, 'photos', 'returned = 1')).toBeGreaterThan(0);
    const near = workerOn(server.url);
    expect(await Promise.all(answers)).toEqual(all.map(resultOf));
    await near.stop();
    await pool.close();
    expect(await rowsLeft(admin)).toBe(0);
  });
});
