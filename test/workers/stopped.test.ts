import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
// Processes load JavaScript: the pool is tested as it is built.
import { ExtractionPool } from '../../dist/workers/pool.js';
import { TIME_LIMITS, type TimeLimits } from '../../dist/workers/time-limits.js';
import { findPack } from '../../src/models/packs.js';
import { FIXTURES, temporaryFolder } from '../support/cli.js';
import { POLICY } from '../support/entries.js';
import { childrenOf, KNOWS_PROCESSES } from '../support/processes.js';

const { models } = findPack('standard');
const POISON = new URL('../support/poison.js', import.meta.url).href;
const STOP = "process.kill(process.pid,'SIGSTOP')";

/** Far more than a photo takes here. */
const TIMEOUT_MS = 1_500;
const QUICK = { graceMs: 200, encodingMs: 800, tryingMs: 800, leavingMs: 400, tickMs: 50 };
const SAMPLE = { kind: 'sample', sample: expect.objectContaining({ quality: expect.any(Number) }) };

const photo = (name: string) => join(FIXTURES, 'photos', name);
const jobOf = (path: string) => ({
  path,
  knownDigests: [],
  profileImage: false,
  policy: { ...POLICY, timeoutMs: TIMEOUT_MS },
});
const THUMBNAIL = {
  jpeg: readFileSync(photo('1001.jpg')),
  landmarks: [1, 2, 3, 4, 5].map((n) => ({ x: 20 * n, y: 20 * n })),
};

/** A pool of one thread that soon loses its patience. */
function quickPool(work: 'extract' | 'encode' = 'extract', more: Partial<TimeLimits> = {}) {
  return new ExtractionPool(models, 1, undefined, work, { ...TIME_LIMITS, ...QUICK, ...more });
}

/** Has worker processes load a module first. */
const preload = (module: string) => vi.stubEnv('NODE_OPTIONS', `--import ${module}`);
/** Has worker processes stop as soon as they are given something to do. */
const stopAtTasks = () =>
  preload(`data:text/javascript,process.on('message',(m)=>m.kind==='task'&&${STOP})`);

function stopChildren(): void {
  for (const pid of childrenOf(process.pid)) process.kill(pid, 'SIGSTOP');
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.skipIf(process.platform === 'win32')('a worker process that stops answering', () => {
  it('at a photo fails that photo as timed out, and all others are extracted', async () => {
    preload(POISON);
    const pool = quickPool();
    const stopping = jobOf(join(temporaryFolder(), 'poison-SIGSTOP.jpg'));
    const photos = [stopping, jobOf(photo('1001.jpg')), jobOf(photo('1002.jpg'))];
    const extractions = await Promise.all(photos.map((job) => pool.extract(job)));
    const failure = {
      code: 'TIMED_OUT',
      message: 'the photo took longer than 1.5 seconds',
      advice: expect.stringContaining('Try it again'),
    };
    expect(extractions).toMatchObject([{ kind: 'failed', failure }, SAMPLE, SAMPLE]);
    await pool.close();
  });

  it('at a thumbnail fails it as timed out', async () => {
    stopAtTasks();
    const pool = quickPool('encode');
    const message = 'the photo took longer than 0.8 seconds';
    expect(await pool.encode(THUMBNAIL)).toMatchObject({
      kind: 'failed',
      failure: { code: 'TIMED_OUT', message },
    });
    await pool.close();
  });

  it('while the models are tried is an error that says so', async () => {
    stopAtTasks();
    const pool = quickPool();
    await expect(pool.tryModels()).rejects.toThrow(
      'the worker process stopped answering (no answer for 1 s)',
    );
    await pool.close();
  });

  it('before its models are open is started a few times, then the error says why', async () => {
    preload(`data:text/javascript,process.send&&${STOP}`);
    const pool = quickPool('extract', { openingMs: 300 });
    const why = 'ended 3 times before its models were open (no answer for 0.3 s)';
    await expect(pool.extract(jobOf(photo('1001.jpg')))).rejects.toThrow(why);
    await pool.close();
  });

  it('before its models are open does not keep the pool from closing', async () => {
    preload(`data:text/javascript,process.send&&${STOP}`);
    const pool = quickPool();
    pool.start();
    await pool.close();
  });
});

describe.runIf(KNOWS_PROCESSES)('a worker process that something else has stopped', () => {
  it('is replaced, and every photo gets its answer', async () => {
    const pool = quickPool();
    await pool.extract(jobOf(photo('1001.jpg')));
    stopChildren();
    const photos = ['1001.jpg', '1002.jpg', '1003.jpg'].map((name) => jobOf(photo(name)));
    const extractions = await Promise.all(photos.map((job) => pool.extract(job)));
    expect(extractions).toEqual([SAMPLE, SAMPLE, SAMPLE]);
    await pool.close();
  });

  it('is replaced, and every thumbnail gets its answer', async () => {
    const pool = quickPool('encode');
    const alone = await pool.encode(THUMBNAIL);
    stopChildren();
    const encodings = await Promise.all([THUMBNAIL, THUMBNAIL].map((job) => pool.encode(job)));
    expect(encodings).toEqual([alone, alone]);
    await pool.close();
  });

  it('with nothing to do does not keep the pool from closing', async () => {
    const pool = quickPool();
    await pool.extract(jobOf(photo('1001.jpg')));
    stopChildren();
    await pool.close();
    expect(childrenOf(process.pid)).toEqual([]);
  });
});
