import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Parcels } from '../../../dist/workers/queue/import/parcels.js';
import { PhotoQueue } from '../../../dist/workers/queue/photo-queue.js';
import { QueueKey } from '../../../dist/workers/queue/queue-key.js';
import { noteImport } from '../../../dist/workers/queue/tables/imports.js';
import { purgeQueue } from '../../../dist/workers/queue/tables/purge.js';
import { POSTGRES } from '../../support/postgres.js';
import { poll, queueServer, rowsLeft, rowsOf, staysSilent } from './queue-server.js';
import {
  EXTRACTOR,
  importOver,
  jobOf,
  KEY,
  killedImport,
  noted,
  photos,
  resultOf,
  submit,
  workerOn,
} from './support.js';

describe.skipIf(!POSTGRES)('what imports leave on a queue', () => {
  const postgres = queueServer();

  test("a killed import's photos and answers are taken over, and not extracted again", async () => {
    const all = photos(6);
    await killedImport(postgres.url, postgres.admin, all);
    const early = noted();
    const worker = workerOn(postgres.url, early.extract, { capacity: 2 });
    await poll(() => rowsOf(postgres.admin, 'answers')).toBeGreaterThan(1);
    await worker.stop();
    // Another policy: another order for the same photo.
    const other = importOver(postgres.url);
    const asked = other.pool.extract(jobOf(all[0] as Uint8Array, { profileImage: true }));
    const { pool } = importOver(postgres.url);
    const answers = submit(pool, [...all, ...all.slice(0, 1)]);
    await poll(() => rowsOf(postgres.admin, 'photos')).toBeGreaterThan(0);
    const late = noted();
    const second = workerOn(postgres.url, late.extract);
    expect(await answers).toEqual([...all, ...all.slice(0, 1)].map(resultOf));
    await asked;
    // Each once, the first one thrice: it was wanted twice, and once in another way.
    expect(early.seen.length + late.seen.length).toBe(all.length + 2);
    await second.stop();
    await pool.close();
    await other.pool.close();
    expect(await rowsLeft(postgres.admin)).toBe(0);
  });

  test('an import that fell silent elsewhere is taken over, and what nobody needs of it stays for its machine', async () => {
    const all = photos(3);
    await killedImport(postgres.url, postgres.admin, all);
    expect(await purgeQueue(postgres.admin, { dryRun: true })).toMatchObject({
      imports: 1,
      photos: 3,
    });
    await postgres.admin.query(
      `UPDATE faceenroll_queue.imports SET host = 'elsewhere', process_space = 'elsewhere',
         seen_at = now() - interval '2 min'`,
    );
    const { pool } = importOver(postgres.url);
    const answer = submit(pool, all.slice(0, 1));
    const ours = `import IN (SELECT import FROM faceenroll_queue.imports WHERE host <> 'elsewhere')`;
    await poll(() => rowsOf(postgres.admin, 'photos', ours)).toBe(1);
    expect(await rowsOf(postgres.admin, 'photos')).toBe(all.length);
    const worker = workerOn(postgres.url);
    await answer;
    await worker.stop();
    await pool.close();
    expect(await rowsOf(postgres.admin, 'imports')).toBe(1);
    const left =
      (await rowsOf(postgres.admin, 'photos')) + (await rowsOf(postgres.admin, 'answers'));
    expect(left).toBe(2);
  });

  test('what a killed import has left is of no use with another key, and is deleted after a day', async () => {
    const all = photos(3);
    await killedImport(postgres.url, postgres.admin, all);
    const key = new Uint8Array(32).fill(8);
    const { pool } = importOver(postgres.url, { key });
    const answers = submit(pool, all);
    // A worker that finds imports of another key alone does not start.
    await poll(() => rowsOf(postgres.admin, 'imports')).toBe(2);
    const { seen, extract } = noted();
    const worker = workerOn(postgres.url, extract, { key });
    await answers;
    expect(seen.length).toBe(all.length);
    await pool.close();
    expect(await rowsOf(postgres.admin, 'photos')).toBe(all.length);
    await worker.stop();
    const silentFor = (time: string): Promise<unknown> =>
      postgres.admin.query(
        `UPDATE faceenroll_queue.imports SET seen_at = now() - interval '${time}'`,
      );
    const next = async (): Promise<void> => {
      const one = workerOn(postgres.url, undefined, { key: new Uint8Array(32).fill(9) });
      await poll(() => rowsOf(postgres.admin, 'workers')).toBe(1);
      await one.stop();
    };
    // Nobody is asked for by an import that was silent for so long: any worker may start.
    await silentFor('23 h');
    await next();
    expect(await rowsOf(postgres.admin, 'photos')).toBe(all.length);
    await silentFor('25 h');
    await next();
    expect(await rowsLeft(postgres.admin)).toBe(0);
  });

  test('purging spares an import that is at work, unless all is to go; then it sends again, however often', async () => {
    const { pool } = importOver(postgres.url);
    const all = photos(20);
    const answers = submit(pool, all);
    await poll(() => rowsOf(postgres.admin, 'photos').catch(() => 0)).toBe(20);
    await postgres.admin.query(
      "INSERT INTO faceenroll_queue.answers SELECT gen_random_uuid(), gen_random_uuid(), '', '', ''",
    );
    const left = { imports: 0, photos: 0, answers: 1, jobs: 0, workers: 0 };
    expect(await purgeQueue(postgres.admin, { dryRun: true })).toEqual(left);
    expect(await purgeQueue(postgres.admin)).toEqual(left);
    const everything = { ...left, imports: 1, photos: 20, answers: 0, jobs: 20 };
    expect(await purgeQueue(postgres.admin, { all: true })).toEqual(everything);
    // However often that happens, no photo is blamed for it.
    for (let n = 0; n < 5; n += 1) {
      await poll(() => rowsOf(postgres.admin, 'photos')).toBe(20);
      await purgeQueue(postgres.admin, { all: true });
    }
    const worker = workerOn(postgres.url);
    expect(await answers).toEqual(all.map(resultOf));
    await pool.close();
    await worker.stop();
    expect(await rowsLeft(postgres.admin)).toBe(0);
  });

  test('photos whose turn is lost are sent again', async () => {
    const { pool } = importOver(postgres.url);
    const all = photos(5);
    const answers = submit(pool, all);
    await poll(() => rowsOf(postgres.admin, 'photos').catch(() => 0)).toBe(5);
    await postgres.admin.query('DELETE FROM faceenroll_queue.job');
    const worker = workerOn(postgres.url);
    expect(await answers).toEqual(all.map(resultOf));
    await pool.close();
    await worker.stop();
    expect(await rowsLeft(postgres.admin)).toBe(0);
  });

  test('an import that was silent takes nothing from the one that has taken over its photos', async () => {
    const silent = importOver(postgres.url);
    const all = photos(5);
    const late = submit(silent.pool, all);
    await poll(() => rowsOf(postgres.admin, 'photos').catch(() => 0)).toBe(5);
    await staysSilent(postgres.admin);
    const { pool } = importOver(postgres.url);
    const answers = submit(pool, all);
    // The first sends again what it misses, and what it has sent before is the second's.
    await poll(() => rowsOf(postgres.admin, 'photos')).toBe(10);
    const worker = workerOn(postgres.url);
    expect(await Promise.all([late, answers])).toEqual([all.map(resultOf), all.map(resultOf)]);
    await Promise.all([silent.pool.close(), pool.close()]);
    await worker.stop();
    expect(await rowsLeft(postgres.admin)).toBe(0);
  });

  test('an import deletes only answers that are still its own', async () => {
    const parcels = (id: string) => new Parcels(queue, id, QueueKey.newSalt());
    const { pool, link } = importOver(postgres.url);
    const queue = await PhotoQueue.open(link, EXTRACTOR, KEY, { supervises: false });
    const [first, second, photo] = [randomUUID(), randomUUID(), randomUUID()];
    await postgres.admin.query(
      `INSERT INTO faceenroll_queue.answers VALUES ('${photo}', '${second}', '', '', '')`,
    );
    expect(await parcels(first).receive([photo])).toEqual([]);
    expect(await parcels(second).receive([])).toMatchObject([{ photo }]);
    await queue.close();
    await pool.close();
  });

  test('what is sent late leaves nothing of an import that has ended, nor what is on its way at its end', async () => {
    const { pool, link } = importOver(postgres.url);
    const queue = await PhotoQueue.open(link, EXTRACTOR, KEY, { supervises: false });
    const gate = Promise.withResolvers<void>();
    const isStored = Promise.withResolvers<void>();
    const put: PhotoQueue['put'] = async (...words) => {
      // Answered after the orders, which the same transaction has stored before.
      await words[2].query('SELECT');
      isStored.resolve();
      await gate.promise;
      return queue.put(...words);
    };
    const slow = { link, name: queue.name, put, remove: queue.remove.bind(queue) };
    const id = randomUUID();
    const row = { id, queue: queue.name, extractor: EXTRACTOR, priority: 0 };
    const parcel = () => ({
      photo: randomUUID(),
      mark: Buffer.from('m'),
      sealed: Buffer.from('s'),
    });
    const [parcels, slowParcels] = [queue, slow as unknown as PhotoQueue].map(
      (one) => new Parcels(one, id, QueueKey.newSalt()),
    ) as [Parcels, Parcels];
    await noteImport(link, { ...row, transport: 'bytes' }, 0);
    await parcels.send([parcel()], 0);
    expect(await rowsLeft(postgres.admin)).toBe(3);
    const sending = slowParcels.send([parcel()], 0);
    await isStored.promise;
    const clearing = parcels.clear([]);
    // It waits for what is on its way.
    await poll(async () => {
      const { rows } = await postgres.admin.query(
        "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'",
      );
      return rows.length;
    }).toBe(1);
    gate.resolve();
    await Promise.all([sending, clearing]);
    await parcels.send([parcel()], 0);
    expect(await rowsLeft(postgres.admin)).toBe(0);
    await queue.close();
    await pool.close();
  });

  test('an interrupted import leaves nothing', async () => {
    const { pool } = importOver(postgres.url);
    const answers = Promise.allSettled(photos(50).map((bytes) => pool.extract(jobOf(bytes))));
    await poll(() => rowsOf(postgres.admin, 'photos').catch(() => 0)).toBeGreaterThan(0);
    pool.drop(new Error('interrupted'));
    await pool.close();
    expect((await answers).every(({ status }) => status === 'rejected')).toBe(true);
    expect(await rowsLeft(postgres.admin)).toBe(0);
  });

  test('an import takes away jobs that a crash of PostgreSQL has brought back', async () => {
    const { pool } = importOver(postgres.url);
    const worker = workerOn(postgres.url);
    await submit(pool, photos(3));
    await worker.stop();
    const copies = `INSERT INTO faceenroll_queue.job (id, name, state)
      SELECT gen_random_uuid(), name, 'active' FROM faceenroll_queue.queue`;
    expect((await postgres.admin.query(copies)).rowCount).toBeGreaterThan(0);
    await pool.close();
    expect(await rowsOf(postgres.admin, 'job')).toBe(0);
  });
});
