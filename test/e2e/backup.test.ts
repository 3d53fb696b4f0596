import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockForRun } from '../../src/store/lock.js';
import { backUp } from '../../src/store/maintenance/backup.js';
import { events, query } from '../support/cli.js';
import { enrolledScenario } from '../support/gallery-database.js';
import { withFullDisk } from '../support/limited.js';
import { runTyped } from '../support/main.js';
import { expectSound, type Scenario } from '../support/scenario.js';
import { linkPortraits, whenSampled } from '../support/signals.js';

const TABLES = [
  ...['audit', 'collections', 'duplicate_exceptions', 'profile_images', 'templates', 'thumbnails'],
  ...['thresholds', 'user_tags', 'users'],
];

/** Everything that is kept for good, row by row. */
const contents = (db: string) =>
  TABLES.map((table) => [table, query(db, `SELECT * FROM ${table} ORDER BY 1, 2`)]);

/** What lies under the name of the backup, unfinished or not. */
const backups = (s: Scenario) => readdirSync(s.cwd).filter((name) => name.startsWith('b.db'));

const schema = (db: string) =>
  query(db, 'SELECT type, name, sql FROM sqlite_schema ORDER BY type, name');

describe('backup', () => {
  it('writes all rows, the schema and its version to a file of its owner', async () => {
    const s = enrolledScenario(1200);
    await s.call(['duplicates', 'allow', '1001', '1002', '--reason', 'twins'], { asTyped: true });
    const result = await s.call(['backup', 'b.db'], { asTyped: true });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toMatch(
      /^Backup: b\.db, \d+\.\d MB, checked\n1,200 users, 1,200 templates\n.*keep it as safe/,
    );
    const copy = s.path('b.db');
    expectSound(copy);
    expect(contents(copy)).toEqual(contents(s.db));
    expect(schema(copy)).toEqual(schema(s.db));
    expect(query(copy, 'PRAGMA user_version')).toEqual(query(s.db, 'PRAGMA user_version'));
    expect(query(copy, 'PRAGMA application_id')).toEqual(query(s.db, 'PRAGMA application_id'));
    expect(backups(s)).toEqual(['b.db']);
    expect((await s.call(['check', '--db', 'b.db'], { asTyped: true })).code).toBe(0);
  });

  it('--json tells the same to programs', async () => {
    const s = enrolledScenario();
    const result = await s.call(['backup', 'b.db', '--json'], { asTyped: true });
    expect(events(result)).toEqual([
      {
        ...{ event: 'backup', file: 'b.db', database: 'faceenroll.db', exitCode: 0 },
        ...{ users: 3, templates: 3, thumbnails: 0, profileImages: 0, waitingPhotos: 0 },
        ...{ auditPosition: 6, encrypted: false, keys: null },
        bytes: statSync(s.path('b.db')).size,
      },
    ]);
  });

  it('is not larger than its rows need, and holds nothing of deleted ones', async () => {
    const s = enrolledScenario(1200);
    const db = new Database(s.db);
    db.pragma('secure_delete = OFF');
    const deleted = db.prepare("SELECT embedding FROM templates WHERE user_id = '2000'").pluck();
    const face = deleted.get() as Buffer;
    db.exec("DELETE FROM users WHERE user_id > '1010'");
    db.close();
    expect(readFileSync(s.db).includes(face), 'the original remembers').toBe(true);

    expect((await runTyped(['backup', 'b.db'], s)).code).toBe(0);
    expect(query(s.path('b.db'), 'SELECT user_id FROM templates')).toHaveLength(10);
    expect(readFileSync(s.path('b.db')).includes(face)).toBe(false);
    expect(query(s.path('b.db'), 'PRAGMA freelist_count')).toEqual([{ freelist_count: 0 }]);
  });
});

