import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Link } from '../../../dist/postgres/link.js';
import { postgresPlace } from '../../../dist/postgres/place.js';
import { PhotoQueue } from '../../../dist/workers/queue/photo-queue.js';
import { dropTablesSql } from '../../../dist/workers/queue/tables/setup-sql.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../../support/postgres.js';
import { EXTRACTOR, KEY } from './support.js';

describe.skipIf(!POSTGRES)('the tables that a program makes', () => {
  let server: PostgresServer;
  let link: Link;
  const open = () => PhotoQueue.open(link, EXTRACTOR, KEY, { supervises: false });

  beforeAll(async () => {
    // What nobody waits for comes to the disk late.
    server = await postgresServer(["wal_writer_delay = '10s'"]);
    link = new Link(postgresPlace(server.url), {
      connections: 2,
      name: 'test',
      tell: () => {},
      begin: 'SET synchronous_commit = off',
    });
  });

  afterAll(async () => {
    await link?.close();
    await server?.remove();
  });

  test('are there with its queue after PostgreSQL has crashed', async () => {
    const queue = await open();
    await server.stop('kill');
    await server.start();
    const { rows } = await link.query('SELECT name FROM faceenroll_queue.queue');
    expect(rows).toContainEqual({ name: queue.name });
    await queue.close();
  });

  test('are made again when they are gone before it uses them', async () => {
    const query = link.query.bind(link);
    let isGone = false;
    const spy = vi.spyOn(link, 'query').mockImplementation(async (text, values) => {
      if (!isGone && /^\s*SELECT version[^;]*FROM "?faceenroll_queue"?\.version/i.test(text)) {
        isGone = true;
        await query(dropTablesSql());
      }
      return query(text, values);
    });
    const queue = await open();
    spy.mockRestore();
    expect(isGone).toBe(true);
    await queue.put(['00000000-0000-4000-8000-000000000001'], 0, link);
    expect(await queue.take(1)).toHaveLength(1);
    await queue.close();
  });
});
