import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { events, query } from '../support/cli.js';
import { enrolledScenario } from '../support/gallery-database.js';
import { endings, Scenario } from '../support/scenario.js';

/** The tags of each user who has any. */
function tagsOf(s: Scenario, db = s.db): Record<string, string[]> {
  const tags: Record<string, string[]> = {};
  for (const row of query(db, 'SELECT user_id, tag FROM user_tags ORDER BY user_id, tag')) {
    tags[row.user_id] = [...(tags[row.user_id] ?? []), row.tag];
  }
  return tags;
}

const ids = (result: Parameters<typeof events>[0]) =>
  events(result).flatMap(({ userId }) => (userId === undefined ? [] : [userId]));

describe('tags of an import', () => {
  it('go to users whose rows do not fail, by --tag and by the column', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    s.write(
      'users.csv',
      'user_id,Tags,face_image_file1\n1001,"b; a;",1001.jpg\n1002,,\n1003,x,missing.jpg\n',
    );
    const command = ['import-csv', 'users.csv', '--images', 'photos', '--tag', '2026'];
    const dry = await s.json([...command, '--dry-run']);
    const result = await s.json(command);
    expect(result.code).toBe(3);
    expect(endings(result)).toEqual(endings(dry));
    expect(tagsOf(s)).toEqual({ 1001: ['2026', 'a', 'b'], 1002: ['2026'] });
    expect(s.query("SELECT detail FROM audit WHERE action LIKE 'USER%'")).toEqual([
      { detail: '{}' },
      { detail: '{}' },
    ]);

    // The error report keeps the column, and its retry the --tag of the run.
    s.photos({ 'missing.jpg': '1006.jpg' });
    expect((await s.call(['import-csv', 'users.errors.csv'])).code).toBe(0);
    expect(tagsOf(s)).toMatchObject({ 1003: ['2026', 'x'] });
  });

  it('are added again and again, and never taken away', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,name,tags\n1,Ann,a\n2,Bo,a\n');
    await s.call(['import-csv', 'users.csv']);
    s.write('users.csv', 'user_id,name,tags\n1,Eve,b\n2,,\n');
    const dry = await s.json(['import-csv', 'users.csv', '--dry-run']);
    const added = await s.json(['import-csv', 'users.csv']);
    expect(endings(added)).toEqual([
      ['1', 'USER_UPDATED'],
      ['2', 'USER_PRESERVED'],
    ]);
    expect(added.summary.usersUpdated).toBe(1);
    expect(dry.summary.usersUpdated).toBe(1);
    expect(tagsOf(s)).toEqual({ 1: ['a', 'b'], 2: ['a'] });
    expect(s.query("SELECT name FROM users WHERE user_id = '1'")).toEqual([{ name: 'Ann' }]);
    expect(s.query("SELECT user_id, detail FROM audit WHERE action = 'USER_UPDATED'")).toEqual([
      { user_id: '1', detail: '{"fields":["tags"],"tagsAdded":1}' },
    ]);

    const sync = ['sync', 'users.csv', '--yes', '--tag', 'c'];
    expect((await s.call(sync)).code).toBe(0);
    expect(tagsOf(s)).toEqual({ 1: ['a', 'b', 'c'], 2: ['a', 'c'] });
    const updates = s.count('audit');
    expect(endings(await s.json(sync)).map(([, ending]) => ending)).toEqual([
      'SAME_DATA',
      'SAME_DATA',
    ]);
    expect(s.count('audit')).toBe(updates);
  });

  it('come to users whose face is there already, by a folder and by enroll', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    await s.call(['import-faces', 'photos', '--create-missing', '--tag', 'a']);
    await s.call(['import-faces', 'photos', '--tag', 'b']);
    await s.call(['enroll', '1001', 'photos/1001.jpg', '--workers', '1', '--tag', 'c']);
    expect(tagsOf(s)).toEqual({ 1001: ['a', 'b', 'c'] });
    const none = await s.call(['enroll', '1001', '--tag', 'd']);
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('there are no photos');
  });

  it('fail a row, and name the tag, when one cannot be a tag', async () => {
    const s = new Scenario();
    const long = 'x'.repeat(101);
    s.write('users.csv', `user_id,tags\n1,"ok;a\tb"\n2,${long}\n3,ok\n`);
    const result = await s.json(['import-csv', 'users.csv']);
    expect(result.code).toBe(3);
    expect(result.outcomes.map(({ code, message }) => [code, message])).toEqual([
      ['TAG_INVALID', 'the tag "a\\u0009b" has a line break or another control character'],
      ['TAG_INVALID', expect.stringContaining('has 101 characters; at most 100 are accepted')],
      [undefined, undefined],
    ]);
    expect(tagsOf(s)).toEqual({ 3: ['ok'] });
    for (const wrong of ['', ' ', 'a;b', 'a\nb', long]) {
      const refused = await s.call(['import-csv', 'users.csv', '--tag', wrong]);
      expect(refused, JSON.stringify(wrong)).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain("option '--tag <tag>' argument");
      expect(refused.stderr).toMatch(/The tag ".*" (?:is empty|has )/);
    }
  });
});

