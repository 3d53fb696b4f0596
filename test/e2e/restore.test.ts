import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { Store } from '../../src/store/store.js';
import { events, query } from '../support/cli.js';
import { DIMENSIONS } from '../support/encoder.js';
import { enroll } from '../support/enrolled.js';
import { enrolledScenario } from '../support/gallery-database.js';
import { withFullDisk } from '../support/limited.js';
import { runTyped } from '../support/main.js';
import { expectSound, type Scenario } from '../support/scenario.js';
import { unit } from '../support/vectors.js';

/** Three users in the backup `b.db`, a fourth one enrolled since. */
async function scenario(): Promise<Scenario> {
  const s = enrolledScenario();
  const made = await runTyped(['backup', 'b.db'], s);
  if (made.code !== 0) throw new Error(made.stderr);
  enroll(s.db, [{ userId: '1004', embedding: unit(Array(DIMENSIONS).fill(1)) }]);
  return s;
}

const RESTORE = ['restore', 'b.db', '--yes'];

const userIds = (db: string): string[] =>
  query(db, 'SELECT user_id FROM users ORDER BY 1').map(({ user_id }) => user_id);

const files = (s: Scenario): string[] => readdirSync(s.cwd).sort();

/** Changes a database as no command would. */
function tamper(path: string, sql: string): void {
  const db = new Database(path);
  db.pragma('foreign_keys = OFF');
  db.exec(sql);
  db.close();
}

/** Deletes a user as a purge does, with the row of the audit that it leaves. */
function deleteUser(s: Scenario, userId: string, at: string, action = 'USER_DELETED'): void {
  const db = new Database(s.db);
  db.prepare('DELETE FROM users WHERE user_id = ?').run(userId);
  db.prepare(
    `INSERT INTO audit (at, os_user, host, action, collection, user_id)
     VALUES (?, 'hr', 'host', ?, 'default', ?)`,
  ).run(at, action, userId);
  db.close();
}

