import type { ChildProcess } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { events, faceenroll } from '../support/cli.js';
import { runTyped } from '../support/main.js';
import { expectSound, Scenario } from '../support/scenario.js';
import { HOLDS, linkHeld, linkPortraits, whenSampled } from '../support/signals.js';

const IMPORT = ['import-faces', 'photos', '--create-missing', '--duplicates', 'off'];
const OTHERS = ['import-faces', 'others', '--create-missing', '--duplicates', 'off'];
/** With the one that is held: an import is under way until the test lets it end. */
const PORTRAITS = 8;
const FEWER = 7;

/** As long as a command takes to begin in this process. */
const BEGINNING_MS = 300;

/** Beside the process of the import; the database is not as ended runs leave it. */
const ask = (s: Scenario, words: readonly string[]) => runTyped(words, { cwd: s.cwd });

/** The same of a command whose process is to be known. */
function begun(s: Scenario, words: readonly string[]) {
  let child: ChildProcess | undefined;
  const onStart = (started: ChildProcess): void => {
    child = started;
  };
  const ended = faceenroll([...words, '--json'], { cwd: s.cwd, env: HOLDS, onStart });
  return { ended, child: child as unknown as ChildProcess };
}

const summaryOf = (result: Awaited<ReturnType<typeof faceenroll>>) =>
  events(result).find(({ event }) => event === 'summary');

/** Other names for the portraits, in the folder `others`. */
function linkOthers(s: Scenario) {
  mkdirSync(s.path('others'));
  for (let i = 1; i < FEWER; i += 1) {
    linkSync(s.path('photos', '000.jpg'), s.path('others', `other${i}.jpg`));
  }
  return linkHeld(s, 'others');
}

/** An import that is under way, of some photos into a database with one user. */
async function underWay() {
  const s = new Scenario();
  s.photos(['1001.jpg'], 'enrolled');
  expect((await s.call(['import-faces', 'enrolled', '--create-missing'])).code).toBe(0);
  linkPortraits(s, PORTRAITS - 1);
  const { letGo } = linkHeld(s);
  const { letGo: letOthersGo } = linkOthers(s);
  const { ended: first, child } = begun(s, IMPORT);
  await whenSampled(s, 1);
  return { s, first, child, letGo, letOthersGo };
}

/** Waits until two runs of the scenario have extracted photos. */
async function whenBothSampled(s: Scenario): Promise<void> {
  const runs = () =>
    s.query('SELECT DISTINCT run_id FROM run_items WHERE sample IS NOT NULL').length;
  const end = performance.now() + 60_000;
  while (runs() < 2) {
    if (performance.now() > end) throw new Error('they are not at work at the same time');
    await setTimeout(20);
  }
}

