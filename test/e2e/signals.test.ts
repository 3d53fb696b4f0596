import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { events, faceenroll } from '../support/cli.js';
import { childrenOf, KNOWS_PROCESSES, whenGone } from '../support/processes.js';
import { Scenario } from '../support/scenario.js';
import { HOLDS, linkHeld, linkPortraits, whenSampled } from '../support/signals.js';
import { until } from '../support/stopping.js';

const POISON = new URL('../support/poison.js', import.meta.url).href;
const HANGS = { NODE_OPTIONS: `--import ${POISON}` };
const IMPORT = ['import-faces', 'photos', '--create-missing', '--workers', '1'];
/** With the one that is held: the run does not come to its end before the signal. */
const PORTRAITS = 12;

/** Longer than the two seconds that it may take, shorter than the minute that the photo hangs. */
const SOON_MS = 20_000;

/** An import that has a failure already when it comes to a photo that hangs in native code. */
function hanging(): Scenario {
  const s = new Scenario();
  s.write('photos/a.txt', 'none\n');
  s.photos({ 'poison-hang.jpg': '1001.jpg' });
  return s;
}

/** Runs the import, and does something to it when it hangs. */
async function whenItHangs(
  s: Scenario,
  disturb: (pid: number, child: ChildProcess) => unknown,
  flags: string[] = [],
) {
  let disturbing = Promise.resolve();
  const result = await s.runJson([...IMPORT, ...flags], {
    env: HANGS,
    onStart: (child) => {
      disturbing = (async () => {
        await until('the worker process is at the photo', () => existsSync(s.path('at-work')));
        await disturb(child.pid ?? 0, child);
      })();
    },
  });
  await disturbing;
  return result;
}

describe.runIf(KNOWS_PROCESSES).each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s while a photo hangs in native code', (signal, code) => {
  it('ends the run soon, leaves no process, and tells what had failed by then', async () => {
    const s = hanging();
    const workers: number[] = [];
    let sent = 0;
    const result = await whenItHangs(s, (pid) => {
      workers.push(...childrenOf(pid));
      sent = performance.now();
      process.kill(pid, signal);
    });
    // It hangs for a minute; what is looked at is that nobody waited for it.
    expect(performance.now() - sent).toBeLessThan(SOON_MS);
    expect(result).toMatchObject({ code, signal: null });
    expect(result.summary).toMatchObject({
      ...{ interrupted: true, retry: null, resume: 'faceenroll runs resume', exitCode: code },
      ...{ failed: { total: 1 }, errorReport: 'photos.errors.interrupted.csv' },
    });
    expect(workers).toHaveLength(1);
    await whenGone(workers);
    const report = readFileSync(s.path('photos.errors.interrupted.csv'), 'utf8');
    expect(report).toContain('UNSUPPORTED_FORMAT');
    expect(report).not.toContain('poison');
    expect(s.count('users')).toBe(0);

    // Without the poison the photo is like any other.
    const again = await s.run(['runs', 'resume']);
    expect(again.code).toBe(3);
    // It is the same command, which was asked for JSON.
    expect(events(again).at(-1)).toMatchObject({ errorReport: 'photos.errors.csv' });
    expect(s.userIds()).toEqual(['poison-hang']);
  });
});

describe.runIf(KNOWS_PROCESSES)('a signal while photos are looked at', () => {
  it('ends that soon, and leaves no process', async () => {
    const s = new Scenario();
    s.photos({ 'poison-hang.jpg': '1001.jpg' });
    const workers: number[] = [];
    let [sent, disturbing] = [0, Promise.resolve()];
    const result = await s.run(['inspect', 'photos/poison-hang.jpg'], {
      env: HANGS,
      onStart: ({ pid = 0 }) => {
        disturbing = (async () => {
          await until('the worker process is at the photo', () => existsSync(s.path('at-work')));
          workers.push(...childrenOf(pid));
          sent = performance.now();
          process.kill(pid, 'SIGINT');
        })();
      },
    });
    await disturbing;
    expect(performance.now() - sent).toBeLessThan(SOON_MS);
    expect(result).toMatchObject({ code: 130, signal: null, stdout: '' });
    expect(result.stderr).toMatch(/^Interrupted: /);
    expect(workers).toHaveLength(1);
    await whenGone(workers);
  });
});

describe('a second signal', () => {
  it.runIf(KNOWS_PROCESSES)('ends the process at once, with what hangs', async () => {
    const s = hanging();
    const workers: number[] = [];
    const result = await whenItHangs(s, async (pid, { stderr }) => {
      workers.push(...childrenOf(pid));
      process.kill(pid, 'SIGINT');
      // One that comes before the first was noticed is one with it.
      if (stderr) await once(stderr, 'data');
      process.kill(pid, 'SIGINT');
    });
    expect(result).toMatchObject({ signal: 'SIGINT', stdout: '' });
    await whenGone(workers);
    expect((await faceenroll(['runs', 'list'], { cwd: s.cwd })).stdout).toMatch(/ interrupted /);
  });
});

describe('the report of an interrupted run', () => {
  it('can be corrected and imported like any other', async () => {
    const s = new Scenario();
    linkPortraits(s, PORTRAITS - 1);
    linkHeld(s);
    s.write('photos/0-1.jpg', 'none\n');
    let sent = Promise.resolve();
    const result = await s.run([...IMPORT, '--errors', 'wrong.csv'], {
      env: HOLDS,
      onStart: (child) => {
        sent = whenSampled(s, 3).then(() => {
          child.kill('SIGTERM');
        });
      },
    });
    await sent;
    expect(result.code).toBe(143);
    expect(result.stdout).toContain('Failures known so far: wrong.interrupted.csv\n');
    expect(existsSync(s.path('wrong.csv'))).toBe(false);
    s.photos({ '0-1.jpg': '1001.jpg' });
    const retried = await s.json(['import-csv', 'wrong.interrupted.csv'], { asTyped: true });
    expect(retried.summary).toMatchObject({ enrolled: { total: 1 }, failed: { total: 0 } });
    expect((await s.json(IMPORT)).code).toBe(0);
    expect(s.count('templates')).toBe(PORTRAITS + 1);
  });
});