describe('a backup during an import', () => {
  it('has who is enrolled, and nobody whom the import has in hand', async () => {
    const s = enrolledScenario();
    linkPortraits(s, 30);
    const run = ['import-faces', 'photos', '--create-missing', '--workers', '2'];
    let during = Promise.resolve();
    const result = await s.run(run, {
      onStart: (child) => {
        during = (async () => {
          await whenSampled(s, 3);
          child.kill('SIGSTOP');
          try {
            const [face] = s.query('SELECT embedding FROM samples LIMIT 1');
            // Not run by the scenario: a run is on, and its samples are there.
            const made = await runTyped(['backup', 'b.db'], s);
            expect(made).toMatchObject({ code: 0, stderr: '' });
            expect(made.stdout).toContain('3 users, 3 templates');
            expect(readFileSync(s.path('b.db')).includes(face.embedding)).toBe(false);
            expect(await runTyped(['check'], s)).toMatchObject({ code: 0, stderr: '' });
            expect(await runTyped(['restore', 'b.db', '--yes'], s)).toMatchObject({ code: 4 });
          } finally {
            child.kill('SIGCONT');
          }
        })();
      },
    });
    await during;
    expect(result.code).toBe(0);
    expect(s.count('users')).toBe(33);

    const copy = s.path('b.db');
    expectSound(copy);
    expect(query(copy, 'SELECT count(*) AS n FROM users')).toEqual([{ n: 3 }]);
    expect(query(copy, 'SELECT status FROM runs ORDER BY run_id')).toEqual([
      { status: 'finished' },
      { status: 'interrupted' },
    ]);
    expect(query(copy, 'SELECT * FROM runs WHERE ended_at IS NULL')).toEqual([]);
    expect(query(copy, 'SELECT * FROM run_items')).toEqual([]);
    expect((await s.call(['check', '--db', 'b.db'])).code).toBe(0);
    // And it is a database to go on with.
    expect((await s.call([...run, '--db', 'b.db'])).code).toBe(0);
    expect(query(copy, 'SELECT count(*) AS n FROM users')).toEqual([{ n: 33 }]);
  });

  it('is of one moment, whatever is written while it is made', async () => {
    const s = enrolledScenario(1500);
    const writer = new Database(s.db);
    onTestFinished(() => {
      writer.close();
    });
    let written = 0;
    const made = await backUp({
      database: s.db,
      file: s.path('b.db'),
      force: false,
      signal: new AbortController().signal,
      onProgress: () => {
        written += 1;
        writer
          .prepare("INSERT INTO collections VALUES (?, 'now')")
          .run(`written during the backup ${written}`);
        writer.prepare('UPDATE users SET name = ?').run(`writer ${written}`);
      },
    });
    expect(written).toBeGreaterThan(5);
    expect(made).toMatchObject({ users: 1500, templates: 1500 });
    expect(query(s.path('b.db'), 'SELECT name FROM collections')).toEqual([{ name: 'default' }]);
    expect(query(s.path('b.db'), 'SELECT DISTINCT name FROM users')).toEqual([{ name: null }]);
  });
});

describe('a file that is there already', () => {
  it('is not replaced without --force', async () => {
    const s = enrolledScenario();
    s.write('b.db', 'precious');
    const refused = await s.call(['backup', 'b.db'], { asTyped: true });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('the file b.db already exists');
    expect(readFileSync(s.path('b.db'), 'utf8')).toBe('precious');

    chmodSync(s.path('b.db'), 0o644);
    expect((await s.call(['backup', 'b.db', '--force'], { asTyped: true })).code).toBe(0);
    expectSound(s.path('b.db'));
  });

  it('but belongs to the database is never replaced', async () => {
    const s = enrolledScenario();
    symlinkSync(s.db, s.path('link.db'));
    const before = readFileSync(s.db);
    for (const name of ['faceenroll.db', './faceenroll.db', 'link.db', 'faceenroll.db-wal']) {
      const result = await s.call(['backup', name, '--force']);
      expect([name, result.code]).toEqual([name, 2]);
      expect(result.stderr).toContain('belongs to the database itself');
    }
    expect(readFileSync(s.db).equals(before)).toBe(true);
  });

  it('and was left unfinished by a process that was killed is replaced', async () => {
    const s = enrolledScenario();
    const request = { database: s.db, file: s.path('b.db'), force: false };
    const onProgress = () => copyFileSync(s.path('b.db.part'), s.path('left'));
    await backUp({ ...request, signal: new AbortController().signal, onProgress });
    for (const content of [readFileSync(s.path('left')), '']) {
      writeFileSync(s.path('b.db.part'), content, { mode: 0o644 });
      expect((await s.call(['backup', 'b.db', '--force'])).code).toBe(0);
      expectSound(s.path('b.db'));
      expect(backups(s)).toEqual(['b.db']);
    }
    expect((await s.call(['restore', 'left', '--yes'])).stderr).toContain('was never finished');
  });

  it('and has the name of the unfinished backup, but is none, is in the way', async () => {
    const s = enrolledScenario();
    await s.call(['backup', 'other.db']);
    for (const content of [readFileSync(s.path('other.db')), 'half of a film']) {
      writeFileSync(s.path('b.db.part'), content);
      const result = await s.call(['backup', 'b.db']);
      expect([result.code, result.stdout]).toEqual([1, '']);
      expect(result.stderr).toContain('b.db.part is in the way of the backup');
      expect(readFileSync(s.path('b.db.part'))).toEqual(Buffer.from(content));
      expect(backups(s)).toEqual(['b.db.part']);
    }
  });

  it('and is the database, where the unfinished backup goes, is not touched', async () => {
    const s = enrolledScenario();
    renameSync(s.db, s.path('b.db.part'));
    linkSync(s.path('b.db.part'), s.path('c.db.part'));
    const before = readFileSync(s.path('b.db.part'));
    for (const name of ['b.db', 'c.db']) {
      const result = await s.call(['backup', name, '--db', 'b.db.part']);
      expect([name, result.code]).toEqual([name, 2]);
      expect(result.stderr).toContain('belongs to the database itself');
    }
    expect(readFileSync(s.path('b.db.part')).equals(before)).toBe(true);
  });
});

