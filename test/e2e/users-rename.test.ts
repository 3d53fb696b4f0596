import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openGallery } from '../../dist/index.js';
import { lockForRun } from '../../src/store/lock.js';
import { events } from '../support/cli.js';
import { enrollPeople, photo } from '../support/gallery.js';
import { enrolledScenario } from '../support/gallery-database.js';
import { enrollUsers, newKey, randomEmbedding, withRun } from '../support/keys.js';
import { runTyped } from '../support/main.js';
import { endings, Scenario } from '../support/scenario.js';

describe('users rename', () => {
  it('gives a user another ID everywhere, and keeps faces and history', async () => {
    const s = new Scenario();
    await enrollPeople(s);
    await s.call(['users', 'update', '1001', '--tag', 'a', '--tag', 'b']);
    await s.call(['duplicates', 'allow', '1001', '1006', '--reason', 'twins']);
    const { code, stdout, stderr } = await s.call(['users', 'rename', '1001', '001001']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      'User "1001" is now "001001", with 1 face, 1 thumbnail, 2 tags, 1 exception and 1 outcome of earlier runs. The history is kept.\n',
    );
    const identified = events(await s.call(['identify', photo('1001.jpg'), '--json']));
    expect(identified).toMatchObject([{ matches: [{ userId: '001001' }] }]);
    expect((await s.call(['verify', '001001', photo('1001.jpg')])).code).toBe(0);

    const statuses = events(await s.call(['status', '001001', '1001', '--json']));
    expect(statuses).toMatchObject([
      { userId: '001001', exists: true, enrolledBefore: false, tags: ['a', 'b'], renamedTo: null },
      { userId: '1001', exists: false, enrolledBefore: false, renamedTo: '001001' },
    ]);
    expect((await s.call(['status', '1001'])).stdout).toBe('1001: renamed to 001001\n');

    const history = events(await s.call(['audit', 'list', '--user', '001001', '--json']));
    expect(history.map(({ userId, action }) => `${userId} ${action}`)).toEqual([
      '1001 USER_CREATED',
      '1001 NEW_TEMPLATE_CREATED',
      '1001 USER_UPDATED',
      '1001 DUPLICATE_ALLOWED',
      '001001 USER_RENAMED',
    ]);
    expect((await s.call(['audit', 'list', '--user', '1001'])).stdout).toContain(
      'USER_RENAMED          001001  from 1001, to 001001',
    );
    expect((await s.call(['audit', 'verify'])).code).toBe(0);
    expect((await s.call(['check'])).code).toBe(0);

    await s.call(['export-csv', 'out.csv']);
    const exported = readFileSync(s.path('out.csv'), 'utf8').split('\n');
    expect(exported[1]).toMatch(/^001001,1001\.jpg,"a;b",1006/);
    expect(exported[2]).toMatch(/^1006,1006\.jpg,,001001/);
    expect(exported.join('\n')).not.toMatch(/^1001,/m);

    const retry = [
      'import-csv',
      'again.csv',
      '--images',
      'photos',
      '--if-face-exists',
      'overwrite',
    ];
    s.write('again.csv', 'user_id,face_image_file1\n001001,1001.jpg\n');
    expect(endings(await s.json(retry))).toEqual([['1001.jpg', 'SAME_PHOTO']]);
  });

  it('tells a program the user with the former ID, and without a change with --dry-run', async () => {
    const s = enrolledScenario();
    const dry = await s.call(['users', 'rename', '1001', 'X', '--dry-run', '--json']);
    const told = { event: 'user', userId: 'X', faces: 1, action: 'USER_RENAMED', from: '1001' };
    expect(events(dry)).toMatchObject([{ ...told, dryRun: true }]);
    expect((await s.call(['users', 'rename', '1001', 'X', '--dry-run'])).stdout).toBe(
      'User "1001" would be "X", with 1 face. Nothing was changed.\n',
    );
    expect(s.userIds()).toEqual(['1001', '1002', '1003']);
    const done = await s.call(['users', 'rename', '1001', 'X', '--json', '--reference', 'CHG-1']);
    expect(events(done)).toMatchObject([{ ...told, dryRun: false }]);
    expect(s.query("SELECT reference FROM audit WHERE action = 'USER_RENAMED'")).toEqual([
      { reference: 'CHG-1' },
    ]);
  });

  it.each([
    [1, ['nobody', 'x'], 'there is no user with the user ID "nobody" in the collection "default"'],
    [1, ['1001', '1002'], 'there is another user with the user ID "1002" already'],
    [1, ['1001', 'a\u0007'], 'the user ID "a\\u0007" has a control character (U+0007)'],
    [1, ['1001', ''], 'the user ID is empty'],
    [1, ['1001', 'x', '--collection', 'none'], 'there is no collection "none"'],
    [2, ['1001', '1001'], 'the user ID is "1001" already'],
    [2, ['1001'], "missing required argument 'new-id'"],
    [2, ['1001', 'x', 'y'], 'too many arguments'],
  ])('is refused with exit code %i: %j', async (code, words, message) => {
    const s = enrolledScenario();
    for (const more of [[], ['--dry-run']]) {
      const result = await s.call(['users', 'rename', ...words, ...more]);
      expect(result).toMatchObject({ code, stdout: '' });
      expect(result.stderr).toContain(message);
      if (code === 1) expect(result.stderr.split('\n')).toHaveLength(2);
    }
    expect(s.userIds()).toEqual(['1001', '1002', '1003']);
    expect(s.query("SELECT * FROM audit WHERE action = 'USER_RENAMED'")).toEqual([]);
  });

  it('is refused in a database that is not there, by the name that was typed', async () => {
    const s = enrolledScenario();
    for (const more of [[], ['--dry-run']]) {
      const args = ['users', 'rename', '1001', 'x', '--db', 'none.db', ...more];
      const { code, stdout, stderr } = await s.run(args);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('there is no database none.db');
      expect(stderr.split('\n')).toHaveLength(2);
    }
  });

  it('exits 4 while another run holds the database, or waits for it', async () => {
    const s = enrolledScenario();
    const lock = lockForRun(s.db);
    const rename = ['users', 'rename', '1001', 'X'];
    const { code, stderr } = await s.run(rename);
    expect([code, stderr]).toEqual([4, expect.stringContaining('another run is working on')]);
    const waiting = s.run([...rename, '--wait', '60'], {
      onStart: () => void setTimeout(() => lock.release(), 500),
    });
    expect((await waiting).code).toBe(0);
    expect(s.userIds()).toEqual(['1002', '1003', 'X']);
  });

  it('renames one user after another, as a list of changed IDs asks for', async () => {
    const s = enrolledScenario();
    for (const [from, to] of [
      ['1003', 'x'],
      ['1002', '1003'],
      ['1001', '1002'],
      ['x', '1001'],
    ] as const) {
      expect((await s.call(['users', 'rename', from, to])).code).toBe(0);
    }
    const made = (id: string) =>
      s.query('SELECT file_name FROM templates WHERE user_id = ?', id).map((r) => r.file_name);
    expect(['1001', '1002', '1003'].map(made)).toEqual([['1003.jpg'], ['1001.jpg'], ['1002.jpg']]);
    const history = events(await s.call(['audit', 'list', '--user', '1001', '--json']));
    // Of the ID that was 1001's before, and of the user who came to it.
    expect(history.map(({ userId, action }) => `${userId} ${action}`)).toEqual([
      ...['1001 USER_CREATED', '1001 NEW_TEMPLATE_CREATED'],
      ...['1003 USER_CREATED', '1003 NEW_TEMPLATE_CREATED'],
      ...['x USER_RENAMED', '1002 USER_RENAMED', '1001 USER_RENAMED'],
    ]);
  });

  it('is purged under the new ID', async () => {
    const s = enrolledScenario();
    await s.call(['users', 'rename', '1001', '001001']);
    for (const command of [
      ['users', 'show'],
      ['users', 'delete', '--yes'],
      ['purge', '--yes', '--user'],
    ]) {
      const former = await s.call([...command, '1001']);
      expect(former).toMatchObject({ code: 1, stdout: '' });
      expect(former.stderr).toContain('the user ID "1001" (renamed to "001001") in');
    }
    expect((await s.call(['purge', '--user', '001001', '--yes'])).code).toBe(0);
    expect(s.userIds()).toEqual(['1002', '1003']);
    expect((await s.call(['status', '001001', '1001'])).stdout).toBe(
      '001001: removed, enrolled before\n1001: renamed to 001001\n',
    );
  });

  it('of an encrypted database asks for the key, and advises a backup', async () => {
    const s = enrolledScenario();
    await s.call(['key', 'generate', 'k.key']);
    const encrypt = ['import-faces', s.photos({ 'z.jpg': '1006.jpg' }), '--create-missing'];
    expect((await s.call([...encrypt, '--key-file', 'k.key'])).code).toBe(0);
    await s.call(['users', 'add', 'empty']);
    const rename = ['users', 'rename', '1001', '001001'];
    for (const more of [[], ['--dry-run']]) {
      const { code, stdout, stderr } = await s.call([...rename, ...more]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('faceenroll.db is encrypted: name its key with --key-file');
    }
    expect((await s.call(['users', 'rename', 'empty', 'still empty'])).code).toBe(0);
    const { code, stdout } = await s.call([...rename, '--key-file', 'k.key']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Make a backup now')]);
    expect((await s.call(['key', 'verify', '--key-file', 'k.key'])).code).toBe(0);
  });
});

describe('gallery.users.rename', () => {
  it('does the same for a program', () => {
    const s = enrolledScenario();
    const gallery = openGallery({ database: s.db, reference: 'T-1' });
    gallery.users.rename('1001', '001001');
    expect(gallery.users.show('001001')?.templates).toHaveLength(1);
    expect(gallery.users.show('1001')).toBeUndefined();
    expect(() => gallery.users.rename('1001', 'x')).toThrow('"1001" (renamed to "001001")');
    expect(() => gallery.users.rename('1002', '1003')).toThrow('another user');
    gallery.close();
    expect(() => gallery.users.rename('1002', 'x')).toThrow('is closed');
    const reading = openGallery({ database: s.db, readOnly: true });
    expect(() => reading.users.rename('1002', 'x')).toThrow('read only');
    reading.close();
  });
});

describe('a backup from before a rename', () => {
  it('tells who was renamed or deleted since, by the ID that the backup has', async () => {
    const s = enrolledScenario();
    for (const id of ['there', 'deleted']) await s.call(['users', 'add', id]);
    await s.call(['backup', 'b.db']);
    for (const [from, to] of [
      ['1001', '001001'],
      ['001001', 'X'],
      ['1002', '1001'],
      ['1001', '001002'],
      ['there', 'there and back'],
      ['there and back', 'there'],
      ['deleted', '1002'],
    ] as const) {
      expect((await s.call(['users', 'rename', from, to])).code).toBe(0);
    }
    expect((await s.call(['users', 'delete', 'X', '1002', '--yes'])).code).toBe(0);
    const { stdout } = await s.call(['restore', 'b.db', '--yes']);
    const day = new Date().toISOString().slice(0, 10);
    expect(stdout.replaceAll(/\d{4}-\d\d-\d\d/g, day)).toContain(
      [
        'Deleted since the backup, and back with it: 2 users',
        `  1001, deleted ${day}`,
        `  deleted, deleted ${day}`,
        'Delete them again: faceenroll purge --user <user-id>',
        'Renamed since the backup, and back under the former user ID: 1 user',
        '  1002, last 001002',
        'Rename them again: faceenroll users rename <user-id> <new-id>',
      ].join('\n'),
    );
    expect(s.userIds()).toEqual(['1001', '1002', '1003', 'deleted', 'there']);
  });

  it('that is encrypted does not open for them any more, and a restore says so', async () => {
    const USERS = { ann: randomEmbedding(), bob: randomEmbedding(), cid: randomEmbedding() };
    const [s, key] = [new Scenario(), newKey()];
    s.write('k.key', key.bytes.toString('base64'));
    withRun(s.db, key, (run) => enrollUsers(run, USERS));
    const run = (...words: string[]) => runTyped(words, s);
    await run('backup', 'b.db');
    for (const [from, to] of [
      ['ann', 'x'],
      ['x', 'ann'],
      ['bob', 'eve'],
    ] as const) {
      expect((await run('users', 'rename', from, to, '--key-file', 'k.key')).code).toBe(0);
    }
    const { stdout } = await run('restore', 'b.db', '--yes');
    expect(stdout).toContain('  ann, last ann\n  bob, last eve\nTheir faces do not open, since');
    expect((await run('key', 'verify', '--key-file', 'k.key')).code).toBe(1);
    // The one that was replaced is whole.
    const told = await run('restore', 'faceenroll.db.before-restore', '--yes', '--json');
    expect(JSON.parse(told.stdout)).toMatchObject({ returningUsers: [], renamedUsers: [] });
    expect((await run('key', 'verify', '--key-file', 'k.key')).code).toBe(0);
  });
});
