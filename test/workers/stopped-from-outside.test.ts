import { beforeEach, describe, expect, it } from 'vitest';
import { childrenOf, KNOWS_PROCESSES } from '../support/processes.js';
import { jobOf, portrait, quickPool, SAMPLE, THUMBNAIL } from '../support/quick-pool.js';

/** Processes that other tests keep. */
let others: readonly number[] = [];

function ownChildren(): number[] {
  return childrenOf(process.pid).filter((pid) => !others.includes(pid));
}

function stopChildren(): void {
  for (const pid of ownChildren()) process.kill(pid, 'SIGSTOP');
}

describe.runIf(KNOWS_PROCESSES)('a worker process that something else has stopped', () => {
  beforeEach(() => {
    others = childrenOf(process.pid);
  });

  it('is replaced, and every photo gets its answer', async () => {
    const pool = quickPool();
    await pool.extract(jobOf(portrait('1001.jpg')));
    stopChildren();
    const photos = ['1001.jpg', '1002.jpg', '1003.jpg'].map((name) => jobOf(portrait(name)));
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
    await pool.extract(jobOf(portrait('1001.jpg')));
    stopChildren();
    await pool.close();
    expect(ownChildren()).toEqual([]);
  });
});
