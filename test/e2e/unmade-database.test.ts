import { chmodSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/database.js';
import { lockForRun } from '../../src/store/lock.js';
import { runTyped } from '../support/main.js';
import { expectSound, Scenario } from '../support/scenario.js';
import { openService } from '../support/service.js';

/** What an import leaves that was killed at once: a file that says how it will be written. */
function withUnmadeDatabase(): Scenario {
  const s = new Scenario();
  const db = new Database(s.db);
  db.pragma('journal_mode = WAL');
  db.close();
  chmodSync(s.db, 0o600);
  s.write('users.csv', 'user_id,name\n1001,Ann\n');
  return s;
}

describe('a database that was never made', () => {
  it('is none for commands that read or need one', async () => {
    const s = withUnmadeDatabase();
    const commands = [
      'users list',
      'check',
      'runs list',
      'duplicates scan',
      'backup b.db',
      'users delete 1 --yes',
    ];
    for (const command of commands) {
      const { code, stderr } = await runTyped(command.split(' '), s);
      expect([command, code]).toEqual([command, 1]);
      expect(stderr).toContain('there is no database faceenroll.db');
    }
    const { stdout } = await runTyped(['doctor'], s);
    expect(stdout).toContain('there is no faceenroll.db yet');
  });

  it('is made by an import, also of what is tried first without changing anything', async () => {
    const s = withUnmadeDatabase();
    expect(await s.call(['import-csv', 'users.csv', '--dry-run'])).toMatchObject({ code: 0 });
    expect(await s.call(['import-csv', 'users.csv'])).toMatchObject({ code: 0 });
    expect(s.userIds()).toEqual(['1001']);
  });

  it('is waited for by whoever needs one, while another process makes it', async () => {
    const s = withUnmadeDatabase();
    const lock = lockForRun(s.db);
    const add = ['users', 'add', '1002', '--name', 'Bob'];
    expect(await s.call(add)).toMatchObject({ code: 4 });
    const adding = s.call([...add, '--wait', '60']);
    const db = openDatabase(s.db);
    db.exec("INSERT INTO collections VALUES ('default', 'now')");
    db.close();
    lock.release();
    expect(await adding).toMatchObject({ code: 0 });
    expect(s.userIds()).toEqual(['1002']);
  });

  it('is made once by two imports that begin together', async () => {
    const s = new Scenario();
    s.write('a.csv', 'user_id\n1001\n');
    s.write('b.csv', 'user_id\n1002\n');
    const importing = (file: string) => runTyped(['import-csv', file, '--wait', '60'], s);
    const both = await Promise.all(['a.csv', 'b.csv'].map(importing));
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    // Not before both have ended: one keeps its rows while the other ends.
    expectSound(s.db);
    expect(s.userIds()).toEqual(['1001', '1002']);
  });

  it('is made by the command that an API key is refused with', async () => {
    const s = new Scenario();
    const create = ['keys', 'create', '--name', 'badges', '--scope', 'read', '--db'];
    const { code, stderr } = await s.call([...create, 'no faces yet.db']);
    expect(code).toBe(1);
    const [, command] = /which makes it: faceenroll (.*)\n$/.exec(stderr) ?? [];
    expect(command).toMatch(/^serve --db '.*no faces yet\.db'$/);
    (await openService(`${s.cwd}/no faces yet.db`)).close();
    expect((await s.call([...create, 'no faces yet.db'])).code).toBe(0);
  });
});
