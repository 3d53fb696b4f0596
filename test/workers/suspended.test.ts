import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
// The pool is tested as it is built.
import { TIME_LIMITS } from '../../dist/workers/time-limits.js';
import { findPack } from '../../src/models/packs.js';
import { FIXTURES, ROOT, temporaryFolder } from '../support/cli.js';
import { POLICY } from '../support/entries.js';

const { models } = findPack('standard');

/** Far more than a photo takes here. */
const TIMEOUT_MS = 1_500;
const LIMITS = { ...TIME_LIMITS, graceMs: 200, tickMs: 50 };

const jobOf = (id: string) => ({
  path: join(FIXTURES, 'photos', `${id}.jpg`),
  knownDigests: [],
  profileImage: false,
  policy: { ...POLICY, timeoutMs: TIMEOUT_MS },
});

describe.skipIf(process.platform === 'win32')(
  'a command that is suspended with its worker process',
  () => {
    it('for longer than a photo may take goes on, and no photo is blamed', async () => {
      const script = join(temporaryFolder(), 'script.mjs');
      // So many that some are at work whenever it is suspended.
      const photos = Array.from({ length: 40 }, (_, i) => `100${(i % 8) + 1}`);
      const pool = pathToFileURL(join(ROOT, 'dist/workers/pool.js')).href;
      writeFileSync(
        script,
        `import { ExtractionPool } from ${JSON.stringify(pool)};
       const limits = ${JSON.stringify(LIMITS)};
       const pool = new ExtractionPool(${JSON.stringify(models)}, { threads: 1, limits });
       const jobs = ${JSON.stringify(photos.map(jobOf))};
       await pool.extract(jobs[0]);
       const extractions = Promise.all(jobs.map((job) => pool.extract(job)));
       setTimeout(() => console.log('at work'), 50);
       console.log((await extractions).map((e) => e.failure?.code ?? e.kind).join());
       await pool.close();`,
      );
      // A process group of its own, as a shell gives to each command.
      const child = spawn(process.execPath, [script], { detached: true });
      let said = '';
      child.stdout.on('data', (data) => {
        said += data;
      });
      await once(child.stdout, 'data');
      const ended = once(child, 'close');
      process.kill(-(child.pid as number), 'SIGSTOP');
      await setTimeout(TIMEOUT_MS + LIMITS.graceMs + 500);
      process.kill(-(child.pid as number), 'SIGCONT');
      expect(await ended).toEqual([0, null]);
      expect(said).toBe(`at work\n${photos.map(() => 'sample').join()}\n`);
    });
  },
);
