import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
// Processes load JavaScript: the pool is tested as it is built.
import { ExtractionPool } from '../../dist/workers/pool.js';
import { findPack } from '../../src/models/packs.js';
import { FIXTURES, temporaryFolder } from '../support/cli.js';
import { POLICY } from '../support/entries.js';
import { profileOf } from '../support/profiles.js';

const { models } = findPack('standard');
const POISON = new URL('../support/poison.js', import.meta.url).href;

/** Has worker processes load a module first. */
const preload = (module: string) => vi.stubEnv('NODE_OPTIONS', `--import ${module}`);

const jobOf = (path: string) => ({
  path,
  knownDigests: [],
  profileImage: false,
  policy: POLICY,
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a worker process that dies', () => {
  it('before its models are open is started a few times, then the error says why', async () => {
    preload('data:text/javascript,if(process.send){console.error(4711);process.exit(9)}');
    const pool = new ExtractionPool(models, { threads: 1 });
    pool.start();
    const photo = jobOf(join(FIXTURES, 'photos/1001.jpg'));
    const why = 'ended 3 times before its models were open (exit code 9: 4711)';
    await expect(pool.extract(photo)).rejects.toThrow(why);
    await expect(pool.extract(photo)).rejects.toThrow(why);
    await expect(pool.tryModels()).rejects.toThrow(why);
    await pool.close();
  });

  it('by an exit code fails the photo that it was at, and the next ones are extracted', async () => {
    preload(POISON);
    const pool = new ExtractionPool(models, { threads: 1 });
    const poison = jobOf(join(temporaryFolder(), 'poison-exit.jpg'));
    const photos = [poison, jobOf(join(FIXTURES, 'photos/1001.jpg')), poison];
    const extractions = await Promise.all(photos.map((job) => pool.extract(job)));
    const message = expect.stringContaining('(exit code 7: free(): invalid pointer)');
    const crashed = { kind: 'failed', failure: expect.objectContaining({ message }) };
    expect(extractions).toEqual([
      crashed,
      { kind: 'sample', sample: expect.objectContaining({ quality: expect.any(Number) }) },
      crashed,
    ]);
    await pool.close();
  });
});

it('a process that dies at a photo that is made to fit costs that photo alone', async () => {
  preload(POISON);
  const pool = new ExtractionPool(models, { threads: 1 });
  const within = temporaryFolder();
  const poison = { path: join(within, 'poison-exit.jpg'), within, digest: '' };
  const bytes = readFileSync(join(FIXTURES, 'photos/1001.jpg'));
  const fit = { profile: profileOf([]), timeoutMs: 60_000 };
  const [crashed, fitted] = await Promise.all([
    pool.fit({ ...fit, photo: poison }),
    pool.fit({ ...fit, photo: { bytes } }),
  ]);
  expect(crashed).toMatchObject({ kind: 'failed', failure: { code: 'WORKER_CRASHED' } });
  expect(fitted).toMatchObject({ kind: 'fitted', photo: { format: 'jpeg' } });
  await pool.close();
});
