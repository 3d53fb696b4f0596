import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectSound, Scenario } from '../support/scenario.js';
import { killedAt } from '../support/stopping.js';

const IMPORT = ['import-faces', 'photos', '--create-missing'];

/** An import that was killed when all was applied, just before its error report. */
async function killedBeforeReport(photos = ['1001.jpg', '1002.jpg'], broken = true) {
  const s = new Scenario();
  s.photos(photos);
  if (broken) s.write('photos/notes.txt', 'none\n');
  const killed = await s.run(IMPORT, { env: killedAt('report', 1, s.cwd) });
  expect(killed).toMatchObject({ signal: 'SIGKILL', stdout: '' });
  expect(s.count('templates')).toBe(photos.length);
  expect(s.count('samples'), 'faces of nobody').toBe(0);
  expect(existsSync(s.path('photos.errors.csv'))).toBe(false);
  return s;
}

/** Runs a command in this process; what is told of it is as it would be of one of its own. */
const run = (s: Scenario, words: readonly string[]) => s.call(words, { asTyped: true });

const runIds = (s: Scenario): readonly string[] =>
  s.query('SELECT run_id FROM runs ORDER BY rowid').map((row) => row.run_id as string);

describe('a run that is killed when all is applied', () => {
  it('has finished, with its counts', async () => {
    const s = await killedBeforeReport();
    const [row] = s.query('SELECT status, counts, ended_at FROM runs');
    expect(row?.status).toBe('finished');
    expect(row?.ended_at).not.toBeNull();
    expect(JSON.parse(row?.counts)).toMatchObject({
      enrolled: { total: 2 },
      failed: { by: { UNSUPPORTED_FORMAT: 1 } },
      usersCreated: 2,
      extracted: { done: 2, total: 2 },
    });
    const shown = await run(s, ['runs', 'show']);
    expect(shown.stdout).toMatch(/^Error report +not written$/m);
    expect(shown.stdout).toMatch(/^to write it +faceenroll runs report \S+$/m);
  });

  it('is named once by the next import, which does what it was asked', async () => {
    const s = await killedBeforeReport();
    const again = await s.json(IMPORT);
    expect(again.stderr).toMatch(
      /^The run of \S+ \(import-faces \/\S+photos\) had ended before its error report was written\. To write it: faceenroll runs report (\S+)$/m,
    );
    expect(again.stderr).toContain(`runs report ${runIds(s)[0]}\n`);
    expect(again.code).toBe(3);
    expect(again.summary).toMatchObject({
      unchanged: { by: { FACE_PRESERVED: 2 } },
      failed: { by: { UNSUPPORTED_FORMAT: 1 } },
      usersCreated: 0,
      errorReport: 'photos.errors.csv',
    });
    expectSound(s.db);
    const third = await s.json(IMPORT);
    expect(third.stderr).not.toContain('had ended');
  });

  it('is not named by a dry run, so that the import that follows does', async () => {
    const s = await killedBeforeReport();
    expect((await run(s, [...IMPORT, '--dry-run'])).stderr).not.toContain('had ended');
    expect((await run(s, IMPORT)).stderr).toContain('had ended');
  });

  it('is named, too, when nothing in it had failed', async () => {
    const s = await killedBeforeReport(['1001.jpg'], false);
    const again = await run(s, IMPORT);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stderr).toMatch(/had ended before it was reported; nothing in it had failed\.$/m);
  });

  it('has the report that it would have written', async () => {
    const s = await killedBeforeReport();
    expect(await run(s, ['runs', 'report'])).toMatchObject({ code: 0, stderr: '' });
    await run(s, IMPORT);
    // But for the key, which is of the run.
    const [first, second] = ['photos.errors.csv', 'photos.errors.2.csv'].map((name) =>
      readFileSync(s.path(name), 'utf8').replaceAll(/,R-.*/g, ''),
    );
    expect(first).toBe(second);
    expect(first).toContain('UNSUPPORTED_FORMAT');
  });
});

describe('an error report that cannot be written', () => {
  it('is written elsewhere by the command that the error names', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    s.write('photos/notes.txt', 'none\n');
    const first = await run(s, [...IMPORT, '--errors', 'nowhere/e.csv']);
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(/nowhere\/e\.csv cannot be written: its folder does not exist/);
    const [, id = ''] =
      /: faceenroll runs report (\S+) users\.errors\.csv$/m.exec(first.stderr) ?? [];
    expect(await run(s, ['runs', 'report', id, 'e.csv'])).toMatchObject({ code: 0 });
    expect(readFileSync(s.path('e.csv'), 'utf8')).toContain('UNSUPPORTED_FORMAT');
    // Its operator knows.
    expect((await run(s, IMPORT)).stderr).not.toContain('had ended');
  });
});