describe('restore', () => {
  it('puts the backup in the place of the database, and keeps what was there', async () => {
    const s = await scenario();
    const result = await s.call(RESTORE, { asTyped: true });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toContain('Restored: faceenroll.db from b.db\n3 users, 3 templates\n');
    expect(result.stdout).toMatch(/kept: .*faceenroll\.db\.before-restore\nIt holds faces: delete/);
    expect(s.userIds()).toEqual(['1001', '1002', '1003']);
    const kept = s.path('faceenroll.db.before-restore');
    expectSound(kept);
    expect(userIds(kept)).toEqual(['1001', '1002', '1003', '1004']);
    expect((await s.call(['check'], { asTyped: true })).code).toBe(0);
    expect(
      (await s.call(['duplicates', 'allow', '1001', '1002', '--reason', 'x'], { asTyped: true }))
        .code,
    ).toBe(0);

    expect((await s.call(RESTORE, { asTyped: true })).stdout).toContain(
      'faceenroll.db.before-restore.2\n',
    );
    expect(userIds(kept), 'the first one stays').toHaveLength(4);
  });

  it('is audited, behind the audit of the backup', async () => {
    const s = await scenario();
    const [head] = s.query('SELECT max(position) AS position FROM audit');
    await s.call(RESTORE);
    const audit = s.query('SELECT position, action, collection, detail FROM audit');
    expect(audit).toHaveLength(7);
    expect(audit[6]).toMatchObject({ position: 7, action: 'RESTORED', collection: '' });
    expect(JSON.parse(audit[6].detail)).toEqual({
      backup: s.path('b.db'),
      backupAuditPosition: 6,
      replacedAuditPosition: head.position,
      keptAs: s.path('faceenroll.db.before-restore'),
      returningUsers: [],
    });
  });

  it('--discard keeps nothing', async () => {
    const s = await scenario();
    const result = await s.call([...RESTORE, '--discard']);
    expect(result.code).toBe(0);
    expect(result.stdout).not.toContain('kept');
    expect(files(s).filter((name) => name.includes('before-restore'))).toEqual([]);
    expect(s.userIds()).toHaveLength(3);
  });

  it('--json lists all to programs', async () => {
    const s = await scenario();
    deleteUser(s, '1002', '2026-02-03T04:05:06.000Z');
    const result = await runTyped([...RESTORE, '--json'], s);
    expect(events(result)).toEqual([
      {
        ...{ event: 'restore', database: 'faceenroll.db', file: 'b.db', exitCode: 0 },
        ...{
          users: 3,
          templates: 3,
          thumbnails: 0,
          profileImages: 0,
          waitingPhotos: 0,
          auditPosition: 6,
          encrypted: false,
        },
        replaced: {
          users: 3,
          templates: 3,
          thumbnails: 0,
          profileImages: 0,
          waitingPhotos: 0,
          auditPosition: 9,
          encrypted: false,
        },
        keptAs: s.path('faceenroll.db.before-restore'),
        returningUsers: [
          { collection: 'default', userId: '1002', deletedAt: '2026-02-03T04:05:06.000Z' },
        ],
        renamedUsers: [],
        ...{ revokedLinks: 0, canceledMails: 0 },
        warning: null,
      },
    ]);
  });

  it('makes a database where none is, and then asks nothing', async () => {
    const s = await scenario();
    s.write('empty.db', '');
    for (const db of ['new.db', 'empty.db']) {
      const result = await s.call(['restore', 'b.db', '--db', db]);
      expect(result).toMatchObject({ code: 0, stderr: '' });
      expect(result.stdout).not.toContain('kept');
      expect(userIds(s.path(db))).toHaveLength(3);
    }
    expect(files(s).filter((name) => /restore|lock|part/.test(name))).toEqual([]);
    expect(statSync(s.path('new.db')).mode & 0o777).toBe(0o600);
  });

  it('replaces the database that a link names, and not the link', async () => {
    const s = await scenario();
    symlinkSync(s.db, s.path('link.db'));
    expect((await s.call([...RESTORE, '--db', 'link.db'])).code).toBe(0);
    expect(s.userIds()).toHaveLength(3);
    expect(existsSync(s.path('faceenroll.db.before-restore'))).toBe(true);
  });

  it('brings a backup of an older version up to date', async () => {
    const s = await scenario();
    const old = new Database(s.path('old.db'));
    old.exec(MIGRATIONS[0] as string);
    old.exec(
      `INSERT INTO collections VALUES ('default', 'now');
       INSERT INTO users (collection, user_id, user_key, folded_key, created_at, updated_at)
       VALUES ('default', 'Ann', 'Ann', 'ann', 'now', 'now')`,
    );
    old.pragma('user_version = 1');
    old.pragma(`application_id = ${0x46_45_4e_52}`);
    old.close();
    const before = readFileSync(s.path('old.db'));
    const result = await runTyped(['restore', 'old.db', '--yes'], s);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(s.userIds()).toEqual(['Ann']);
    expect(s.query('PRAGMA user_version')).toEqual([{ user_version: MIGRATIONS.length }]);
    expect(readFileSync(s.path('old.db')).equals(before), 'the backup is untouched').toBe(true);
  });
});

