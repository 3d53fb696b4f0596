import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../dist/system/sha256.js';
import { sealReply } from '../../../dist/workers/queue/letters.js';
import type { Extraction } from '../../../src/domain/sample.js';
import { temporaryFolder } from '../../support/cli.js';
import { POSTGRES } from '../../support/postgres.js';
import { poll, queueServer, rowsOf } from './queue-server.js';
import {
  EXTRACTOR,
  importOver,
  jobOf,
  KEY,
  killedImport,
  photos,
  resultOf,
  workerOn,
} from './support.js';

const UNIT = new Float32Array([0.6, 0.8]);

function sampleOf(bytes: Uint8Array, embedding = UNIT): Extraction {
  const digest = sha256(bytes);
  return {
    kind: 'sample',
    sample: { digest, embedding, quality: 0.5, rotated: 0, liveness: null },
  };
}

describe.skipIf(!POSTGRES)('what comes over a queue', () => {
  const postgres = queueServer();

  const swapped = (table: string, column: string): Promise<unknown> =>
    postgres.admin.query(
      `UPDATE faceenroll_queue.${table} p SET ${column} = q.${column}
       FROM (SELECT photo, lead(${column}, 1, (SELECT ${column} FROM faceenroll_queue.${table} ORDER BY photo LIMIT 1))
         OVER (ORDER BY photo) AS ${column} FROM faceenroll_queue.${table}) q WHERE p.photo = q.photo`,
    );

  test.each(['sealed', 'mark', 'salt'])(
    'orders whose %s was swapped or altered are sent again, and each photo has its own result',
    async (column) => {
      const { pool } = importOver(postgres.url);
      const all = photos(5);
      const answers = Promise.all(all.map((bytes) => pool.extract(jobOf(bytes))));
      await poll(() => rowsOf(postgres.admin, 'photos').catch(() => 0)).toBe(5);
      if (column === 'salt')
        await postgres.admin.query("UPDATE faceenroll_queue.photos SET salt = 'x'");
      else await swapped('photos', column);
      const worker = workerOn(postgres.url);
      expect(await answers).toEqual(all.map(resultOf));
      await worker.stop();
      await pool.close();
    },
  );

  test("a killed import's answers are not given out for other photos, whatever is swapped", async () => {
    const all = photos(4);
    await killedImport(postgres.url, postgres.admin, all);
    const early = workerOn(postgres.url);
    await poll(() => rowsOf(postgres.admin, 'answers')).toBe(4);
    await early.stop();
    await swapped('answers', 'mark');
    const { pool } = importOver(postgres.url);
    const late = workerOn(postgres.url);
    const answers = await Promise.all(all.map((bytes) => pool.extract(jobOf(bytes))));
    expect(answers).toEqual(all.map(resultOf));
    await late.stop();
    await pool.close();
  });

  test('what cannot be the result of a photo is not taken for it: it is extracted again', async () => {
    const all = photos(6);
    // Every object has a member of this name.
    const failure = { code: 'constructor', message: 'of nothing', advice: 'none' };
    const wrong: readonly Extraction[] = [
      sampleOf(all[1] as Uint8Array),
      sampleOf(all[1] as Uint8Array, new Float32Array([Number.NaN, 1])),
      sampleOf(all[2] as Uint8Array, new Float32Array([1, 1])),
      { kind: 'known', digest: sha256(all[3] as Uint8Array) },
      { kind: 'encoded', embedding: UNIT } as unknown as Extraction,
      { kind: 'failed', failure } as unknown as Extraction,
    ];
    const seen = new Set<number>();
    const worker = workerOn(postgres.url, async ({ bytes }) => {
      const photo = Buffer.from(bytes as Uint8Array);
      const i = all.findIndex((one) => photo.equals(one));
      const isFirst = !seen.has(i);
      seen.add(i);
      return isFirst ? (wrong[i] as Extraction) : sampleOf(photo);
    });
    const { pool } = importOver(postgres.url);
    const answers = await Promise.all(all.map((bytes) => pool.extract(jobOf(bytes))));
    expect(answers).toEqual(all.map((bytes) => sampleOf(bytes)));
    await worker.stop();
    await pool.close();
  });

  test('a photo that workers answer with nothing but nonsense ends the import', async () => {
    const worker = workerOn(postgres.url, async () => ({ kind: 'known', digest: 'x' }));
    const { pool } = importOver(postgres.url);
    await expect(pool.extract(jobOf(new Uint8Array([1])))).rejects.toThrow(
      'a photo was sent 5 times without a result: what a worker answered is no result of it',
    );
    expect(await worker.stop()).toEqual({ done: 5, failed: 0 });
    await pool.close();
  });

  test('what a worker makes of a photo that is turned first is the sample of the turned one', async () => {
    const worker = workerOn(postgres.url, async ({ bytes }) => {
      const edited = Buffer.concat([Buffer.from('turned '), bytes as Uint8Array]);
      return { ...sampleOf(edited), edited };
    });
    const { pool } = importOver(postgres.url);
    const job = jobOf(Buffer.from('photo'), { edit: { turn: 90 } });
    expect(await pool.extract(job)).toMatchObject({
      sample: { digest: sha256(Buffer.from('turned photo')) },
    });
    await worker.stop();
    await pool.close();
  });

  test('an import whose process cannot be seen from here lives, though its host name is the same', async () => {
    const one = importOver(postgres.url);
    const all = photos(3);
    const first = Promise.all(all.map((bytes) => one.pool.extract(jobOf(bytes))));
    await poll(() => rowsOf(postgres.admin, 'photos').catch(() => 0)).toBe(3);
    // In another container of this name, where no process has this ID here.
    await postgres.admin.query(
      "UPDATE faceenroll_queue.imports SET process_space = 'x', pid = 2147483647",
    );
    const other = importOver(postgres.url);
    const second = Promise.all(all.map((bytes) => other.pool.extract(jobOf(bytes))));
    await poll(() => rowsOf(postgres.admin, 'photos')).toBe(6);
    const worker = workerOn(postgres.url);
    expect(await Promise.all([first, second])).toEqual([all.map(resultOf), all.map(resultOf)]);
    await worker.stop();
    await Promise.all([one.pool.close(), other.pool.close()]);
  });

  test('an answer of another extractor ends the import', async () => {
    const { pool } = importOver(postgres.url);
    const answer = pool.extract(jobOf(new Uint8Array([1])));
    answer.catch(() => {});
    await poll(() => rowsOf(postgres.admin, 'photos').catch(() => 0)).toBe(1);
    const { rows } = await postgres.admin.query<{
      readonly photo: string;
      readonly mark: Buffer;
      readonly salt: Buffer;
    }>('SELECT photo, mark, salt FROM faceenroll_queue.photos');
    const [row] = rows;
    if (!row) throw new Error('no photo');
    const extractor = { ...EXTRACTOR, encoder: 'another' };
    const reply = { kind: 'done', answer: resultOf(new Uint8Array([2])), extractor } as const;
    await postgres.admin.query(
      `INSERT INTO faceenroll_queue.answers SELECT photo, import, mark, salt, $1 FROM faceenroll_queue.photos`,
      [sealReply(KEY.ofRun(row.salt), row, reply)],
    );
    await expect(answer).rejects.toThrow(
      'a worker has answered that differs: encoder test-encoder here, another there',
    );
    await pool.close();
  });

  test('a worker with another key or extractor is refused, and an import says that it cannot use it', async () => {
    const key = new Uint8Array(32).fill(9);
    const other = { ...EXTRACTOR, encoder: 'another' };
    const early = workerOn(postgres.url, undefined, { key });
    await poll(() => rowsOf(postgres.admin, 'workers').catch(() => 0)).toBe(1);
    const { pool, told } = importOver(postgres.url);
    pool.start();
    await poll(() => told.join()).toMatch(
      /1 worker cannot work for this import, .*: the queue key is another one here than there\. Name the same --queue-key-file on all machines$/,
    );
    await expect(workerOn(postgres.url, undefined, { key }).ended).rejects.toThrow(
      /cannot work for the import on the queue: the queue key is another one here than in the import\. Name the same --queue-key-file on all machines$/,
    );
    await expect(workerOn(postgres.url, undefined, { extractor: other }).ended).rejects.toThrow(
      /: encoder another here, test-encoder in the import\. Install the same faceenroll .* --models$/,
    );
    await early.stop();
    await pool.close();
  });

  test('an import that was killed refuses no worker, and one of another machine only while it may be there', async () => {
    const key = new Uint8Array(32).fill(9);
    const isNotRefused = async () => {
      const worker = workerOn(postgres.url, undefined, { key });
      await Promise.race([poll(() => rowsOf(postgres.admin, 'workers')).toBe(1), worker.ended]);
      await worker.stop();
    };
    await killedImport(postgres.url, postgres.admin, photos(1));
    await isNotRefused();
    const seen = (ago: string) =>
      postgres.admin.query(
        `UPDATE faceenroll_queue.imports SET process_space = 'elsewhere', seen_at = now() - interval '${ago}'`,
      );
    await seen('0 s');
    await expect(workerOn(postgres.url, undefined, { key }).ended).rejects.toThrow(
      /cannot work for the import on the queue/,
    );
    await seen('12 s');
    await isNotRefused();
  });

  test('a worker that was killed is not counted, nor told of as another one', async () => {
    const { pool, told } = importOver(postgres.url);
    pool.start();
    await poll(() => rowsOf(postgres.admin, 'imports').catch(() => 0)).toBe(1);
    const gone = 2 ** 22 + 1;
    for (const queue of ['(SELECT queue FROM faceenroll_queue.imports)', "'photos-other'"]) {
      await postgres.admin.query(
        `INSERT INTO faceenroll_queue.workers (worker, host, process_space, pid, queue, extractor, slots, seen_at)
         SELECT gen_random_uuid(), host, process_space, ${gone}, ${queue}, extractor, 4, now() + interval '1 h'
         FROM faceenroll_queue.imports`,
      );
    }
    const worker = workerOn(postgres.url);
    await poll(() => pool.crew().members.length).toBe(1);
    expect(told.join()).not.toContain('cannot work for this import');
    await worker.stop();
    await pool.close();
  });

  test('files are read where all machines see them; those that are not seen are sent, which is told once', async () => {
    const [here, there, outside] = [1, 2, 3].map(() => realpathSync(temporaryFolder())) as [
      string,
      string,
      string,
    ];
    mkdirSync(join(here, 'deep'));
    mkdirSync(join(there, 'deep'));
    const all = photos(4) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    const names = ['deep/seen', 'unseen', 'other', 'link'];
    for (const [i, name] of names.entries()) writeFileSync(join(here, name), all[i] as Uint8Array);
    writeFileSync(join(there, 'deep/seen'), all[0]);
    writeFileSync(join(there, 'other'), 'another photo of that name');
    writeFileSync(join(outside, 'link'), all[3]);
    symlinkSync(join(outside, 'link'), join(there, 'link'));
    const { pool, told } = importOver(postgres.url, { sharedFolder: here });
    const paths: (string | undefined)[] = [];
    const worker = workerOn(
      postgres.url,
      async ({ bytes }) => {
        paths.push(Buffer.from(bytes ?? []).toString('hex'));
        return resultOf(bytes ?? new Uint8Array());
      },
      { photosFolder: there },
    );
    const answers = await Promise.all(
      names.map((name) => {
        const { bytes: _, ...job } = jobOf(new Uint8Array());
        return pool.extract({ ...job, path: join(here, name) });
      }),
    );
    expect(answers).toEqual(all.map(resultOf));
    expect(paths.length).toBe(4);
    expect(told.filter((message) => message.includes('does not see the photos'))).toHaveLength(1);
    await worker.stop();
    await pool.close();
  });
});
