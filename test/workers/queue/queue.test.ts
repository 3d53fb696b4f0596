import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Link } from '../../../dist/postgres/link.js';
import { dropTablesSql } from '../../../dist/workers/queue/setup-sql.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../../support/postgres.js';
import { importOver, jobOf, linkTo, photos, resultOf, workerOn } from './support.js';

describe.skipIf(!POSTGRES)('photos on a queue', () => {
  let server: PostgresServer;
  let admin: Link;

  beforeAll(async () => {
    server = await postgresServer();
    admin = linkTo(server.url).link;
  }, 30_000);

  afterEach(async () => {
    await admin.query(dropTablesSql());
  });

  afterAll(async () => {
    await admin?.close();
    await server?.remove();
  });

  /** Rows that are left in each table of photos. */
  const left = async (): Promise<number> => {
    const { rows } = await admin.query<{ readonly n: number }>(
      `SELECT ((SELECT count(*) FROM faceenroll_queue.photos) + (SELECT count(*) FROM faceenroll_queue.answers)
         + (SELECT count(*) FROM faceenroll_queue.imports) + (SELECT count(*) FROM faceenroll_queue.job))::integer AS n`,
    );
    return rows[0]?.n ?? -1;
  };

  test('each photo gets its own answer, and nothing is left', async () => {
    const { pool } = importOver(server.url);
    const workers = [workerOn(server.url), workerOn(server.url)];
    const all = photos(300);
    const answers = await Promise.all(all.map((bytes) => pool.extract(jobOf(bytes))));
    expect(answers).toEqual(all.map(resultOf));
    const done = await Promise.all(workers.map((worker) => worker.stop()));
    expect(done.reduce((sum, { done }) => sum + done, 0)).toBe(300);
    await pool.close();
    expect(await left()).toBe(0);
  });
});
