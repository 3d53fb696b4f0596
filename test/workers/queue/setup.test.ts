import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { waitingCounter } from '../../../dist/operations/queue/waiting.js';
import { Link } from '../../../dist/postgres/link.js';
import { postgresPlace } from '../../../dist/postgres/place.js';
import { Parcels } from '../../../dist/workers/queue/import/parcels.js';
import { type Claim, PhotoQueue } from '../../../dist/workers/queue/photo-queue.js';
import { QueueKey } from '../../../dist/workers/queue/queue-key.js';
import { type ImportRow, noteImport } from '../../../dist/workers/queue/tables/imports.js';
import { purgeQueue } from '../../../dist/workers/queue/tables/purge.js';
import {
  dropTablesSql,
  grantsSql,
  tablesSql,
} from '../../../dist/workers/queue/tables/setup-sql.js';
import { queueStatus } from '../../../dist/workers/queue/tables/status.js';
import { noteWorker } from '../../../dist/workers/queue/tables/workers.js';
import {
  answer,
  beginAlone,
  giveBack,
  takeOrders,
} from '../../../dist/workers/queue/worker/claims.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../../support/postgres.js';
import { EXTRACTOR, KEY } from './support.js';

const rowOf = (queue: PhotoQueue, id: string): ImportRow => ({
  ...{ id, queue: queue.name, extractor: EXTRACTOR, priority: 0, transport: 'bytes' },
});

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

  test('no photo or answer comes into the write-ahead log', async () => {
    await admin.query(tablesSql());
    const { rows } = await admin.query<{ readonly name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'faceenroll_queue'::regnamespace
         AND relkind = 'r' AND relpersistence = 'u' ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual(['answers', 'photos']);
  });

  test('each extractor and key has a queue of its own', async () => {
    const { models } = EXTRACTOR;
    const names = [];
    for (const [extractor, key] of [
      [EXTRACTOR, KEY],
      [EXTRACTOR, new QueueKey(new Uint8Array(32).fill(8))],
      [{ ...EXTRACTOR, encoder: 'x' }, KEY],
      [{ ...EXTRACTOR, pipeline: 5 }, KEY],
      ...['detector', 'landmarks', 'encoder', 'liveness'].map(
        (model) => [{ ...EXTRACTOR, models: { ...models, [model]: 'x' } }, KEY] as const,
      ),
    ] as const) {
      const queue = await PhotoQueue.open(admin, extractor, key, { supervises: false });
      names.push(queue.name);
      await queue.close();
    }
    expect(new Set(names).size).toBe(8);
  });

  test('photos of the highest priority come first, and who lost one meanwhile cannot give it back', async () => {
    const queue = await PhotoQueue.open(admin, EXTRACTOR, KEY, { supervises: false });
    const [low, high] = [randomUUID(), randomUUID()];
    await queue.put([low], 0, admin);
    await queue.put([high], 1, admin);
    const [first] = await queue.take(1);
    expect(first).toEqual({ id: high, retryCount: 0 });
    const mine = { id: high, retryCount: 0 };
    expect(await queue.touch([mine])).toBe(1);
    expect(await queue.giveBack(mine, admin)).toBe(true);
    expect(await queue.take(1)).toEqual([{ id: high, retryCount: 1 }]);
    expect(await queue.touch([mine])).toBe(0);
    expect(await queue.giveBack(mine, admin)).toBe(false);
    await queue.close();
  });

  test('a photo is tried alone once for each claim, not by who has lost it, and not if it was given back', async () => {
    const queue = await PhotoQueue.open(admin, EXTRACTOR, KEY, { supervises: false });
    const parcel = { photo: randomUUID(), mark: Buffer.from('mark'), sealed: Buffer.from('x') };
    const id = randomUUID();
    await noteImport(admin, rowOf(queue, id), 0);
    await new Parcels(queue, id, Buffer.from('salt')).send([parcel], 0);
    const [first] = (await queue.take(1)) as [Claim];
    expect(await beginAlone(queue, first)).toBe(1);
    expect(await beginAlone(queue, first)).toBe(1);
    await giveBack(queue, [first]);
    const [second] = (await queue.take(1)) as [Claim];
    expect(await beginAlone(queue, first)).toBeUndefined();
    expect(await beginAlone(queue, second)).toBe(1);
    await queue.close();
  });

  test('a dead import is taken over by one other import alone, and one that lives by none', async () => {
    const queue = await PhotoQueue.open(admin, EXTRACTOR, KEY, { supervises: false });
    const [dead, living, one, other] = Array.from({ length: 4 }, () => randomUUID()) as [
      string,
      string,
      string,
      string,
    ];
    const of = (id: string): Parcels => new Parcels(queue, id, Buffer.from('salt'));
    const [p, q] = [randomUUID(), randomUUID()];
    const parcel = { mark: Buffer.from('mark'), sealed: Buffer.from('sealed') };
    for (const id of [dead, living]) await noteImport(admin, rowOf(queue, id), 0);
    await of(dead).send([{ ...parcel, photo: p }], 0);
    await of(living).send([{ ...parcel, photo: q }], 0);
    expect(await of(one).adopt([p, q], [dead])).toEqual(new Set([p]));
    expect(await of(other).adopt([p, q], [dead])).toEqual(new Set());
    expect(await of(one).there()).toEqual(new Set([p]));
    await queue.close();
  });

  test('its status tells photos that wait, are worked on and are answered', async () => {
    const queue = await PhotoQueue.open(admin, EXTRACTOR, KEY, { supervises: false });
    const id = randomUUID();
    const row = { id, queue: queue.name, extractor: EXTRACTOR, priority: 3 };
    const parcels = new Parcels(queue, id, Buffer.from('salt'));
    const sent = Array.from({ length: 6 }, () => randomUUID());
    const parcel = { mark: Buffer.from('mark'), sealed: Buffer.from('sealed') };
    await noteImport(admin, { ...row, transport: 'path' }, 9);
    await parcels.send(
      sent.map((photo) => ({ ...parcel, photo })),
      3,
    );
    const [answered, ...atWork] = await takeOrders(queue, 3);
    const photo = answered?.claim.id ?? '';
    await answer(queue, [{ photo, sealed: Buffer.from('reply') }]);
    const worker = { id: randomUUID(), queue: queue.name, extractor: EXTRACTOR, slots: 3 };
    expect(await noteWorker(admin, worker, { done: 1, failed: 0, rate: 0.5 })).toBe(1);
    expect(atWork).toHaveLength(2);
    const status = await queueStatus(admin);
    expect(status.imports).toMatchObject([
      {
        priority: 3,
        transport: 'path',
        waiting: 3,
        atWork: 2,
        answered: 1,
        done: 9,
        isGone: false,
      },
    ]);
    expect(status.workers).toMatchObject([{ slots: 3, done: 1, failed: 0, rate: 0.5 }]);
    expect(status.ownerless).toBe(0);
    expect(await waitingCounter(admin, EXTRACTOR.encoder)()).toBe(3);
    expect(await waitingCounter(admin, 'another')()).toBe(0);
    expect(await parcels.there()).toEqual(new Set(sent));
    expect(await parcels.receive([])).toMatchObject([{ photo }]);
    expect(await parcels.receive([photo])).toEqual([]);
    expect(await parcels.receive([])).toEqual([]);
    await queue.close();
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
    const open = () => PhotoQueue.open(link(), EXTRACTOR, KEY, { supervises: false });
    const named = /tables of version (99\.(\d+), this program works with version 1\.\2|1\.98, .*):/;
    await expect(open()).rejects.toThrow(named);
    // A newer pg-boss made them, or an older one, whose tables ours would change.
    await admin.query(
      'UPDATE faceenroll_queue.format SET version = 1; UPDATE faceenroll_queue.version SET version = 98',
    );
    await expect(open()).rejects.toThrow(named);
    await admin.query('UPDATE faceenroll_queue.version SET version = 1');
    await expect(open()).rejects.toThrow(/tables of version 1\.1, this program/);
    expect((await admin.query('SELECT version FROM faceenroll_queue.version')).rows).toEqual([
      { version: 1 },
    ]);
    await admin.query('DELETE FROM faceenroll_queue.format');
    await expect(open()).rejects.toThrow(/tables of no known version, this program works with/);
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
