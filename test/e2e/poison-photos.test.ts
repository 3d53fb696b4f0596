import { linkSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { childrenOf, KNOWS_PROCESSES, whenGone } from '../support/processes.js';
import { endings, type JsonResult, Scenario } from '../support/scenario.js';
import { linkPortraits, whenSampled } from '../support/signals.js';

const POISON = new URL('../support/poison.js', import.meta.url).href;
const ENV = { NODE_OPTIONS: `--import ${POISON}` };
/** A run of so many takes a while. */
const PORTRAITS = 40;
const PEOPLE = Array.from({ length: 8 }, (_, i) => `100${i + 1}.jpg`);
const IMPORT = ['import-faces', 'photos', '--create-missing', '--profile-image', '--workers', '2'];

/** Portraits, and poison under the names given; the poison is a portrait by its content. */
function mixed(poison: readonly string[]): Scenario {
  const s = new Scenario();
  s.photos(PEOPLE);
  s.photos(Object.fromEntries(poison.map((name) => [name, 'exif-1.jpg'])));
  return s;
}

/** All that a run says and keeps of the photos without poison, as far as runs can agree in it. */
function remains(s: Scenario, { outcomes }: JsonResult) {
  const told = outcomes.filter(({ file }) => !file.startsWith('poison-'));
  const kept = s.query(
    `SELECT user_id, slot, encoder, hex(embedding), quality, t.photo_digest, file_name, hex(jpeg) AS jpeg
     FROM templates AS t JOIN profile_images USING (collection, user_id) ORDER BY user_id`,
  );
  return { told: told.map(({ faceId: _, ...outcome }) => outcome), kept };
}

const CRASHES = [
  ['poison-abort.jpg', 'SIGABRT: free(): invalid pointer'],
  ['poison-SIGSEGV.jpg', 'SIGSEGV'],
  ['poison-SIGKILL.jpg', 'SIGKILL'],
] as const;

describe('photos that crash native code', () => {
  it('fail by themselves, and all other outcomes are those of a run without them', async () => {
    // The last ones are poison, too: nothing comes after them that would notice.
    const s = mixed(CRASHES.map(([name]) => name));
    const run = await s.runJson(IMPORT, { env: ENV });
    expect(run).toMatchObject({ code: 3, stderr: expect.not.stringContaining('free()') });
    expect(endings(run).filter(([, ending]) => ending === 'WORKER_CRASHED')).toHaveLength(3);
    for (const [name, how] of CRASHES) {
      expect(run.outcomes).toContainEqual(
        expect.objectContaining({
          file: name,
          code: 'WORKER_CRASHED',
          message: `looking at the photo crashed the worker process (${how})`,
          advice: expect.stringMatching(/./),
        }),
      );
    }

    const clean = new Scenario();
    clean.photos(PEOPLE);
    const undisturbed = await clean.json(IMPORT);
    expect(undisturbed.code).toBe(0);
    expect(remains(s, run)).toEqual(remains(clean, undisturbed));
    expect(remains(s, run).kept).toHaveLength(PEOPLE.length);
  });

  it('fail also when there is nothing but them', async () => {
    const s = new Scenario();
    s.photos({ 'poison-SIGSEGV.jpg': '1001.jpg' });
    expect(endings(await s.runJson(IMPORT, { env: ENV }))).toEqual([
      ['poison-SIGSEGV.jpg', 'WORKER_CRASHED'],
    ]);
  });

  it('end the run when they are all, and many: it is hardly for the photos', async () => {
    const s = new Scenario();
    s.photos({ 'poison-SIGKILL-0.jpg': '1001.jpg' });
    for (let i = 1; i < 12; i += 1) {
      linkSync(
        s.path('photos', 'poison-SIGKILL-0.jpg'),
        s.path('photos', `poison-SIGKILL-${i}.jpg`),
      );
    }
    const run = await s.run(IMPORT, { env: ENV });
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain(
      'each of the first 10 photos crashed the worker process (SIGKILL)',
    );
    expect(s.count('users')).toBe(0);
  });
});

describe('--max-memory', () => {
  it('fails a photo that takes more by itself, and no other', async () => {
    const s = mixed(['poison-memory.jpg']);
    const run = await s.runJson([...IMPORT, '--max-memory', '900'], { env: ENV });
    expect(run.code).toBe(3);
    expect(run.outcomes).toContainEqual(
      expect.objectContaining({
        file: 'poison-memory.jpg',
        code: 'WORKER_CRASHED',
        message: 'looking at the photo takes more than 900 MB of memory',
        advice: expect.stringContaining('--max-memory'),
      }),
    );
    expect(run.summary).toMatchObject({ enrolled: { total: PEOPLE.length }, failed: { total: 1 } });
  });

  it('says so when the models alone take more', async () => {
    const s = mixed([]);
    const run = await s.run([...IMPORT, '--max-memory', '20']);
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(/^faceenroll: --max-memory 20 is too little: .* \d+ MB; .*\n$/m);
  });
});

describe.runIf(KNOWS_PROCESSES)('the worker process', () => {
  /** Runs an import, and disturbs its processes when some photos are extracted. */
  async function disturbed(disturb: (command: number, worker: number) => unknown) {
    const s = new Scenario();
    linkPortraits(s, PORTRAITS);
    const workers: number[] = [];
    let disturbing = Promise.resolve();
    const result = await s.run(IMPORT, {
      onStart: ({ pid = 0 }) => {
        disturbing = whenSampled(s, 5).then(async () => {
          workers.push(...childrenOf(pid));
          await disturb(pid, workers[0] as number);
        });
      },
    });
    await disturbing;
    expect(workers).toHaveLength(1);
    return { s, result, workers };
  }

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('leaves %s to the command, and is gone with it', async (signal, code) => {
    const later: number[] = [];
    const { s, result, workers } = await disturbed(async (command, worker) => {
      // A terminal tells both, in whatever order.
      process.kill(worker, signal);
      await setTimeout(200);
      later.push(...childrenOf(command));
      process.kill(command, signal);
    });
    expect(later).toEqual(workers);
    expect(result).toMatchObject({ code, signal: null });
    expect(s.query('SELECT * FROM run_items WHERE code IS NOT NULL')).toEqual([]);
    await whenGone(workers);
  });

  it('goes away when the command is killed', async () => {
    const { result, workers } = await disturbed((command) => process.kill(command, 'SIGKILL'));
    expect(result.signal).toBe('SIGKILL');
    await whenGone(workers);
  });

  it('is replaced when it is killed, and no photo is lost', async () => {
    const { s, result, workers } = await disturbed((_, worker) => process.kill(worker, 'SIGKILL'));
    expect(result).toMatchObject({ code: 0, signal: null });
    expect(s.count('templates')).toBe(PORTRAITS);
    await whenGone(workers);
  });
});
