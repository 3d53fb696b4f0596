import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { events, faceenroll } from '../support/cli.js';
import { Scenario } from '../support/scenario.js';
import { killedAt } from '../support/stopping.js';

const IMPORT = ['import-csv', 'hr.csv', '--images', 'photos'];
const REPORT = 'hr.errors.csv';

/** Runs a command in this process: what is tested here is the same in one of its own. */
const run = (s: Scenario, words: readonly string[]) => s.call(words, { asTyped: true });

/** A list of which most rows failed, with cells that are not easy to keep. */
async function failedRun(): Promise<Scenario> {
  const s = new Scenario();
  s.photos(['1001.jpg']);
  s.write('photos/notes.jpg', 'none\n');
  const rows = [
    'Badge;user_id;Note;face_image_file1;face_image_file2',
    'B-1;1001;"two\r\nlines";1001.jpg;notes.jpg',
    `B-2;00042;=1+1;gone.jpg;`,
    `B-3;bo;${'x'.repeat(3000)};notes.jpg;gone.jpg`,
    'B-4;cy;too;many;cells;here',
    'B-5;;nobody;1001.jpg;',
  ];
  s.write('hr.csv', `${rows.join('\r\n')}\r\n`);
  expect((await run(s, IMPORT)).code).toBe(3);
  return s;
}

const textOf = (s: Scenario, name = REPORT): string => readFileSync(s.path(name), 'utf8');

