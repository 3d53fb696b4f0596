import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectSound, Scenario } from '../support/scenario.js';
import { killedAt } from '../support/stopping.js';

const IMPORT = ['import-faces', 'photos', '--create-missing'];

/** An import that was killed when all was applied, just before it told how it ended. */
async function killedBeforeTelling(): Promise<Scenario> {
  const s = new Scenario();
  s.photos(['1001.jpg', '1002.jpg']);
  s.write('photos/notes.txt', 'none\n');
  const killed = await s.run(IMPORT, { env: killedAt('report', 1, s.cwd) });
  expect(killed).toMatchObject({ signal: 'SIGKILL', stdout: '' });
  expect(s.count('templates')).toBe(2);
  expect(s.count('samples'), 'faces of nobody').toBe(0);
  return s;
}

describe('a run that is killed when all is applied', () => {
  it('is told by the same command, as if nothing had been', async () => {
    const s = await killedBeforeTelling();
    const again = await s.json(IMPORT, { asTyped: true });
    expect(again.stderr).toMatch(/^The run of \S+ was stopped when all was done/);
    expect(again.code).toBe(3);
    expect(again.summary).toMatchObject({
      enrolled: { total: 2 },
      failed: { by: { UNSUPPORTED_FORMAT: 1 } },
      usersCreated: 2,
      extracted: { done: 2, total: 2 },
      errorReport: 'photos.errors.csv',
    });
    expect(s.query('SELECT status FROM runs')).toEqual([{ status: 'finished' }]);
    expectSound(s.db);

    const third = await s.json(IMPORT, { asTyped: true });
    expect(third.summary).toMatchObject({ unchanged: { total: 2 }, failed: { total: 1 } });
  });

  it.each([
    ['a new photo', (s: Scenario) => s.photos(['1003.jpg'])],
    ['another photo in the place of one', (s: Scenario) => s.photos({ '1002.jpg': '1003.jpg' })],
  ])('gets its error report, and %s is imported after it', async (_, change) => {
    const s = await killedBeforeTelling();
    change(s);
    const again = await s.json([...IMPORT, '--if-face-exists', 'preserve'], { asTyped: true });
    expect(again.stderr).toMatch(/its error report is photos\.errors\.csv\.\n/);
    expect(again.summary).toMatchObject({
      failed: { total: 1 },
      errorReport: 'photos.errors.2.csv',
    });
    // But for the key, which is of the run.
    const [first, second] = ['photos.errors.csv', 'photos.errors.2.csv'].map((name) =>
      readFileSync(s.path(name), 'utf8').replaceAll(/,R-.*/g, ''),
    );
    expect(first).toBe(second);
    expect(s.query('SELECT status FROM runs')).toEqual(
      Array.from({ length: 2 }, () => ({ status: 'finished' })),
    );
  });

  it('gets its error report also when other options are asked for', async () => {
    const s = await killedBeforeTelling();
    const again = await s.json([...IMPORT, '--if-face-exists', 'overwrite'], { asTyped: true });
    expect(again.stderr).toContain('its error report is photos.errors.csv');
    expect(again.summary).toMatchObject({ unchanged: { by: { SAME_PHOTO: 2 } } });
  });
});

describe('an error report that cannot be written', () => {
  it('is written by the same command under another name, with all that had failed', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    s.write('photos/notes.txt', 'none\n');
    const first = await s.call([...IMPORT, '--errors', 'nowhere/e.csv'], { asTyped: true });
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(
      /nowhere\/e\.csv cannot be written: its folder does not exist.*run the same command again/,
    );
    const again = await s.json([...IMPORT, '--errors', 'e.csv'], { asTyped: true });
    expect(again.summary).toMatchObject({ enrolled: { total: 1 }, errorReport: 'e.csv' });
    expect(readFileSync(s.path('e.csv'), 'utf8')).toContain('UNSUPPORTED_FORMAT');
  });
});
