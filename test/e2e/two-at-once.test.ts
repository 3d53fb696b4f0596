import { describe, expect, it } from 'vitest';
import { faceenroll } from '../support/cli.js';
import { Scenario } from '../support/scenario.js';
import { linkPortraits, whenSampled } from '../support/signals.js';

const IMPORT = ['import-faces', 'photos', '--create-missing'];
const PORTRAITS = 100;

/** The database is not as ended runs leave it. */
const ask = (s: Scenario, words: readonly string[]) => faceenroll(words, { cwd: s.cwd });

/** An import that is under way, of many photos into a database with one user. */
async function underWay() {
  const s = new Scenario();
  s.photos(['1001.jpg'], 'enrolled');
  expect((await s.run(['import-faces', 'enrolled', '--create-missing'])).code).toBe(0);
  linkPortraits(s, PORTRAITS);
  const pids: number[] = [];
  const first = s.runJson(IMPORT, {
    onStart: ({ pid = 0 }) => {
      pids.push(pid);
    },
  });
  await whenSampled(s, 1);
  return { s, first, pid: pids[0] };
}

describe('while an import is under way', () => {
  it('commands that only read work', async () => {
    const { s, first } = await underWay();
    const identified = await ask(s, ['identify', 'enrolled/1001.jpg', '--workers', '1']);
    expect(identified).toMatchObject({ code: 0, stdout: expect.stringContaining('1001') });
    expect(await ask(s, ['duplicates', 'list'])).toMatchObject({ code: 0, stderr: '' });
    const runs = await ask(s, ['runs', 'list']);
    expect(runs.stdout).toMatch(/ running +0 {2}import-faces photos$/m);
    expect((await ask(s, ['runs', 'resume'])).code).toBe(1);
    expect(await first).toMatchObject({ code: 0, summary: { enrolled: { total: PORTRAITS } } });
  });

  it('any that writes exits 4 and names its process, or waits for it with --wait', async () => {
    const { s, first, pid } = await underWay();
    const other = ['import-faces', 'enrolled', '--create-missing'];
    const allow = ['duplicates', 'allow', '1001', '000', '--reason', 'x'];
    for (const command of [other, allow]) {
      const { code, stdout, stderr } = await s.run(command);
      expect([code, stdout]).toEqual([4, '']);
      expect(stderr).toMatch(
        new RegExp(`another run is working on .*\\(process ${pid}, since .*--wait\n$`),
      );
    }
    const impatient = await s.run([...other, '--wait', '1']);
    expect(impatient.code).toBe(4);
    expect(impatient.stderr).toMatch(/waited 1 s in vain: another run is working on .* --wait\n$/);

    const waiting = await s.runJson([...other, '--wait', '120']);
    expect(waiting).toMatchObject({ code: 0, summary: { unchanged: { total: 1 } } });
    expect(waiting.stderr, 'nobody watches').not.toContain('another run');
    expect(await first).toMatchObject({ code: 0, summary: { enrolled: { total: PORTRAITS } } });
  });
});