describe('runs report', () => {
  it('writes the same bytes, under the same name where it is free, else with a number', async () => {
    const s = await failedRun();
    const before = textOf(s);
    renameSync(s.path(REPORT), s.path('sent.csv'));
    const first = await run(s, ['runs', 'report', '--db', s.db]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^Error report: .*hr\.errors\.csv\nIt has 5 rows of the run of /);
    expect(first.stdout).toMatch(/then: faceenroll import-csv .*hr\.errors\.csv/);
    const lines = events(await run(s, ['runs', 'report', '--json']));
    expect(lines).toMatchObject([{ event: 'report', rows: 5, rowsLost: 0 }]);
    expect(lines[0]?.errorReport).toMatch(/hr\.errors\.2\.csv$/);
    expect([textOf(s), textOf(s, 'hr.errors.2.csv')]).toEqual([before, before]);
  });

  it('takes the next number where its name has one already', async () => {
    const s = await failedRun();
    expect((await run(s, ['import-csv', REPORT])).code).toBe(3);
    expect(textOf(s, 'hr.errors.2.csv')).not.toBe('');
    const again = await run(s, ['runs', 'report']);
    expect(again.stdout).toMatch(/^Error report: hr\.errors\.3\.csv$/m);
    expect(textOf(s, 'hr.errors.3.csv')).toBe(textOf(s, 'hr.errors.2.csv'));
  });

  it('names the queue of the run, and its key, to the command that retries it', async () => {
    const s = await failedRun();
    const queue = 'postgres://imports@db.example.com/queue?sslmode=verify-full';
    const words = [...IMPORT, '--queue', queue, '--queue-key-file=keys/queue.key'];
    const db = new Database(s.db);
    db.prepare('UPDATE runs SET command_line = ?').run(JSON.stringify(words));
    db.close();
    const { stdout } = await run(s, ['runs', 'report']);
    expect(stdout).toContain(
      `then: faceenroll import-csv hr.errors.2.csv --queue '${queue}' --queue-key-file keys/queue.key\n`,
    );
  });

  it('writes into a named file, by the rules of --errors', async () => {
    const s = await failedRun();
    const [row] = s.query('SELECT run_id FROM runs');
    const to = (file: string) => run(s, ['runs', 'report', row?.run_id.slice(0, 12), file]);
    expect((await to('again.csv')).code).toBe(0);
    expect((await to('again.csv')).stdout).toContain('again.2.csv');
    expect(textOf(s, 'again.2.csv')).toBe(textOf(s));
    for (const file of ['photos', 'faceenroll.db', 'hr.csv', 'photos/1001.jpg']) {
      const refused = await to(file);
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toContain(': name a file for the error report');
    }
    expect((await to('nowhere/e.csv')).stderr).toContain('its folder does not exist');
  });

  it('is retried like the report of the import, also after that one was', async () => {
    const s = await failedRun();
    const before = textOf(s);
    const fixed = textOf(s).replace('gone.jpg', '1001.jpg');
    writeFileSync(s.path('corrected.csv'), fixed);
    await run(s, ['import-csv', 'corrected.csv', '--duplicates', 'off']);
    const first = s.query('SELECT run_id FROM runs ORDER BY rowid')[0]?.run_id;
    expect((await run(s, ['runs', 'report', first, 'again.csv'])).code).toBe(0);
    expect(textOf(s, 'again.csv')).toBe(before);
    writeFileSync(s.path('again.csv'), fixed.replace('00042', '42'));
    const retry = await s.json(['import-csv', 'again.csv', '--duplicates', 'off']);
    expect(retry.outcomes.find(({ row }) => row === 3)).toMatchObject({
      userId: '00042',
      reason: 'FACE_PRESERVED',
    });
  });

  it('repeats the keys of rows that are unknown to it', async () => {
    const s = await failedRun();
    writeFileSync(s.path('odd.csv'), textOf(s).replace(/-[a-z]{6}\r?\n/, '-zzzzzz\n'));
    await run(s, ['import-csv', 'odd.csv', '--errors', 'odd.errors.csv']);
    const before = textOf(s, 'odd.errors.csv');
    expect(before).toContain('-zzzzzz');
    rmSync(s.path('odd.errors.csv'));
    await run(s, ['runs', 'report']);
    expect(textOf(s, 'odd.errors.csv')).toBe(before);
  });

  it('keeps the ID that was reported when its user is renamed, and no row of one who is deleted', async () => {
    const s = await failedRun();
    const before = textOf(s);
    expect((await run(s, ['users', 'rename', '1001', '2001'])).code).toBe(0);
    await run(s, ['runs', 'report', '--json']);
    expect(textOf(s, 'hr.errors.2.csv')).toBe(before);
    expect((await run(s, ['users', 'delete', '2001', '--yes'])).code).toBe(0);
    const lines = events(await run(s, ['runs', 'report', '--json']));
    expect(lines).toMatchObject([{ rows: 4, rowsLost: 0 }]);
    expect(textOf(s, 'hr.errors.3.csv')).not.toContain('1001;"two');
    expect(s.query("SELECT * FROM report_rows WHERE cells LIKE '%B-1%'")).toEqual([]);
  });

  it('has what is known of a run that was killed before it had changed anything', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    s.write('photos/notes.txt', 'none\n');
    const importing = ['import-faces', 'photos', '--create-missing'];
    const killed = await s.run(importing, { env: killedAt('decide', 1, s.cwd) });
    expect(killed.signal).toBe('SIGKILL');
    const lines = events(await faceenroll(['runs', 'report', '--json'], { cwd: s.cwd }));
    expect(lines).toMatchObject([{ errorReport: 'photos.errors.interrupted.csv', rows: 1 }]);
    await run(s, importing);
    const [first] = s.query('SELECT run_id FROM runs ORDER BY rowid');
    await run(s, ['runs', 'report', first?.run_id, 'later.csv']);
    expect(textOf(s, 'later.csv')).toBe(textOf(s, 'photos.errors.interrupted.csv'));
  });

  it('says so when nothing had failed, and when there is no such run', async () => {
    const s = new Scenario();
    s.write('hr.csv', 'user_id,name\n1,Ann\n');
    await run(s, ['import-csv', 'hr.csv']);
    const nothing = await run(s, ['runs', 'report']);
    expect(nothing).toMatchObject({ code: 0, stderr: '' });
    expect(nothing.stdout).toMatch(
      /^Nothing has failed in the run of .* \(import-csv \/.*hr\.csv\)\.$/m,
    );
    const lines = events(await run(s, ['runs', 'report', '--json']));
    expect(lines).toMatchObject([{ errorReport: null, rows: 0, retry: null }]);
    expect(existsSync(s.path(REPORT))).toBe(false);
    const unknown = await run(s, ['runs', 'report', 'zz']);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain('has an ID that begins with "zz"');
  });

  it('says which rows are not kept of a run of an earlier version', async () => {
    const s = await failedRun();
    const db = new Database(s.db);
    db.exec(
      `UPDATE report_rows SET cells = '["B-3","bo",null,"notes.jpg","gone.jpg"]' WHERE row = 4`,
    );
    const some = await run(s, ['runs', 'report']);
    expect(some).toMatchObject({ code: 0 });
    expect(some.stdout).toMatch(/^1 row that failed is not kept: an earlier version ran it/m);
    expect(textOf(s, 'hr.errors.2.csv')).not.toContain('B-3');
    expect((await run(s, ['runs', 'show'])).stdout).toContain('1 row that failed is not kept');
    db.exec('DELETE FROM report_rows');
    db.close();
    const none = await run(s, ['runs', 'report']);
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toMatch(
      /are not kept, since an earlier version ran it.*import its input again/,
    );
  });
});
