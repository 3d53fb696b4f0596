import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Link } from '../../../dist/postgres/link.js';
import { postgresPlace } from '../../../dist/postgres/place.js';
import { PhotoQueue } from '../../../dist/workers/queue/photo-queue.js';
import { purgeQueue } from '../../../dist/workers/queue/tables/purge.js';
import {
  dropTablesSql,
  grantsSql,
  tablesSql,
} from '../../../dist/workers/queue/tables/setup-sql.js';
import { queueStatus } from '../../../dist/workers/queue/tables/status.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../../support/postgres.js';
import { EXTRACTOR, KEY } from './support.js';

describe.skipIf(!POSTGRES)('the tables of a queue', () => {
  let server: PostgresServer;
  let admin: Link;
  const links: Link[] = [];

  const link = (user = 'faceenroll'): Link => {
    const made = new Link(postgresPlace(server.url.replace('faceenroll@', `${user}@`)), {
      ...{ connections: 2, name: 'test', tell: () => {} },
    });
    links.push(made);
    return made;
  };

  beforeAll(async () => {
    server = await postgresServer();
    admin = link();
  }, 30_000);

  afterEach(async () => {
    await admin.query(dropTablesSql());
  });

  afterAll(async () => {
    await Promise.all(links.map((each) => each.close()));
    await server?.remove();
  });

  test('a queue that nobody has used is empty, and nothing is made by looking', async () => {
    expect(await queueStatus(admin)).toEqual({ imports: [], workers: [], ownerless: 0, bytes: 0 });
    const purged = await purgeQueue(admin, { all: true });
    expect(Object.values(purged)).toEqual([0, 0, 0, 0, 0]);
    const schemas = await admin.query(
      "SELECT FROM pg_namespace WHERE nspname = 'faceenroll_queue'",
    );
    expect(schemas.rowCount).toBe(0);
  });

  test("the administrator's script makes what a program would make", async () => {
    await admin.query(tablesSql());
    const byScript = await columns(admin);
    await admin.query(dropTablesSql());
    const queue = await PhotoQueue.open(admin, EXTRACTOR, KEY, { supervises: false });
    await queue.close();
    expect(await columns(admin)).toEqual(byScript);
    expect(byScript.length).toBeGreaterThan(50);
  });

  test('a role that owns nothing opens, fills, looks at and purges the queue with its grants', async () => {
    await admin.query(tablesSql());
    await admin.query(`CREATE ROLE "who works" LOGIN; ${grantsSql('who works')}`);
    const own = link('who%20works');
    const queue = await PhotoQueue.open(own, EXTRACTOR, KEY, { supervises: true });
    const photo = randomUUID();
    await queue.put([photo], 0, own);
    expect(await queue.take(5)).toEqual([{ id: photo, retryCount: 0 }]);
    await queue.close();
    expect((await queueStatus(own)).imports).toEqual([]);
    expect((await purgeQueue(own)).jobs).toBe(1);
  });

  test('a role without rights is told who can help', async () => {
    await admin.query(`CREATE ROLE stranger LOGIN`);
    const message = /may not make or use the tables of the queue: .*queue setup --print/;
    const open = () => PhotoQueue.open(link('stranger'), EXTRACTOR, KEY, { supervises: false });
    await expect(open()).rejects.toThrow(message);
    await admin.query(tablesSql());
    await expect(open()).rejects.toThrow(message);
    await expect(queueStatus(link('stranger'))).rejects.toThrow(message);
  });

  test('tables of another version are refused, with both named', async () => {
    await admin.query(tablesSql());
    await admin.query('UPDATE faceenroll_queue.format SET version = 99');
    const opened = PhotoQueue.open(link(), EXTRACTOR, KEY, { supervises: false });
    await expect(opened).rejects.toThrow(/tables of version 99, this program works with version 1/);
  });

  test('programs that come first at the same moment all open the queue', async () => {
    const opened = await Promise.all(
      Array.from({ length: 6 }, () =>
        PhotoQueue.open(link(), EXTRACTOR, KEY, { supervises: false }),
      ),
    );
    expect(new Set(opened.map(({ name }) => name)).size).toBe(1);
    await Promise.all(opened.map((queue) => queue.close()));
  });
});

async function columns(link: Link): Promise<readonly unknown[]> {
  const { rows } = await link.query(
    `SELECT c.relname, c.relpersistence, a.attname, a.atttypid::regtype::text AS type, a.attstorage
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'faceenroll_queue'::regnamespace AND a.attnum > 0
     ORDER BY 1, 3`,
  );
  return rows;
}