describe('users who were deleted since the backup', () => {
  it('are listed when they come back, and kept in the audit', async () => {
    const s = await scenario();
    deleteUser(s, '1002', '2026-02-03T04:05:06.000Z');
    deleteUser(s, '1003', '2026-02-04T04:05:06.000Z', 'TEMPLATE_DELETED');
    deleteUser(s, '1004', '2026-02-05T04:05:06.000Z');
    const result = await runTyped(RESTORE, s);
    expect(result.stdout).toContain(
      [
        'Deleted since the backup, and back with it: 2 users',
        '  1002, deleted 2026-02-03',
        '  1003, deleted 2026-02-04',
        'Delete them again: faceenroll purge --user <user-id>',
      ].join('\n'),
    );
    const [row] = s.query("SELECT detail FROM audit WHERE action = 'RESTORED'");
    expect(JSON.parse(row.detail).returningUsers).toEqual([
      { collection: 'default', userId: '1002' },
      { collection: 'default', userId: '1003' },
    ]);
  });

  it('but not those whose deletion the backup knows', async () => {
    const s = enrolledScenario();
    deleteUser(s, '1002', '2026-02-03T04:05:06.000Z');
    tamper(
      s.db,
      `INSERT INTO users (collection, user_id, user_key, folded_key, created_at, updated_at)
       VALUES ('default', '1002', '1002', '1002', 'now', 'now')`,
    );
    await runTyped(['backup', 'b.db'], s);
    const result = await runTyped(RESTORE, s);
    expect(result.code).toBe(0);
    expect(result.stdout).not.toContain('Deleted since');
  });

  it('are told, too, when the backup is of another database', async () => {
    const s = await scenario();
    tamper(s.db, "UPDATE audit SET at = 'another history'");
    deleteUser(s, '1002', '2026-02-03T04:05:06.000Z');
    tamper(
      s.db,
      'UPDATE audit SET position = -position; UPDATE audit SET position = 10 + position',
    );
    expect((await runTyped(RESTORE, s)).stdout).toContain('  1002, deleted 2026-02-03');
  });

  it('cannot be told where the database is damaged, and that is said', async () => {
    const s = await scenario();
    truncateSync(s.db, 4096 * 3);
    const result = await runTyped(RESTORE, s);
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('Whom you deleted since the backup cannot be told');
    expect(s.userIds()).toHaveLength(3);
    expect(statSync(s.path('faceenroll.db.before-restore')).size).toBe(4096 * 3);
  });
});

