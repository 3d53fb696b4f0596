import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { runTyped } from '../support/main.js';
import { Scenario } from '../support/scenario.js';
import { HOLDS, linkHeld, linkPortraits, whenSampled } from '../support/signals.js';

const IMPORT = ['import-faces', 'photos', '--create-missing'];

/** One line that tells what is wrong: no stack, and nothing on stdout. */
function expectStopped(result: Awaited<ReturnType<Scenario['run']>>, reason: RegExp): void {
  expect(result.code).toBe(1);
  expect(result.stdout).toBe('');
  expect(result.stderr).toMatch(/^faceenroll: /);
  expect(result.stderr).toMatch(reason);
  expect(result.stderr, 'no stack').not.toMatch(/\n\s+at /);
}

describe('exit code 0 and 3', () => {
  it('0 when all is done, 3 when items failed', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    expect((await s.run(IMPORT)).code).toBe(0);
    s.write('photos/notes.txt', 'none\n');
    expect((await s.run(IMPORT)).code).toBe(3);
    expect((await s.call([...IMPORT, '--quiet'])).code).toBe(3);
  });

  it('3 for an empty folder, and 0 where it may be empty', async () => {
    const s = new Scenario();
    mkdirSync(s.path('photos'));
    const result = await s.call(IMPORT);
    expect(result.code).toBe(3);
    expect(result.stdout).toMatch(/0 items.*\nNothing to do: there is no photo in/);
    expect((await s.call([...IMPORT, '--allow-empty'])).code).toBe(0);
  });
});

describe('exit code 1: the run cannot go on', () => {
  it.each([
    [['import-faces', 'nowhere'], /nowhere.*does not exist/],
    [['import-faces', 'users.csv'], /users\.csv.*not a folder.*import-csv/],
    [['import-csv', 'nowhere.csv'], /nowhere\.csv.*does not exist/],
    [['import-csv', 'photos'], /photos.*folder/],
    [['import-csv', 'users.csv', '--images', 'nowhere'], /nowhere.*does not exist/],
    [['import-csv', 'users.csv', '--images', 'users.csv'], /users\.csv.*not a folder/],
    [['import-csv', 'users.csv', '--db', 'no/x.db'], /no\/x\.db.*folder.*--db/],
    [['import-csv', 'users.csv', '--db', 'photos'], /photos.*is a folder/],
    [['import-csv', 'users.csv', '--db', 'users.csv'], /users\.csv.*not a database/],
    [['import-csv', 'users.csv', '--db', 'users.csv', '--dry-run'], /users\.csv.*not a database/],
    [['models', 'verify', 'nosuch'], /nosuch.*standard/],
  ])('%j', async (args, reason) => {
    const s = new Scenario();
    mkdirSync(s.path('photos'));
    const content = `user_id\n${'7\n'.repeat(200)}`;
    s.write('users.csv', content);
    expectStopped(await s.call(args, { asTyped: true }), reason);
    expect(readFileSync(s.path('users.csv'), 'utf8')).toBe(content);
  });

  it('the database lies in a folder that cannot be written', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\n7\n');
    mkdirSync(s.path('locked'));
    chmodSync(s.path('locked'), 0o555);
    // Permissions do not stop root, but nobody makes files in /sys.
    const folder = process.getuid?.() === 0 ? '/sys' : 'locked';
    expectStopped(
      await s.call(['import-csv', 'users.csv', '--db', `${folder}/x.db`], { asTyped: true }),
      /x\.db.*cannot be written.*permissions/,
    );
  });

  it('the database was written by a newer version', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\n7\n');
    await s.call(['import-csv', 'users.csv']);
    const db = new Database(s.db);
    db.pragma('user_version = 999');
    db.close();
    const before = readFileSync(s.db);
    for (const flags of [[], ['--dry-run']]) {
      expectStopped(await s.call(['import-csv', 'users.csv', ...flags]), /newer version.*update/);
    }
    expect(readFileSync(s.db)).toEqual(before);
  });

  it('the database belongs to another program', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\n7\n');
    const db = new Database(s.path('other.db'));
    db.exec('CREATE TABLE users (name TEXT)');
    db.close();
    const before = readFileSync(s.path('other.db'));
    const result = await s.run(['import-csv', 'users.csv', '--db', 'other.db']);
    expectStopped(result, /other\.db.*another program/);
    expect(readFileSync(s.path('other.db')), 'not a byte is changed').toEqual(before);
  });

  it('the error report cannot be written: no face of the run stays behind', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    s.write('photos/notes.txt', 'none\n');
    const result = await s.call([...IMPORT, '--errors', 'nowhere/e.csv'], { asTyped: true });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/error report.*nowhere\/e\.csv.*runs report/);
    expect(s.count('samples')).toBe(0);
    expect(s.query("SELECT status FROM runs WHERE status = 'running'")).toEqual([]);
  });

  it('leaves no database behind where there was none', async () => {
    const s = new Scenario();
    await s.call(['import-faces', 'nowhere']);
    await s.call(['import-csv', 'nowhere.csv']);
    expect(() => statSync(s.db)).toThrow('ENOENT');
  });
});

