import { describe, expect, it } from 'vitest';
import { fixture, Scenario } from '../support/scenario.js';

const EUROPEAN = ['Jürgen Weiß', 'Zoë Brontë', 'José Núñez', 'Søren Ångström', 'Renée O’Hara'];
const JAPANESE = ['山田太郎', '佐藤花子', '鈴木一郎', '高橋美咲'];
const CHINESE = ['王伟', '李娜', '张敏', '刘洋'];
const STAFF = [
  ...['Martin Keller', 'Amara Osei', 'Daniel Reyes', 'Ingrid Solberg'],
  ...['Claire Dubois', 'Samuel Mensah', 'Ruth Goldberg', 'Vikram Nair'],
];

/** Imports a list of fixtures/csv, its column of photos as titles: reading is tested here, not faces. */
function importList(s: Scenario, file: string, ...flags: string[]) {
  const map = file.endsWith('no-user-id.csv') ? [] : ['--map', 'Face_Image_File1=title'];
  return s.json(['import-csv', fixture('csv', file), ...map, ...flags]);
}

const names = (s: Scenario) =>
  s.query('SELECT name FROM users ORDER BY user_id').map((row) => row.name);

describe('without a flag', () => {
  it.each([
    ['comma.csv', STAFF],
    ['semicolon.csv', STAFF],
    ['tab.csv', STAFF],
    ['headings.csv', STAFF.slice(0, 3)],
    ['utf-8.csv', ['Jürgen Weiß', '山田太郎', 'Zoë Brontë', 'Łukasz Żak']],
    ['utf-8-bom.csv', EUROPEAN],
    ['utf-16le.csv', CHINESE],
  ])('%s is read', async (file, expected) => {
    const s = new Scenario();
    const result = await importList(s, file);
    expect(result.code).toBe(0);
    expect(result.summary.imported.total).toBe(expected.length);
    expect(s.query('SELECT title FROM users')[0]).toEqual({ title: '1001.jpg' });
    expect(names(s)).toEqual(expected);
  });

  it('quoted cells keep delimiters, quotes and line breaks', async () => {
    const s = new Scenario();
    expect((await importList(s, 'quoted.csv')).code).toBe(0);
    const rows = s.query('SELECT user_id, name, department, title, fields FROM users ORDER BY 1');
    expect(rows.map(({ fields, ...row }) => ({ ...row, ...JSON.parse(fields) }))).toEqual([
      {
        user_id: '1001',
        name: 'Keller, Martin',
        department: 'Facilities',
        address: 'Main Street 5\n12345 Springfield',
        title: '1001.jpg',
      },
      {
        user_id: '1002',
        name: 'Amara "Ama" Osei',
        department: 'R&D; Research',
        address: '1 High Street\r\nFlat 2',
        title: '1002.jpg',
      },
      {
        user_id: '1003',
        name: 'Daniel Reyes',
        department: '',
        address: 'Quay 3',
        title: '1003.jpg',
      },
    ]);
  });

  it('headings may be written in any case, with spaces or underscores', async () => {
    const s = new Scenario();
    s.write(
      'users.csv',
      'User ID;NAME;Start Datetime;FACE_IMAGE_FILE1\n7;Ann;2026-01-01;1001.jpg\n',
    );
    await s.call(['import-csv', 'users.csv', '--images', fixture('photos')]);
    expect(s.query('SELECT user_id, name, start_datetime, fields FROM users')).toEqual([
      { user_id: '7', name: 'Ann', start_datetime: '2026-01-01', fields: '{}' },
    ]);
    expect(s.count('templates')).toBe(1);
  });
});

describe('--encoding', () => {
  it.each([
    ['windows-1252', EUROPEAN],
    ['shift_jis', JAPANESE],
    ['gb18030', CHINESE],
  ])('%s is read', async (encoding, expected) => {
    const s = new Scenario();
    const result = await importList(s, `${encoding}.csv`, '--encoding', encoding);
    expect(result.code).toBe(0);
    expect(names(s)).toEqual(expected);
  });

  it.each(['windows-1252.csv', 'shift_jis.csv', 'gb18030.csv'])(
    'is proposed when the bytes of %s are not UTF-8',
    async (file) => {
      const s = new Scenario();
      const result = await importList(s, file);
      expect(result.code).toBe(1);
      expect(result.stdout).toBe('');
      expect(result.stderr).toContain('--encoding windows-1252');
      expect(result.stderr).toContain('line 2');
    },
  );

  it('must be one that can be decoded', async () => {
    const s = new Scenario();
    const result = await importList(s, 'comma.csv', '--encoding', 'klingon');
    expect([1, 2]).toContain(result.code);
    expect(result.stderr).toMatch(/--encoding "?klingon.*windows-1252/);
  });

  it('imports nothing of a file that turns out wrong in its last row', async () => {
    const s = new Scenario();
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},a name\n`);
    s.write('users.csv', Buffer.from(`user_id,name\n${rows.join('')}x,M\xfcller\n`, 'latin1'));
    const result = await s.call(['import-csv', 'users.csv']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('line 20002');
    expect(s.count('users')).toBe(0);
    expect(s.count('run_entries')).toBe(0);
    expect(s.query('SELECT status FROM runs')).toEqual([{ status: 'failed' }]);
  });
});

describe('--delimiter', () => {
  it.each([
    ['|', '|'],
    ['tab', '\t'],
    ['\\t', '\t'],
  ])('%j is taken', async (flag, character) => {
    const s = new Scenario();
    s.write(
      'users.csv',
      ['user_id|name', '7|Lee, Ann; Dr.', ''].join('\n').replaceAll('|', character),
    );
    expect((await s.call(['import-csv', 'users.csv', '--delimiter', flag])).code).toBe(0);
    expect(names(s)).toEqual(['Lee, Ann; Dr.']);
  });
});

describe('a file that cannot be a list of users', () => {
  it.each([
    ['heading-twice.csv', /"name".*"Name"|"Name".*"name"/],
    ['no-user-id.csv', /no user_id column.*"name".*--map/],
    ['empty.csv', /is empty/],
    ['../photos/1001.jpg', /1001\.jpg/],
    ['../csv', /folder/],
    ['nowhere.csv', /does not exist/],
  ])('%s is refused in one line', async (file, reason) => {
    const s = new Scenario();
    const result = await importList(s, file);
    expect(result.code).toBe(1);
    expect(result.stdout).toBe('');
    expect(result.stderr).toMatch(reason);
    expect(result.stderr, 'no stack').not.toMatch(/\n\s+at /);
  });

  it('may be a workbook: the operator is told to save it as CSV', async () => {
    const s = new Scenario();
    s.write('users.csv', Buffer.from('PK\x03\x04 workbook'));
    const result = await s.call(['import-csv', 'users.csv']);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/Excel workbook.*CSV/);
  });
});
