import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Link } from '../../../dist/postgres/link.js';
import { postgresPlace } from '../../../dist/postgres/place.js';
import { sha256 } from '../../../dist/system/sha256.js';
import { Parcels } from '../../../dist/workers/queue/import/parcels.js';
import { PhotoQueue } from '../../../dist/workers/queue/photo-queue.js';
import { QueueKey } from '../../../dist/workers/queue/queue-key.js';
import { purgeQueue } from '../../../dist/workers/queue/tables/purge.js';
import { dropTablesSql, tablesSql } from '../../../dist/workers/queue/tables/setup-sql.js';
import type { Extraction, ExtractionJob } from '../../../src/domain/sample.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../../support/postgres.js';
import {
  EXTRACTOR,
  importOver,
  jobOf,
  KEY,
  killedImport,
  linkTo,
  photos,
  poll,
  resultOf,
  rowsLeft,
  rowsOf,
  silence,
  staysSilent,
  TwiceLink,
  workerOn,
} from './support.js';

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

  /** An extraction that notes what it is given, and hangs at some photos until it is released. */
  const noted = (hangsAt: (bytes: Uint8Array) => boolean = () => false) => {
    const seen: string[] = [];
    const released = Promise.withResolvers<void>();
    let isReleased = false;
    const extract = async ({ bytes = new Uint8Array() }: ExtractionJob): Promise<Extraction> => {
      seen.push(Buffer.from(bytes).toString('hex'));
      if (isReleased || !hangsAt(bytes)) return resultOf(bytes);
      await released.promise;
      return { kind: 'known', digest: 'too late' };
    };
    const release = (): void => {
      isReleased = true;
      released.resolve();
    };
    return { seen, extract, release };
  };
  const submit = (pool: ReturnType<typeof importOver>['pool'], all: readonly Uint8Array[]) =>
    Promise.all(all.map((bytes) => pool.extract(jobOf(bytes))));

  test('each photo gets its own answer, and nothing is left', async () => {
    const { pool } = importOver(server.url);
    const workers = [workerOn(server.url), workerOn(server.url)];
    const all = photos(300);
    expect(await submit(pool, all)).toEqual(all.map(resultOf));
    // While the import goes on, too: a table that only grows would hide new answers.
    await poll(() => rowsOf(admin, 'answers')).toBe(0);
    const done = await Promise.all(workers.map((worker) => worker.stop()));
    expect(done.reduce((sum, { done }) => sum + done, 0)).toBe(300);
    expect(await rowsOf(admin, 'workers')).toBe(0);
    await pool.close();
    expect(await rowsLeft(admin)).toBe(0);
  });

  test('a photo that is known is not sent, unless it is turned first', async () => {
    const { pool } = importOver(server.url);
    const { seen, extract } = noted();
    const worker = workerOn(server.url, extract);
    const photo = Buffer.from('photo');
    const knownDigests = [sha256(photo)];
    expect(await pool.extract(jobOf(photo, { knownDigests }))).toEqual({
      ...{ kind: 'known', digest: knownDigests[0] },
    });
    expect(seen).toEqual([]);
    const turned = await pool.extract(jobOf(photo, { knownDigests, edit: { turn: 90 } }));
    expect(turned).toEqual(resultOf(photo));
    await worker.stop();
    await pool.close();
  });

  test('no more than 32 photos wait where no worker is, and those of a higher priority are taken first', async () => {
    const [low, high] = [0, 10].map((priority) => importOver(server.url, { priority }).pool);
    if (!low || !high) throw new Error('two imports');
    const [many, few] = [photos(60), photos(3)];
    const answers = [submit(low, many)];
    await poll(() => rowsOf(admin, 'photos').catch(() => 0)).toBe(32);
    answers.push(submit(high, few));
    await poll(() => rowsOf(admin, 'photos')).toBe(35);
    const { seen, extract } = noted();
    const worker = workerOn(server.url, extract, { capacity: 3 });
    expect(await Promise.all(answers)).toEqual([many.map(resultOf), few.map(resultOf)]);
    const first = few.map((bytes) => Buffer.from(bytes).toString('hex'));
    expect(seen.slice(0, 3).toSorted()).toEqual(first.toSorted());
    await worker.stop();
    await Promise.all([low.close(), high.close()]);
  });

  test('a photo that is larger than a transaction goes alone', async () => {
    const { pool } = importOver(server.url);
    const worker = workerOn(server.url, async ({ bytes }) => ({
      ...{ kind: 'known', digest: sha256(bytes as Uint8Array) },
    }));
    const job = jobOf(new Uint8Array(9e6), { edit: { turn: 90 } });
    const large = { ...job, knownDigests: [sha256(job.bytes as Uint8Array)] };
    const answers = [large, large].map((one) => pool.extract(one));
    expect(await Promise.all(answers)).toMatchObject([{ kind: 'known' }, { kind: 'known' }]);
    await worker.stop();
    await pool.close();
  });

  test('a stored face is encoded', async () => {
    const { pool } = importOver(server.url);
    const worker = workerOn(server.url);
    const face = { jpeg: new Uint8Array([1, 2, 3]), landmarks: [{ x: 1, y: 2 }] };
    const encoding = await pool.encode(face);
    expect(encoding).toEqual({ kind: 'encoded', embedding: new Float32Array([0.6, 0.8]) });
    await pool.close();
    await worker.stop();
  });

  test('statements that are done twice change nothing: each photo is extracted and answered once', async () => {
    const place = postgresPlace(server.url);
    const twice = () => new TwiceLink(place, { connections: 3, name: 'twice', tell: () => {} });
    // Making them is refused the second time.
    await admin.query(tablesSql());
    const { pool } = importOver(server.url, { link: twice() });
    const { seen, extract } = noted();
    const worker = workerOn(server.url, extract, { link: twice() });
    const all = photos(60);
    expect(await submit(pool, all)).toEqual(all.map(resultOf));
    expect(seen.toSorted()).toEqual(
      all.map((bytes) => Buffer.from(bytes).toString('hex')).toSorted(),
    );
    await pool.close();
    await worker.stop();
    expect(await rowsLeft(admin)).toBe(0);
  });

  test("a killed import's photos and answers are taken over, and not extracted again", async () => {
    const all = photos(6);
    await killedImport(server.url, admin, all);
    const early = noted();
    const worker = workerOn(server.url, early.extract, { capacity: 2 });
    await poll(() => rowsOf(admin, 'answers')).toBeGreaterThan(1);
    await worker.stop();
    // Another policy: another order for the same photo.
    const other = importOver(server.url);
    const asked = other.pool.extract(jobOf(all[0] as Uint8Array, { profileImage: true }));
    const { pool } = importOver(server.url);
    const answers = submit(pool, [...all, ...all.slice(0, 1)]);
    await poll(() => rowsOf(admin, 'photos')).toBeGreaterThan(0);
    const late = noted();
    const second = workerOn(server.url, late.extract);
    expect(await answers).toEqual([...all, ...all.slice(0, 1)].map(resultOf));
    await asked;
    // Each once, the first one thrice: it was wanted twice, and once in another way.
    expect(early.seen.length + late.seen.length).toBe(all.length + 2);
    await second.stop();
    await pool.close();
    await other.pool.close();
    expect(await rowsLeft(admin)).toBe(0);
  });

  test('an import that fell silent elsewhere is taken over, and what nobody needs of it stays for its machine', async () => {
    const all = photos(3);
    await killedImport(server.url, admin, all);
    expect(await purgeQueue(admin, { dryRun: true })).toMatchObject({ imports: 1, photos: 3 });
    await admin.query(
      `UPDATE faceenroll_queue.imports SET host = 'elsewhere', process_space = 'elsewhere',
         seen_at = now() - interval '2 min'`,
    );
    const { pool } = importOver(server.url);
    const answer = submit(pool, all.slice(0, 1));
    const ours = `import IN (SELECT import FROM faceenroll_queue.imports WHERE host <> 'elsewhere')`;
    await poll(() => rowsOf(admin, 'photos', ours)).toBe(1);
    expect(await rowsOf(admin, 'photos')).toBe(all.length);
    const worker = workerOn(server.url);
    await answer;
    await worker.stop();
    await pool.close();
    expect(await rowsOf(admin, 'imports')).toBe(1);
    const left = (await rowsOf(admin, 'photos')) + (await rowsOf(admin, 'answers'));
    expect(left).toBe(2);
  });

  test('what a killed import has left is of no use with another key, and is deleted after a day', async () => {
    const all = photos(3);
    await killedImport(server.url, admin, all);
    const key = new Uint8Array(32).fill(8);
    const { pool } = importOver(server.url, { key });
    const answers = submit(pool, all);
    // A worker that finds imports of another key alone does not start.
    await poll(() => rowsOf(admin, 'imports')).toBe(2);
    const { seen, extract } = noted();
    const worker = workerOn(server.url, extract, { key });
    await answers;
    expect(seen.length).toBe(all.length);
    await pool.close();
    expect(await rowsOf(admin, 'photos')).toBe(all.length);
    await worker.stop();
    const silentFor = (time: string): Promise<unknown> =>
      admin.query(`UPDATE faceenroll_queue.imports SET seen_at = now() - interval '${time}'`);
    const next = async (): Promise<void> => {
      const one = workerOn(server.url, undefined, { key: new Uint8Array(32).fill(9) });
      await poll(() => rowsOf(admin, 'workers')).toBe(1);
      await one.stop();
    };
    // Nobody is asked for by an import that was silent for so long: any worker may start.
    await silentFor('23 h');
    await next();
    expect(await rowsOf(admin, 'photos')).toBe(all.length);
    await silentFor('25 h');
    await next();
    expect(await rowsLeft(admin)).toBe(0);
  });

  test('purging spares an import that is at work, unless all is to go; then it sends again, however often', async () => {
    const { pool } = importOver(server.url);
    const all = photos(20);
    const answers = submit(pool, all);
    await poll(() => rowsOf(admin, 'photos').catch(() => 0)).toBe(20);
    await admin.query(
      "INSERT INTO faceenroll_queue.answers SELECT gen_random_uuid(), gen_random_uuid(), '', '', ''",
    );
    const left = { imports: 0, photos: 0, answers: 1, jobs: 0, workers: 0 };
    expect(await purgeQueue(admin, { dryRun: true })).toEqual(left);
    expect(await purgeQueue(admin)).toEqual(left);
    const everything = { ...left, imports: 1, photos: 20, answers: 0, jobs: 20 };
    expect(await purgeQueue(admin, { all: true })).toEqual(everything);
    // However often that happens, no photo is blamed for it.
    for (let n = 0; n < 5; n += 1) {
      await poll(() => rowsOf(admin, 'photos')).toBe(20);
      await purgeQueue(admin, { all: true });
    }
    const worker = workerOn(server.url);
    expect(await answers).toEqual(all.map(resultOf));
    await pool.close();
    await worker.stop();
    expect(await rowsLeft(admin)).toBe(0);
  });

  test('photos whose turn is lost are sent again', async () => {
    const { pool } = importOver(server.url);
    const all = photos(5);
    const answers = submit(pool, all);
    await poll(() => rowsOf(admin, 'photos').catch(() => 0)).toBe(5);
    await admin.query('DELETE FROM faceenroll_queue.job');
    const worker = workerOn(server.url);
    expect(await answers).toEqual(all.map(resultOf));
    await pool.close();
    await worker.stop();
    expect(await rowsLeft(admin)).toBe(0);
  });

  test('an import that was silent takes nothing from the one that has taken over its photos', async () => {
    const silent = importOver(server.url);
    const all = photos(5);
    const late = submit(silent.pool, all);
    await poll(() => rowsOf(admin, 'photos').catch(() => 0)).toBe(5);
    await staysSilent(admin);
    const { pool } = importOver(server.url);
    const answers = submit(pool, all);
    // The first sends again what it misses, and what it has sent before is the second's.
    await poll(() => rowsOf(admin, 'photos')).toBe(10);
    const worker = workerOn(server.url);
    expect(await Promise.all([late, answers])).toEqual([all.map(resultOf), all.map(resultOf)]);
    await Promise.all([silent.pool.close(), pool.close()]);
    await worker.stop();
    expect(await rowsLeft(admin)).toBe(0);
  });

  test('an import deletes only answers that are still its own', async () => {
    const parcels = (id: string) => new Parcels(queue, id, QueueKey.newSalt());
    const { pool, link } = importOver(server.url);
    const queue = await PhotoQueue.open(link, EXTRACTOR, KEY, { supervises: false });
    const [first, second, photo] = [randomUUID(), randomUUID(), randomUUID()];
    await admin.query(
      `INSERT INTO faceenroll_queue.answers VALUES ('${photo}', '${second}', '', '', '')`,
    );
    expect(await parcels(first).receive([photo])).toEqual([]);
    expect(await parcels(second).receive([])).toMatchObject([{ photo }]);
    await queue.close();
    await pool.close();
  });

  test('the end of an import does not wait for a replica that is away', async () => {
    const { pool, told } = importOver(server.url);
    const worker = workerOn(server.url);
    await submit(pool, photos(3));
    await worker.stop();
    await admin.query("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    await admin.query('SELECT pg_reload_conf()');
    await poll(async () => {
      const { rows } = await admin.query<{ readonly names: string }>(
        "SELECT current_setting('synchronous_standby_names') AS names",
      );
      return rows[0]?.names;
    }).toBe('nobody');
    await pool.close();
    expect(told).toEqual([]);
    await admin.query('ALTER SYSTEM RESET synchronous_standby_names');
    await admin.query('SELECT pg_reload_conf()');
    expect(await rowsLeft(admin)).toBe(0);
  });

  test('a queue that is deleted while it is used ends both sides with what to do', async () => {
    const { pool, told } = importOver(server.url);
    const hanging = noted(() => true);
    const worker = workerOn(server.url, hanging.extract);
    const answers = submit(pool, photos(3));
    answers.catch(() => {});
    await poll(() => hanging.seen.length).toBe(3);
    await admin.query(dropTablesSql());
    const message = /^the queue at .* was deleted or made again while this program used it: run/;
    await expect(answers).rejects.toThrow(message);
    await pool.close();
    expect(told).toEqual([]);
    hanging.release();
    await expect(worker.ended).rejects.toThrow(message);
  });

  test('photos of a worker that hangs are given to another, and its late answer changes nothing', async () => {
    const { pool } = importOver(server.url);
    const hanging = noted(() => true);
    const first = workerOn(server.url, hanging.extract);
    const all = photos(3);
    const answers = submit(pool, all);
    await poll(() => hanging.seen.length).toBe(3);
    const second = workerOn(server.url);
    await silence(admin, 0);
    expect(await answers).toEqual(all.map(resultOf));
    hanging.release();
    await first.stop();
    await second.stop();
    await pool.close();
    expect(await rowsLeft(admin)).toBe(0);
  });

  test('a photo that ends three workers has crashed them; photos in its company are done', async () => {
    const { pool } = importOver(server.url);
    const [bad, ...innocent] = photos(4) as [Uint8Array, ...Uint8Array[]];
    const isBad = (bytes: Uint8Array): boolean => Buffer.compare(bytes, bad) === 0;
    const workers = [];
    const answers = submit(pool, [bad, ...innocent]);
    for (const [retryCount, hangsAt] of [() => true, isBad, isBad].entries()) {
      const { seen, extract, release } = noted(hangsAt);
      const worker = workerOn(server.url, extract);
      workers.push({ worker, release });
      const badHex = Buffer.from(bad).toString('hex');
      await poll(() => seen).toContain(badHex);
      await silence(admin, retryCount);
    }
    workers.push({ worker: workerOn(server.url), release: () => {} });
    const [crashed, ...others] = await answers;
    expect(crashed).toMatchObject({ kind: 'failed', failure: { code: 'WORKER_CRASHED' } });
    expect(JSON.stringify(crashed)).toContain('3 workers of the queue ended or fell silent');
    expect(others).toEqual(innocent.map(resultOf));
    for (const { worker, release } of workers) {
      release();
      await worker.stop();
    }
    await pool.close();
    expect(await rowsLeft(admin)).toBe(0);
  });

  test('a photo that was given back in good order is not suspected', async () => {
    const { pool } = importOver(server.url);
    const refuses = workerOn(server.url, () => Promise.reject(new Error('no models')));
    const all = photos(6);
    const answers = submit(pool, all);
    await expect(refuses.ended).rejects.toThrow('no models');
    expect(await rowsOf(admin, 'photos', 'returned = 1 AND alone = 0')).toBeGreaterThan(0);
    let atOnce = 0;
    let most = 0;
    const worker = workerOn(server.url, async ({ bytes }) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setTimeout(resolve, 50));
      atOnce -= 1;
      return resultOf(bytes as Uint8Array);
    });
    expect(await answers).toEqual(all.map(resultOf));
    expect(most).toBeGreaterThan(1);
    await worker.stop();
    await pool.close();
  });

  test('PostgreSQL crashes and loses its photos: each is sent again, and answered once', async () => {
    const { pool, told } = importOver(server.url);
    const first = noted(() => true);
    const worker = workerOn(server.url, first.extract);
    const all = photos(40);
    const answers = submit(pool, all);
    // Of four places one stays free if three photos came first: a worker takes several at once.
    await poll(() => first.seen.length).toBeGreaterThanOrEqual(3);
    await server.stop('crash');
    await poll(() => told.join()).toContain('Waiting for PostgreSQL');
    await server.start();
    first.release();
    const second = workerOn(server.url);
    // The first one's answers come for photos that are no longer there.
    expect(await answers).toEqual(all.map(resultOf));
    await worker.stop();
    await second.stop();
    await pool.close();
    expect(await rowsLeft(admin)).toBe(0);
  });

  test('ends at once where PostgreSQL was never reached, and lets nobody wait', async () => {
    const url = 'postgres://me@127.0.0.1:1/faces';
    const { pool } = importOver(url);
    const answer = pool.extract(jobOf(new Uint8Array([1])));
    answer.catch(() => {});
    const worker = workerOn(url);
    pool.drop(new Error('interrupted'));
    await expect(answer).rejects.toThrow('interrupted');
    await pool.close();
    expect(await worker.stop()).toEqual({ done: 0, failed: 0 });
  });

  test('an interrupted import leaves nothing', async () => {
    const { pool } = importOver(server.url);
    const answers = Promise.allSettled(photos(50).map((bytes) => pool.extract(jobOf(bytes))));
    await poll(() => rowsOf(admin, 'photos').catch(() => 0)).toBeGreaterThan(0);
    pool.drop(new Error('interrupted'));
    await pool.close();
    expect((await answers).every(({ status }) => status === 'rejected')).toBe(true);
    expect(await rowsLeft(admin)).toBe(0);
  });

  test('an import takes away jobs that a crash of PostgreSQL has brought back', async () => {
    const { pool } = importOver(server.url);
    const worker = workerOn(server.url);
    await submit(pool, photos(3));
    await worker.stop();
    const copies = `INSERT INTO faceenroll_queue.job (id, name, state)
      SELECT gen_random_uuid(), name, 'active' FROM faceenroll_queue.queue`;
    expect((await admin.query(copies)).rowCount).toBeGreaterThan(0);
    await pool.close();
    expect(await rowsOf(admin, 'job')).toBe(0);
  });
});
