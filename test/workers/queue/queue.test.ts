import { describe, expect, test } from 'vitest';
import { postgresPlace } from '../../../dist/postgres/place.js';
import { sha256 } from '../../../dist/system/sha256.js';
import { dropTablesSql, tablesSql } from '../../../dist/workers/queue/tables/setup-sql.js';
import { POSTGRES } from '../../support/postgres.js';
import { poll, queueServer, rowsLeft, rowsOf } from './queue-server.js';
import {
  importOver,
  jobOf,
  noted,
  photos,
  resultOf,
  submit,
  TwiceLink,
  workerOn,
} from './support.js';

describe.skipIf(!POSTGRES)('photos on a queue', () => {
  const postgres = queueServer();

  test('each photo gets its own answer, and nothing is left', async () => {
    const { pool } = importOver(postgres.url);
    const workers = [workerOn(postgres.url), workerOn(postgres.url)];
    const all = photos(300);
    expect(await submit(pool, all)).toEqual(all.map(resultOf));
    // While the import goes on, too: a table that only grows would hide new answers.
    await poll(() => rowsOf(postgres.admin, 'answers')).toBe(0);
    const done = await Promise.all(workers.map((worker) => worker.stop()));
    expect(done.reduce((sum, { done }) => sum + done, 0)).toBe(300);
    expect(await rowsOf(postgres.admin, 'workers')).toBe(0);
    await pool.close();
    expect(await rowsLeft(postgres.admin)).toBe(0);
  });

  test('a photo that is known is not sent, unless it is turned first', async () => {
    const { pool } = importOver(postgres.url);
    const { seen, extract } = noted();
    const worker = workerOn(postgres.url, extract);
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
    const [low, high] = [0, 10].map((priority) => importOver(postgres.url, { priority }).pool);
    if (!low || !high) throw new Error('two imports');
    const [many, few] = [photos(60), photos(3)];
    const answers = [submit(low, many)];
    await poll(() => rowsOf(postgres.admin, 'photos').catch(() => 0)).toBe(32);
    answers.push(submit(high, few));
    await poll(() => rowsOf(postgres.admin, 'photos')).toBe(35);
    const { seen, extract } = noted();
    const worker = workerOn(postgres.url, extract, { capacity: 3 });
    expect(await Promise.all(answers)).toEqual([many.map(resultOf), few.map(resultOf)]);
    const first = few.map((bytes) => Buffer.from(bytes).toString('hex'));
    expect(seen.slice(0, 3).toSorted()).toEqual(first.toSorted());
    await worker.stop();
    await Promise.all([low.close(), high.close()]);
  });

  test('a photo that is larger than a transaction goes alone', async () => {
    const { pool } = importOver(postgres.url);
    const worker = workerOn(postgres.url, async ({ bytes }) => ({
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
    const { pool } = importOver(postgres.url);
    const worker = workerOn(postgres.url);
    const face = { jpeg: new Uint8Array([1, 2, 3]), landmarks: [{ x: 1, y: 2 }] };
    const encoding = await pool.encode(face);
    expect(encoding).toEqual({ kind: 'encoded', embedding: new Float32Array([0.6, 0.8]) });
    await pool.close();
    await worker.stop();
  });

  test('statements that are done twice change nothing: each photo is extracted and answered once', async () => {
    const place = postgresPlace(postgres.url);
    const twice = () => new TwiceLink(place, { connections: 3, name: 'twice', tell: () => {} });
    // Making them is refused the second time.
    await postgres.admin.query(tablesSql());
    const { pool } = importOver(postgres.url, { link: twice() });
    const { seen, extract } = noted();
    const worker = workerOn(postgres.url, extract, { link: twice() });
    const all = photos(60);
    expect(await submit(pool, all)).toEqual(all.map(resultOf));
    expect(seen.toSorted()).toEqual(
      all.map((bytes) => Buffer.from(bytes).toString('hex')).toSorted(),
    );
    await pool.close();
    await worker.stop();
    expect(await rowsLeft(postgres.admin)).toBe(0);
  });

  test('the end of an import does not wait for a replica that is away', async () => {
    const { pool, told } = importOver(postgres.url);
    const worker = workerOn(postgres.url);
    await submit(pool, photos(3));
    await worker.stop();
    await postgres.admin.query("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    await postgres.admin.query('SELECT pg_reload_conf()');
    await poll(async () => {
      const { rows } = await postgres.admin.query<{ readonly names: string }>(
        "SELECT current_setting('synchronous_standby_names') AS names",
      );
      return rows[0]?.names;
    }).toBe('nobody');
    await pool.close();
    expect(told).toEqual([]);
    await postgres.admin.query('ALTER SYSTEM RESET synchronous_standby_names');
    await postgres.admin.query('SELECT pg_reload_conf()');
    expect(await rowsLeft(postgres.admin)).toBe(0);
  });

  test('a queue that is deleted while it is used ends both sides with what to do', async () => {
    const { pool, told } = importOver(postgres.url);
    const hanging = noted(() => true);
    const worker = workerOn(postgres.url, hanging.extract);
    const answers = submit(pool, photos(3));
    answers.catch(() => {});
    await poll(() => hanging.seen.length).toBe(3);
    await postgres.admin.query(dropTablesSql());
    const message = /^the queue at .* was deleted or made again while this program used it: run/;
    await expect(answers).rejects.toThrow(message);
    await pool.close();
    expect(told).toEqual([]);
    hanging.release();
    await expect(worker.ended).rejects.toThrow(message);
  });

  test('PostgreSQL crashes and loses its photos: each is sent again, and answered once', async () => {
    const { pool, told } = importOver(postgres.url);
    const first = noted(() => true);
    const worker = workerOn(postgres.url, first.extract);
    const all = photos(40);
    const answers = submit(pool, all);
    // Of four places one stays free if three photos came first: a worker takes several at once.
    await poll(() => first.seen.length).toBeGreaterThanOrEqual(3);
    await postgres.server.stop('crash');
    await poll(() => told.join()).toContain('Waiting for PostgreSQL');
    await postgres.server.start();
    first.release();
    const second = workerOn(postgres.url);
    // The first one's answers come for photos that are no longer there.
    expect(await answers).toEqual(all.map(resultOf));
    await worker.stop();
    await second.stop();
    await pool.close();
    expect(await rowsLeft(postgres.admin)).toBe(0);
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
});