describe('a backup that another process is writing', () => {
  it('is left to it', async () => {
    const s = enrolledScenario();
    s.write('b.db.part', 'so far');
    const lock = lockForRun(s.path('b.db.part'));
    try {
      const result = await s.call(['backup', 'b.db', '--force'], { asTyped: true });
      expect([result.code, result.stdout]).toEqual([4, '']);
      expect(result.stderr).toMatch(/another backup is writing b\.db: wait until it has ended\n$/);
      expect(readFileSync(s.path('b.db.part'), 'utf8')).toBe('so far');
    } finally {
      lock.release();
    }
  });
});

describe('a backup that cannot be made', () => {
  it.each([
    [['backup', 'b.db', '--db', 'none.db'], 1, 'there is no database none.db'],
    [['backup', 'nowhere/b.db'], 2, 'there is no folder'],
    [['backup', 'photos'], 2, 'photos is a folder'],
    [['backup', 'b.db', '--db', 'notes.txt'], 1, 'it is not a database'],
    [['backup', 'b.db', '--db', 'other.db'], 1, 'of another program'],
    [['backup'], 2, 'file'],
  ])('as by %j says why, and leaves no file', async (args, code, message) => {
    const s = enrolledScenario();
    s.photos(['1001.jpg']);
    s.write('notes.txt', 'no database\n'.repeat(100));
    const other = new Database(s.path('other.db'));
    other.exec('CREATE TABLE invoices (id)');
    other.close();
    const before = readdirSync(s.cwd).sort();
    const result = await s.call(args, { asTyped: true });
    expect([result.code, result.stdout]).toEqual([code, '']);
    expect(result.stderr).toContain(message);
    expect(readdirSync(s.cwd).sort()).toEqual(before);
  });

  it('of a damaged database is not made, and the old one stays', async () => {
    const s = enrolledScenario();
    s.write('b.db', 'the good one');
    const db = new Database(s.db);
    db.pragma('foreign_keys = OFF');
    db.exec("UPDATE templates SET user_id = 'nobody' WHERE user_id = '1001'");
    db.close();
    const result = await runTyped(['backup', 'b.db', '--force'], s);
    expect([result.code, result.stdout]).toEqual([1, '']);
    expect(result.stderr).toMatch(/faceenroll\.db is damaged \(.*\): no backup was made; .*check/);
    expect(readFileSync(s.path('b.db'), 'utf8')).toBe('the good one');
    expect(existsSync(s.path('b.db.part'))).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('on a full disk says so', async () => {
    const s = enrolledScenario(300);
    const result = await withFullDisk(s.cwd, 100, ['backup', 'b.db']);
    expect([result.code, result.stdout]).toEqual([1, '']);
    expect(result.stderr).toMatch(
      /^faceenroll: the backup b\.db cannot be written: .*or name another file/,
    );
    expect(backups(s)).toEqual([]);
  });

  it('when it is interrupted leaves nothing', async () => {
    const s = enrolledScenario(1500);
    const controller = new AbortController();
    const request = { database: s.db, file: s.path('b.db'), force: false };
    const onProgress = () => controller.abort();
    await expect(backUp({ ...request, signal: controller.signal, onProgress })).rejects.toThrow(
      'abort',
    );
    expect(backups(s)).toEqual([]);
  });
});
