import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// Worker threads load JavaScript: the pool is tested as it is built.
import { ExtractionPool } from '../../../dist/workers/pool.js';
import type { ExtractionJob } from '../../../src/domain/sample.js';
import { findPack } from '../../../src/models/packs.js';
import { FIXTURES } from '../../support/cli.js';
import { POLICY } from '../../support/entries.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../../support/postgres.js';
import { importOver, workerOn } from './support.js';

describe.skipIf(!POSTGRES)('samples that come over a queue', () => {
  let server: PostgresServer;
  const local = new ExtractionPool(findPack('standard').models, { threads: 1 });

  beforeAll(async () => {
    server = await postgresServer();
  }, 30_000);

  afterAll(async () => {
    await local.close();
    await server?.remove();
  });

  it('are those of local threads to the last bit', { timeout: 60_000 }, async () => {
    const jobs = ['photos', 'broken'].flatMap((folder) =>
      readdirSync(join(FIXTURES, folder)).map((name) => jobOf(join(FIXTURES, folder, name))),
    );
    const there = new ExtractionPool(findPack('standard').models, { threads: 1 });
    const worker = workerOn(server.url, (job) => there.extract(job));
    const { pool } = importOver(server.url);
    const [here, queued] = await Promise.all([
      Promise.all(jobs.map((job) => local.extract(job))),
      Promise.all(jobs.map((job) => pool.extract(job))),
    ]);
    await worker.stop();
    await Promise.all([pool.close(), there.close()]);
    expect(queued).toEqual(here);
    const samples = here.filter(({ kind }) => kind === 'sample');
    expect(samples.length).toBeGreaterThan(20);
  });
});

function jobOf(path: string): ExtractionJob {
  return { path, knownDigests: [], profileImage: true, thumbnail: true, policy: POLICY };
}