describe('a restore that is refused changes nothing', () => {
  it('without --yes where there are users and nobody can be asked', async () => {
    const s = await scenario();
    const before = readFileSync(s.db);
    const result = await s.call(['restore', 'b.db']);
    expect([result.code, result.stdout]).toEqual([2, '']);
    expect(result.stderr).toContain('faceenroll.db has 4 users: say with --yes');
    expect(readFileSync(s.db).equals(before)).toBe(true);
    expect(files(s).filter((name) => name.includes('restore'))).toEqual([]);
  });

  it.each([
    ['none.db', 2, 'there is no file none.db'],
    ['photos', 2, 'photos is not a file'],
    ['faceenroll.db', 2, 'faceenroll.db is the database itself'],
    ['notes.txt', 1, 'notes.txt is not a faceenroll backup: it is not a database'],
    ['nothing.db', 1, 'nothing.db is not a faceenroll backup: it is empty'],
    ['other.db', 1, 'it is an SQLite database of another program'],
    ['newer.db', 1, 'newer.db was written by a newer version of faceenroll'],
    ['short.db', 1, 'the backup short.db is damaged'],
    ['broken.db', 1, 'the backup broken.db is damaged'],
    ['bare.db', 1, 'the backup bare.db is damaged'],
    ['live.db', 2, 'live.db is a database in use (live.db-wal lies next to it)'],
  ])('of %s', async (file, code, message) => {
    const s = await scenario();
    const backup = readFileSync(s.path('b.db'));
    s.write('notes.txt', 'no database\n'.repeat(100));
    s.write('nothing.db', '');
    tamper(s.path('other.db'), 'CREATE TABLE invoices (id)');
    tamper(s.write('newer.db', backup), `PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    s.write('short.db', backup.subarray(0, backup.length - 8192));
    tamper(
      s.write('broken.db', backup),
      "UPDATE templates SET user_id = 'nobody' WHERE user_id = '1001'",
    );
    tamper(s.path('bare.db'), `CREATE TABLE t (id); PRAGMA application_id = ${0x46_45_4e_52}`);
    s.write('live.db', backup);
    s.write('live.db-wal', 'changes');
    s.photos(['1001.jpg']);
    const before = [readFileSync(s.db), files(s)];

    const result = await runTyped(['restore', file, '--yes'], s);
    expect([result.code, result.stdout]).toEqual([code, '']);
    expect(result.stderr).toContain(message);
    expect(result.stderr, 'no stack').not.toMatch(/\n\s+at /);
    expect([readFileSync(s.db), files(s)]).toEqual(before);

    // Nor is anything left where there was no database; of one at rest a copy is made.
    if (file === 'faceenroll.db') return;
    expect((await runTyped(['restore', file, '--db', 'new.db'], s)).code).toBe(code);
    expect(files(s)).toEqual(before[1]);
  });

  it.each([
    ['notes.txt', 'is not a database'],
    ['other.db', 'of another program'],
    ['photos', 'photos'],
    ['nowhere/x.db', 'there is no folder'],
  ])('into %s', async (target, message) => {
    const s = await scenario();
    s.write('notes.txt', 'no database\n'.repeat(100));
    tamper(s.path('other.db'), 'CREATE TABLE invoices (id)');
    s.photos(['1001.jpg']);
    const before = files(s);
    const result = await runTyped([...RESTORE, '--db', target], s);
    expect(result.code).not.toBe(0);
    expect(result.stderr).toContain(message);
    expect(result.stderr, 'no stack').not.toMatch(/\n\s+at /);
    expect(files(s)).toEqual(before);
  });

  it('while a run holds the database', async () => {
    const s = await scenario();
    const running = Store.open(s.db, false);
    try {
      const result = await runTyped(RESTORE, s);
      expect([result.code, result.stdout]).toEqual([4, '']);
    } finally {
      running.close();
    }
    expect(s.userIds()).toHaveLength(4);
  });

  it('while another program has the database open', async () => {
    const s = await scenario();
    const reader = new Database(s.db);
    onTestFinished(() => {
      reader.close();
    });
    expect(reader.prepare('SELECT count(*) FROM users').pluck().get()).toBe(4);
    const result = await runTyped(RESTORE, s);
    expect([result.code, result.stdout]).toEqual([4, '']);
    expect(result.stderr).toMatch(
      /another program has \S+ open: close it, .* nothing was changed\n$/,
    );
    expect(reader.prepare('SELECT count(*) FROM users').pluck().get()).toBe(4);
    expect(files(s).filter((name) => name.includes('restore'))).toEqual([]);
    reader.close();
    expect((await s.call(RESTORE)).code).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('on a full disk', async () => {
    const s = await scenario();
    const before = readFileSync(s.db);
    const result = await withFullDisk(s.cwd, 20, RESTORE);
    expect([result.code, result.stdout]).toEqual([1, '']);
    expect(result.stderr).toMatch(
      /the copy of b\.db .* cannot be written: .*--db; the database is as it was/,
    );
    expect(readFileSync(s.db).equals(before)).toBe(true);
    expect(files(s).filter((name) => name.includes('restore'))).toEqual([]);
  });
});

describe('what a killed process left', () => {
  it('of changes beside the database stays with the old one, and does not reach the new one', async () => {
    const s = await scenario();
    // As after kill -9 of a writer: what it committed last lies in the -wal file alone.
    const live = new Database(s.db);
    live.pragma('wal_autocheckpoint = 0');
    live.exec("INSERT INTO collections VALUES ('written last', 'now')");
    const [main, wal] = ['', '-wal'].map((end) => readFileSync(s.db + end));
    live.close();
    s.write('killed.db', main as Buffer);
    s.write('killed.db-wal', wal as Buffer);
    expect((await runTyped([...RESTORE, '--db', 'killed.db'], s)).code).toBe(0);
    expect(query(s.path('killed.db'), 'SELECT name FROM collections')).toHaveLength(1);
    expect(
      query(s.path('killed.db.before-restore'), 'SELECT name FROM collections ORDER BY 1'),
    ).toEqual([{ name: 'default' }, { name: 'written last' }]);
    expectSound(s.path('killed.db'));
  });

  it('of a restore is removed by the next one, and told by check', async () => {
    const s = await scenario();
    s.write('faceenroll.db.restore-part', 'half of a backup');
    chmodSync(s.path('faceenroll.db.restore-part'), 0o600);
    const check = await s.call(['check']);
    expect(check.code).toBe(3);
    expect(check.stdout).toContain('FILE_LEFT 1');
    expect((await s.call(RESTORE)).code).toBe(0);
    expect(existsSync(s.path('faceenroll.db.restore-part'))).toBe(false);
    expect((await s.call(['check'])).code).toBe(0);
  });
});
