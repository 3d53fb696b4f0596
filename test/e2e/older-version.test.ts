import { chmodSync, copyFileSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { query } from '../support/cli.js';
import { FORMER_REPORTS } from '../support/former-schema.js';
import { enrolledScenario } from '../support/gallery-database.js';
import { Scenario } from '../support/scenario.js';

it.each([1, 2])('import-csv brings a database of schema %i up to date', async (version) => {
  const s = new Scenario();
  const db = new Database(s.db);
  for (const step of MIGRATIONS.slice(0, version)) db.exec(step as string);
  db.exec(`
    PRAGMA user_version = ${version};
    PRAGMA application_id = ${0x46_45_4e_52};
    INSERT INTO collections VALUES ('default', 'now');
  `);
  db.close();
  chmodSync(s.db, 0o600);
  s.write('users.csv', 'user_id,name\n1001,Ann\n');
  const result = await s.run(['import-csv', 'users.csv']);
  expect(result.code).toBe(0);
  expect(s.userIds()).toEqual(['1001']);
  expect(s.query('PRAGMA user_version')).toEqual([{ user_version: MIGRATIONS.length }]);
});

describe('a database of before reports', () => {
  const BEFORE = 15;

  /** Three enrolled users, and a run of theirs in the journal. */
  async function older(): Promise<Scenario> {
    const s = enrolledScenario();
    s.write('users.csv', 'user_id,name\n1001,Ann\n1009,\n1009,\n');
    await s.call(['import-csv', 'users.csv']);
    const db = new Database(s.db);
    db.exec(FORMER_REPORTS);
    db.pragma(`user_version = ${BEFORE}`);
    db.pragma('journal_mode = DELETE');
    db.close();
    return s;
  }

  /** Without what the version has added. */
  const rows = (s: Scenario) =>
    ['users', 'templates', 'audit', 'run_items', 'runs'].map((table) =>
      s
        .query(`SELECT * FROM ${table} ORDER BY 1, 2`)
        .map(({ measures: _, seen: __, timeline: ___, ...row }) => row),
    );

  it('has the tables of that version', async () => {
    const s = await older();
    const names = (path: string) =>
      query(
        path,
        'SELECT m.name, c.name AS part FROM sqlite_schema AS m, pragma_table_info(m.name) AS c ORDER BY 1, 2',
      );
    const fresh = s.path('fresh.db');
    const db = new Database(fresh);
    for (const step of MIGRATIONS.slice(0, BEFORE)) {
      if (typeof step === 'string') db.exec(step);
      else step(db);
    }
    db.close();
    expect(names(s.db)).toEqual(names(fresh));
  });

  it('is not written by commands that only look, which say what to do', async () => {
    const s = await older();
    const before = readFileSync(s.db);
    for (const words of [
      ['report', '--html', 'r.html'],
      ['report', '--gallery', '--html', 'r.html'],
      ['fairness', '--by', 'department'],
      ['check'],
    ]) {
      const { code, stdout, stderr } = await s.call(words);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain('is of an older version of faceenroll');
    }
    expect(readFileSync(s.db).equals(before)).toBe(true);
    expect(s.names()).not.toContain('r.html');
  });

  it('keeps its rows when an import brings it up to date; then it is sound, and can be restored', async () => {
    const s = await older();
    const before = rows(s);
    const run = await s.call(['import-csv', 'users.csv', '--replace-report']);
    expect(run.code).toBe(3);
    expect(s.query('PRAGMA user_version')).toEqual([{ user_version: MIGRATIONS.length }]);
    for (const [i, former] of before.entries())
      expect(rows(s)[i]).toEqual(expect.arrayContaining(former));
    expect(s.query('SELECT DISTINCT measures FROM templates')).toEqual([{ measures: null }]);
    expect((await s.call(['check'])).code).toBe(0);
    expect((await s.call(['backup', 'b.db'])).code).toBe(0);
    const kept = rows(s);
    expect((await s.call(['users', 'delete', '1002', '--yes'])).code).toBe(0);
    expect((await s.call(['restore', 'b.db', '--yes'])).code).toBe(0);
    const [users, templates] = rows(s);
    expect([users, templates]).toEqual(kept.slice(0, 2));
    expect((await s.call(['check'])).code).toBe(0);
    const report = await s.call(['report', '--html', 'r.html']);
    expect([report.code, s.names().includes('r.html')]).toEqual([0, true]);
  });

  it('is restored from a backup of that version', async () => {
    const s = await older();
    copyFileSync(s.db, s.path('old-backup.db'));
    expect((await s.call(['restore', 'old-backup.db', '--yes'])).code).toBe(0);
    expect((await s.call(['import-csv', 'users.csv', '--replace-report'])).code).toBe(3);
    expect((await s.call(['check'])).code).toBe(0);
  });
});