describe('while an import is under way', () => {
  it('commands that only read work', async () => {
    const { s, first, letGo } = await underWay();
    const identified = await ask(s, ['identify', 'enrolled/1001.jpg', '--workers', '1']);
    expect(identified).toMatchObject({ code: 0, stdout: expect.stringContaining('1001') });
    expect(await ask(s, ['duplicates', 'list'])).toMatchObject({ code: 0, stderr: '' });
    const runs = await ask(s, ['runs', 'list']);
    expect(runs.stdout).toMatch(/ running +0 {2}import-faces photos$/m);
    expect((await ask(s, ['runs', 'resume'])).code).toBe(1);
    const checked = await ask(s, ['check']);
    expect([checked.code, checked.stdout]).toEqual([
      0,
      expect.stringContaining('Nothing is wrong'),
    ]);
    letGo();
    expect(summaryOf(await first)).toMatchObject({ enrolled: { total: PORTRAITS } });
    expectSound(s.db);
  });

  it('any that needs the database alone exits 4 and names its process, or waits with --wait', async () => {
    const { s, first, child, letGo } = await underWay();
    const allow = ['duplicates', 'allow', '1001', '000', '--reason', 'x'];
    for (const command of [allow, ['users', 'rename', '1001', '1009']]) {
      const { code, stdout, stderr } = await ask(s, command);
      expect([code, stdout]).toEqual([4, '']);
      expect(stderr).toMatch(
        new RegExp(`another run is working on .*\\(process ${child.pid}, since .*--wait\n$`),
      );
    }
    const impatient = await ask(s, [...allow, '--wait', '1']);
    expect(impatient.code).toBe(4);
    expect(impatient.stderr).toMatch(/waited 1 s: another run is working on .* --wait\n$/);

    const waiting = ask(s, [...allow, '--wait', '120']);
    await setTimeout(BEGINNING_MS);
    letGo();
    expect(await waiting).toMatchObject({ code: 0, stderr: '' });
    expect(summaryOf(await first)).toMatchObject({ enrolled: { total: PORTRAITS } });
    expectSound(s.db);
  });

  it('single users and faces are changed and deleted', async () => {
    const { s, first, letGo } = await underWay();
    const [{ face_id: faceId }] = s.query('SELECT face_id FROM templates');
    const changes = [
      ['users', 'add', '2001', '--name', 'Bo'],
      ['users', 'update', '2001', '--name', 'Bob'],
      ['faces', 'update', faceId, '--metadata', '{"door":7}'],
      ['faces', 'delete', faceId, '--yes'],
      ['users', 'delete', '1001', '--yes'],
    ];
    for (const words of changes) {
      expect(await ask(s, words), words.join(' ')).toMatchObject({ code: 0 });
    }
    expect(s.query("SELECT status FROM runs WHERE status = 'running'")).toHaveLength(1);
    letGo();
    expect(summaryOf(await first)).toMatchObject({ enrolled: { total: PORTRAITS }, exitCode: 0 });
    expect(s.query("SELECT user_id, name FROM users WHERE user_id IN ('1001', '2001')")).toEqual([
      { user_id: '2001', name: 'Bob' },
    ]);
    expectSound(s.db);
  });

  it('another import of the same folder exits 4 and names it, or waits with --wait', async () => {
    const { s, first, child, letGo } = await underWay();
    const again = await ask(s, IMPORT);
    expect([again.code, again.stdout]).toEqual([4, '']);
    expect(again.stderr).toMatch(
      new RegExp(`another run is working on .*photos \\(process ${child.pid}, since .*--wait\n$`),
    );
    const waiting = ask(s, [...IMPORT, '--wait', '120', '--json']);
    await setTimeout(BEGINNING_MS);
    letGo();
    expect(summaryOf(await waiting)).toMatchObject({ unchanged: { total: PORTRAITS } });
    expect(summaryOf(await first)).toMatchObject({ enrolled: { total: PORTRAITS } });
    expectSound(s.db);
  });

  it('an import of another folder is too, and both enroll all', async () => {
    const { s, first, letGo, letOthersGo } = await underWay();
    const { ended: second } = begun(s, OTHERS);
    await whenBothSampled(s);
    letOthersGo();
    letGo();
    expect(summaryOf(await second)).toMatchObject({ enrolled: { total: FEWER }, exitCode: 0 });
    expect(summaryOf(await first)).toMatchObject({ enrolled: { total: PORTRAITS }, exitCode: 0 });
    expectSound(s.db);
    expect(s.count('users')).toBe(1 + PORTRAITS + FEWER);
    expect(readdirSync(s.cwd).filter((name) => /-lock|-run-/.test(name))).toEqual([]);
  });

  it('another one does not suffer when it is killed, and the same command goes on from there', async () => {
    const { s, first, child, letOthersGo } = await underWay();
    const { ended: second } = begun(s, OTHERS);
    await whenBothSampled(s);
    child.kill('SIGKILL');
    expect((await first).signal).toBe('SIGKILL');
    const kept = s.query("SELECT path FROM samples WHERE path LIKE '%/photos/%'").length;
    expect(kept).toBeGreaterThan(0);
    // Beside the living run it takes over from the dead one, and from nobody else.
    const again = await ask(s, [...IMPORT, '--json']);
    expect(summaryOf(again)).toMatchObject({ enrolled: { total: PORTRAITS }, exitCode: 0 });
    letOthersGo();
    expect(summaryOf(await second)).toMatchObject({ enrolled: { total: FEWER }, exitCode: 0 });
    expectSound(s.db);
    expect(s.query('SELECT status, count(*) AS n FROM runs GROUP BY status ORDER BY 1')).toEqual([
      { status: 'finished', n: 3 },
      { status: 'interrupted', n: 1 },
    ]);
  });
});

it('one person in two imports that begin at once is enrolled once', async () => {
  const s = new Scenario();
  s.photos({ 'a.jpg': 'exif-1.jpg' }, 'one');
  s.photos({ 'b.jpg': 'exif-6.jpg' }, 'two');
  const folders = ['one', 'two'].map((folder) => ['import-faces', folder, '--create-missing']);
  const ended = await Promise.all(
    folders.map((words) => faceenroll([...words, '--json'], { cwd: s.cwd })),
  );
  expect(ended.map(({ code }) => code).toSorted()).toEqual([0, 3]);
  const failed = summaryOf(ended.find(({ code }) => code === 3) as (typeof ended)[number]);
  expect(failed?.failed).toEqual({ total: 1, by: { DUPLICATE_OF_ENROLLED_USER: 1 } });
  expectSound(s.db);
  expect(s.count('users')).toBe(1);
});