describe('exit code 2: wrong usage', () => {
  it.each([
    [[], /Usage: faceenroll/],
    [['models'], /Usage: faceenroll models/],
    [['import-face', 'photos'], /Did you mean import-faces\?/],
    [['import-faces'], /missing required argument 'folder'/],
    [['import-csv'], /missing required argument 'file'/],
    [['import-faces', 'a', 'b'], /too many arguments/],
    [['import-faces', 'photos', '--create-mising'], /Did you mean --create-missing\?/],
    [['import-csv', 'u.csv', '--image', 'p'], /Did you mean --images\?/],
    [['import-faces', 'photos', '--if-face-exists', 'replace'], /preserve, overwrite, add/],
    [['import-csv', 'u.csv', '--if-user-exists', 'add'], /preserve, overwrite/],
    [['import-csv', 'u.csv', '--missing-users', 'no'], /create, refuse/],
    [['import-faces', 'photos', '--id-pattern', '(?<userId>'], /--id-pattern.*invalid/],
    [['import-faces', 'photos', '--id-pattern', '([0-9]+)'], /group named userId/],
    [['import-csv', 'u.csv', '--start-row', '1'], /--start-row.*from 2/],
    [['import-csv', 'u.csv', '--start-row', 'two'], /--start-row.*whole number/],
    [['import-csv', 'u.csv', '--map', 'Badge'], /--map.*<csv column>=<field>/],
    [['import-csv', 'u.csv', '--delimiter', ';;'], /--delimiter.*one character/],
    [['import-csv', 'u.csv', '--delimiter', '"'], /--delimiter.*not a quote/],
    [['import-faces', 'photos', '--workers', '0'], /--workers.*from 1/],
    [['import-faces', 'photos', '--db'], /argument missing/],
    [['models', 'verfy'], /Did you mean verify\?/],
  ])('%j', async (args, reason) => {
    const s = new Scenario();
    const result = await s.call(args, { asTyped: true });
    expect(result.code).toBe(2);
    expect(result.stdout).toBe('');
    expect(result.stderr).toMatch(reason);
    expect(result.stderr).toMatch(/--help/);
    expect(() => statSync(s.db)).toThrow('ENOENT');
  });
});

describe('exit code 4: another run is working on the database', () => {
  it('a second run ends at once and changes nothing; the first one goes on', async () => {
    const s = new Scenario();
    linkPortraits(s, 7);
    const { letGo } = linkHeld(s);
    const first = s.runJson(IMPORT, { env: HOLDS });
    await whenSampled(s, 1);
    const second = await s.run(IMPORT);
    letGo();
    expect(second).toMatchObject({ code: 4, stdout: '' });
    expect(second.stderr).toMatch(/another run is working on .*photos.*process \d+/);

    expect(await first).toMatchObject({ code: 0, summary: { enrolled: { total: 8 } } });
    expect((await s.call(IMPORT)).code).toBe(0);
  });

  it('is found under any name of the database', async () => {
    const s = new Scenario();
    linkPortraits(s, 7);
    const { letGo } = linkHeld(s);
    const first = s.runJson(IMPORT, { env: HOLDS });
    await whenSampled(s, 1);
    symlinkSync('faceenroll.db', s.path('link.db'));
    const command = [...IMPORT, '--db', 'link.db'];
    const second = await runTyped(command, { cwd: s.cwd });
    letGo();
    const ended = await first;
    expect(second.code).toBe(4);
    expect(ended).toMatchObject({ code: 0, summary: { enrolled: { total: 8 } } });
  });
});
