import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
// Worker threads load JavaScript: the pool is tested as it is built.
import { ExtractionPool } from '../../dist/workers/pool.js';
import type { ExtractionJob } from '../../src/domain/sample.js';
import { findPack } from '../../src/models/packs.js';
import { FIXTURES, ROOT, temporaryFolder } from '../support/cli.js';
import { POLICY } from '../support/entries.js';

const { models } = findPack('standard');

function job(path: string, more: Partial<ExtractionJob> = {}): ExtractionJob {
  return {
    path: join(FIXTURES, path),
    knownDigests: [],
    profileImage: false,
    policy: POLICY,
    ...more,
  };
}

describe('the worker pool', () => {
  const pool = new ExtractionPool(models, { threads: 1 });
  afterAll(() => pool.close());

  it('turns a photo into a sample whose vectors and pictures arrive whole', async () => {
    const extraction = await pool.extract(job('photos/1001.jpg', { profileImage: true }));
    if (extraction.kind !== 'sample') throw new Error(JSON.stringify(extraction));
    const { embedding, profileImage, digest } = extraction.sample;
    expect(embedding).toBeInstanceOf(Float32Array);
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 6);
    expect(Buffer.from(profileImage ?? []).subarray(0, 3)).toEqual(Buffer.of(0xff, 0xd8, 0xff));
    expect(await pool.extract(job('photos/1001.jpg', { knownDigests: [digest] }))).toEqual({
      kind: 'known',
      digest,
    });
  });

  it('extracts a photo that it is given as bytes as it does the file', async () => {
    const bytes = readFileSync(join(FIXTURES, 'photos/1001.jpg'));
    const sent = { bytes: new Uint8Array(bytes), path: 'sent.jpg' };
    const extraction = await pool.extract({ ...job(''), ...sent });
    expect(extraction).toEqual(await pool.extract(job('photos/1001.jpg')));
    const [empty, large] = await Promise.all(
      [0, 10e6 + 1].map((length) =>
        pool.extract({ ...job(''), ...sent, bytes: new Uint8Array(length) }),
      ),
    );
    expect(empty).toMatchObject({ kind: 'failed', failure: { code: 'FILE_EMPTY' } });
    expect(large).toMatchObject({ kind: 'failed', failure: { code: 'FILE_TOO_LARGE' } });
  });

  it('answers with failures as plain values that keep their code, and goes on', async () => {
    const extractions = await Promise.all(
      ['broken/landscape.jpg', 'broken/empty.jpg', 'broken/none.jpg', 'photos/1002.jpg'].map(
        (path) => pool.extract(job(path)),
      ),
    );
    expect(extractions).toEqual([
      { kind: 'failed', failure: expect.objectContaining({ code: 'FACE_NOT_FOUND' }) },
      { kind: 'failed', failure: expect.objectContaining({ code: 'FILE_EMPTY' }) },
      { kind: 'failed', failure: expect.objectContaining({ code: 'FILE_UNREADABLE' }) },
      { kind: 'sample', sample: expect.objectContaining({ quality: expect.any(Number) }) },
    ]);
    expect(extractions[0]).toMatchObject({
      failure: { message: expect.stringContaining('no face'), advice: expect.any(String) },
    });
  });

  it('without a thread started closes at once', async () => {
    await expect(new ExtractionPool(models, { threads: 2 }).close()).resolves.toBeUndefined();
  });
});

/**
 * Runs a script that makes, uses and closes a pool in a process of its own: ending a
 * thread inside a model aborts the process with code 134.
 */
function runScript(body: string): { status: number | null; stdout: string; stderr: string } {
  const script = join(temporaryFolder(), 'script.mjs');
  const pool = pathToFileURL(join(ROOT, 'dist/workers/pool.js')).href;
  const photos = ['1003', '1004', '1005', '1006', '1007', '1008'].map((id) =>
    job(`photos/${id}.jpg`),
  );
  writeFileSync(
    script,
    `import { ExtractionPool } from ${JSON.stringify(pool)};
     const models = ${JSON.stringify(models)};
     const jobs = ${JSON.stringify(photos)};
     ${body}`,
  );
  return spawnSync(process.execPath, [script], { encoding: 'utf8', timeout: 100_000 });
}

describe('closing the pool', () => {
  it('ends its threads outside of a model, time and again, and the process can exit', () => {
    const { status, stdout } = runScript(`
      for (let i = 0; i < 4; i += 1) {
        const pool = new ExtractionPool(models, { threads: 2 });
        const extractions = await Promise.all(jobs.slice(0, 2).map((job) => pool.extract(job)));
        await pool.close();
        console.log(extractions.map(({ kind }) => kind).join());
      }`);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'sample,sample\n'.repeat(4) });
  });

  it('takes no photo any more, and starts no process for one', () => {
    const { status, stdout, stderr } = runScript(`
      const pool = new ExtractionPool(models, { threads: 1 });
      await pool.close();
      pool.start();
      const late = await pool.extract(jobs[0]).catch((error) => error.message);
      console.log(late);`);
    expect({ status, stdout, stderr }).toEqual({
      ...{ status: 0, stdout: 'the worker process was closed\n', stderr: '' },
    });
  });

  it('lets the photos at work be finished first', () => {
    // As when a run stops at an error while photos are on their way.
    const { status, stdout, stderr } = runScript(`
      for (let i = 0; i < 2; i += 1) {
        const pool = new ExtractionPool(models, { threads: 2 });
        const extractions = jobs.map((job) => pool.extract(job));
        const settled = Promise.allSettled(extractions);
        await extractions[0];
        await pool.close();
        await settled;
        console.log('closed');
      }`);
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: 'closed\n'.repeat(2),
      stderr: '',
    });
  });
});
