import { copyFileSync, rmSync, truncateSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
// Processes load JavaScript: the pool is tested as it is built.
import { ExtractionPool } from '../../dist/workers/pool.js';
import { NEW_PROCESSES, type WorkerProcesses } from '../../dist/workers/processes.js';
import { findPack } from '../../src/models/packs.js';
import { POLICY } from '../support/entries.js';
import { ownPack } from '../support/own-pack.js';
import { jobOf, portrait, SAMPLE, THUMBNAIL } from '../support/quick-pool.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The pack "own", whose files may be damaged. */
function installed() {
  const { folder, encoder } = ownPack();
  vi.stubEnv('FACEENROLL_MODELS', folder);
  return { models: findPack('own').models, encoder };
}

const PHOTO = { ...jobOf(portrait('1001.jpg')), policy: POLICY };

describe('a pool whose models are damaged after its pack was found', () => {
  it.each<[how: string, damage: (path: string) => void, what: string]>([
    ['deleted', (path) => rmSync(path), 'is missing'],
    ['cut short', (path) => truncateSync(path, 99_999), 'is altered'],
  ])(
    'names the file that was %s, and what to do, for photos and for stored faces',
    async (_, damage, what) => {
      const { models, encoder } = installed();
      damage(encoder);
      const pools = [
        new ExtractionPool(models, { threads: 2 }),
        new ExtractionPool(models, { threads: 1, work: 'encode' }),
      ] as const;
      const told = `the model file ${encoder} ${what}: run "faceenroll models install <path of own's pack file>" and try again`;
      await expect(pools[0].extract(PHOTO)).rejects.toMatchObject({
        ...{ name: 'ModelPackError', message: told },
      });
      await expect(pools[1].encode(THUMBNAIL)).rejects.toThrow(told);
      // It is told of every photo, and nothing hangs.
      await expect(pools[0].extract(PHOTO)).rejects.toThrow(told);
      await Promise.all(pools.map((pool) => pool.close()));
    },
  );

  it('tells so when another process takes the place of one that crashed', async () => {
    const { models, encoder } = installed();
    let crash = (): void => {};
    const processes: WorkerProcesses = {
      ...NEW_PROCESSES,
      take: (...words) => {
        const process = NEW_PROCESSES.take(...words);
        crash = () => process.kill();
        return process;
      },
    };
    const pool = new ExtractionPool(models, { threads: 1, processes });
    expect(await pool.extract(PHOTO)).toEqual(SAMPLE);
    rmSync(encoder);
    crash();
    await expect(pool.extract(PHOTO)).rejects.toThrow(`the model file ${encoder} is missing`);
    await pool.close();
  });

  it('leaves nothing behind that would keep the next pool from the models when they are back', async () => {
    const { models, encoder } = installed();
    rmSync(encoder);
    const broken = new ExtractionPool(models, { threads: 1 });
    await expect(broken.extract(PHOTO)).rejects.toThrow('is missing');
    await broken.close();
    copyFileSync(findPack('standard').models.encoder.path, encoder);
    const whole = new ExtractionPool(models, { threads: 1 });
    expect(await whole.extract(PHOTO)).toEqual(SAMPLE);
    await whole.close();
  });
});