describe('tags of users', () => {
  it('are added and taken away, and the audit does not tell which', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\n1\n');
    await s.call(['import-csv', 'users.csv']);
    const json = async (...args: string[]) => events(await s.call(['users', ...args, '--json']))[0];
    const added = await json('add', '2', '--name', 'Bo', '--tag', 'e\u0301', '--tag', 'b');
    expect(added).toMatchObject({ action: 'USER_CREATED', tags: ['b', 'é'] });
    const update = ['update', '2', '--tag', 'c', '--tag', 'b', '--untag', 'é', '--untag', 'never'];
    expect(await json(...update)).toMatchObject({ action: 'USER_UPDATED', tags: ['b', 'c'] });
    expect(await json(...update)).toMatchObject({ action: 'UNCHANGED', tags: ['b', 'c'] });
    expect(s.query("SELECT detail FROM audit WHERE user_id = '2' ORDER BY position")).toEqual([
      { detail: '{"fields":["name","tags"],"tagsAdded":2}' },
      { detail: '{"fields":["tags"],"tagsAdded":1,"tagsRemoved":1}' },
    ]);
    expect((await s.call(['users', 'show', '2'])).stdout).toMatch(/^tags +b; c$/m);
    const both = await s.call(['users', 'update', '2', '--tag', 'x', '--untag', 'x']);
    expect(both).toMatchObject({ code: 2, stdout: '' });
    expect(both.stderr).toContain('--tag and --untag both name the tag "x"');
    const set = await s.call(['users', 'update', '2', '--set', 'tags=x']);
    expect(set).toMatchObject({ code: 2, stdout: '' });
    expect(set.stderr).toContain('Tags are named with --tag.');

    await s.call(['users', 'delete', '2', '--yes']);
    expect(tagsOf(s)).toEqual({});
  });

  it('are what lists, the status and an export select by', async () => {
    const s = enrolledScenario(4);
    await s.call(['users', 'update', '1001', '--tag', 'a', '--tag', 'b']);
    await s.call(['users', 'update', '1002', '--tag', 'a']);
    await s.call(['users', 'update', '1003', '--tag', 'A']);
    const commands = [['users', 'list'], ['faces', 'list'], ['status']];
    for (const command of commands) {
      const found = async (...tags: string[]) =>
        ids(await s.call([...command, '--json', ...tags.flatMap((tag) => ['--tag', tag])]));
      expect(await found('a'), command.join(' ')).toEqual(['1001', '1002']);
      expect(await found('a', 'b'), command.join(' ')).toEqual(['1001']);
      expect(await found('c'), command.join(' ')).toEqual([]);
      expect(await found(), command.join(' ')).toHaveLength(4);
    }
    const list = ['users', 'list', '--csv', '--columns', 'user_id,tags', '--sort', 'tags'];
    expect((await s.call(list)).stdout).toBe('user_id,tags\n1003,A\n1001,"a;b"\n1002,a\n1004,\n');
    expect((await s.call(['status', '1001', '1003', '--tag', 'a'])).stdout).toMatch(
      /^1001: available, .*, tags a; b\n$/,
    );
    expect((await s.call(['export-csv', '--tag', 'a'])).stdout).toBe(
      'user_id,face_image_file1,tags,faceenroll_missing\n1001,1001.jpg,"a;b",\n1002,1002.jpg,a,\n',
    );
  });

  it('leave a database, and come into another, by a CSV', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,tags\n1,"=1+2;a,b;😀"\n2,\n');
    await s.call(['import-csv', 'users.csv']);
    await s.call(['export-csv', 'out.csv']);
    expect(readFileSync(s.path('out.csv'), 'utf8')).toContain("'=1+2");
    await s.call(['import-csv', 'out.csv', '--db', 'other.db']);
    expect(tagsOf(s, s.path('other.db'))).toEqual({ 1: ['=1+2', 'a,b', '😀'] });
  });
});
