import { describe, expect, it } from 'vitest';
import { endings, fixture, Scenario } from '../support/scenario.js';

const PHOTOS = ['--images', fixture('photos')];

/** The users' rows without what differs from run to run. */
function users(s: Scenario) {
  const rows = s.query('SELECT * FROM users ORDER BY user_id');
  return rows.map(({ fields, ...row }) => ({ ...row, fields: JSON.parse(fields) }));
}

describe('the columns of a CSV', () => {
  it('become the fields of the user', async () => {
    const s = new Scenario();
    await s.call(['import-csv', fixture('csv', 'all-columns.csv'), ...PHOTOS]);
    expect(users(s)).toHaveLength(3);
    expect(users(s)[1]).toMatchObject({
      collection: 'default',
      user_id: '1002',
      name: 'Amara Osei',
      email: 'amara.osei@example.com',
      department: 'Research',
      title: 'Engineer',
      phone: '555-0100',
      start_datetime: '2025-01-01T08:00:00Z',
      expiry_datetime: '2026-12-31T18:00:00Z',
      fields: {},
    });
    expect(s.query('SELECT user_id, file_name FROM templates ORDER BY 1')[1]).toEqual({
      user_id: '1002',
      file_name: '1002.jpg',
    });
  });

  it('that nobody knows are kept with the user as they stand', async () => {
    const s = new Scenario();
    await s.call(['import-csv', fixture('csv', 'extra-columns.csv'), ...PHOTOS]);
    expect(users(s).map(({ fields }) => fields)).toEqual([
      { badge_no: 'B-1', 'Cost Center': 'CC 40', 'T-Shirt': 'M' },
      { badge_no: 'B-2', 'Cost Center': 'CC 41', 'T-Shirt': 'M' },
      { badge_no: 'B-3', 'Cost Center': 'CC 42', 'T-Shirt': 'M' },
    ]);
  });

  it('may be called __proto__ or constructor', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,__proto__,constructor,toString\n7,one,two,three\n');
    expect((await s.call(['import-csv', 'users.csv'])).code).toBe(0);
    const [{ fields }] = s.query('SELECT fields FROM users');
    expect(fields).toBe('{"__proto__":"one","constructor":"two","toString":"three"}');

    s.write('again.csv', 'user_id,__proto__\n7,other\n');
    const result = await s.json(['import-csv', 'again.csv', '--if-user-exists', 'overwrite']);
    expect(endings(result)).toEqual([['7', 'USER_UPDATED']]);
    const [after] = s.query('SELECT fields FROM users');
    expect(after.fields).toBe('{"__proto__":"other","constructor":"two","toString":"three"}');
  });

  it('may have other headings, named with --map', async () => {
    const s = new Scenario();
    s.write('users.csv', 'Badge No,Full = name,Picture,name\n7,Ann Lee,1001.jpg,nick\n');
    const map = ['Badge No=user_id', 'Full = name=name', 'Picture=face_image_file1'];
    const flags = map.flatMap((pair) => ['--map', pair]);
    const result = await s.json(['import-csv', 'users.csv', ...PHOTOS, ...flags]);
    expect(endings(result)).toEqual([['1001.jpg', 'NEW_TEMPLATE_CREATED']]);
    expect(users(s)).toMatchObject([{ user_id: '7', name: 'Ann Lee', fields: { name: 'nick' } }]);
  });

  it('cannot be mapped to a field that is not there: the nearest one is named', async () => {
    const s = new Scenario();
    s.write('users.csv', 'Badge No,E-Mail\n7,a@example.com\n');
    const field = await s.call(['import-csv', 'users.csv', '--map', 'Badge No=usr_id']);
    expect(field.code).not.toBe(0);
    expect(field.stderr).toContain('did you mean user_id?');
    const column = ['--map', 'Badge=user_id'];
    const heading = await s.call(['import-csv', 'users.csv', ...column]);
    expect(heading.code).not.toBe(0);
    expect(heading.stderr).toContain('did you mean "Badge No"?');
  });

  it('may hold SQL: it is data', async () => {
    const s = new Scenario();
    const sql = "'); DROP TABLE users; --";
    const columns = ['user_id', 'name', 'email', 'department', 'title', 'phone'];
    const headings = [...columns, "x'); DROP TABLE users; --"];
    s.write('users.csv', `${headings.join(',')}\n${headings.map(() => sql).join(',')}\n`);
    s.write('files.csv', `user_id,face_image_file1\n${sql},${sql}\n`);
    const options = ['--collection', sql, '--allow-odd-ids'];
    const first = await s.json(['import-csv', 'users.csv', ...options]);
    const again = await s.json(['import-csv', 'files.csv', ...options]);

    expect(endings(first)).toEqual([[sql, 'USER_CREATED']]);
    expect(endings(again)).toEqual([[sql, 'FILE_NOT_FOUND']]);
    const fields = Object.fromEntries(headings.slice(0, -1).map((column) => [column, sql]));
    expect(users(s)).toMatchObject([
      { ...fields, collection: sql, fields: { "x'); DROP TABLE users; --": sql } },
    ]);
  });
});

describe('the photo folder', () => {
  it('is that of the CSV unless --images names another', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg'], 'export/pictures');
    s.photos(['1002.jpg'], 'other');
    s.write('export/users.csv', 'user_id,face_image_file1\n1,pictures/1001.jpg\n2,1002.jpg\n');
    const own = await s.json(['import-csv', 'export/users.csv']);
    expect(endings(own)).toEqual([
      ['pictures/1001.jpg', 'NEW_TEMPLATE_CREATED'],
      ['1002.jpg', 'FILE_NOT_FOUND'],
    ]);
    const other = await s.json(['import-csv', 'export/users.csv', '--images', 'other']);
    expect(endings(other)).toEqual([
      ['pictures/1001.jpg', 'FILE_NOT_FOUND'],
      ['1002.jpg', 'NEW_TEMPLATE_CREATED'],
    ]);
  });
});

describe('--start-row', () => {
  it('counts rows as a spreadsheet does, the headings being row 1', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,name\n7,"two\nlines"\n8,Bo\n9,Cy\n');
    const result = await s.json(['import-csv', 'users.csv', '--start-row', '3']);
    expect(result.outcomes).toMatchObject([
      { row: 3, userId: '8' },
      { row: 4, userId: '9' },
    ]);
    expect(s.userIds()).toEqual(['8', '9']);
  });
});

describe('--if-user-exists', () => {
  const existing = async (): Promise<Scenario> => {
    const s = new Scenario();
    s.write('first.csv', 'user_id,name,email,team\n7,Ann,ann@example.com,Red\n8,Bo,,Red\n');
    s.write('second.csv', 'user_id,name,shoe\n7,Anna,39\n8,Bo,\n');
    await s.call(['import-csv', 'first.csv']);
    return s;
  };

  it('preserve keeps the data', async () => {
    const s = await existing();
    const before = users(s);
    const result = await s.json(['import-csv', 'second.csv']);
    expect(endings(result)).toEqual([
      ['7', 'USER_PRESERVED'],
      ['8', 'USER_PRESERVED'],
    ]);
    expect(users(s)).toEqual(before);
  });

  it('overwrite replaces what the row has columns for', async () => {
    const s = await existing();
    const command = ['import-csv', 'second.csv', '--if-user-exists', 'overwrite'];
    const result = await s.json(command);
    expect(endings(result)).toEqual([
      ['7', 'USER_UPDATED'],
      ['8', 'USER_UPDATED'],
    ]);
    expect(result.summary.usersUpdated).toBe(2);
    expect(users(s)).toMatchObject([
      { name: 'Anna', email: 'ann@example.com', fields: { team: 'Red', shoe: '39' } },
      { name: 'Bo', email: '', fields: { team: 'Red', shoe: '' } },
    ]);
    const updates = "SELECT user_id FROM audit WHERE action = 'USER_UPDATED'";
    expect(s.query(updates)).toEqual([{ user_id: '7' }, { user_id: '8' }]);

    const again = await s.json(command);
    expect(endings(again)).toEqual([
      ['7', 'SAME_DATA'],
      ['8', 'SAME_DATA'],
    ]);
    expect(s.query(updates)).toHaveLength(2);
  });

  it('is apart from --if-face-exists: data may change while the face stays', async () => {
    const s = new Scenario();
    s.write('first.csv', 'user_id,name,face_image_file1\n7,Ann,1001.jpg\n');
    s.write('second.csv', 'user_id,name,face_image_file1\n7,Anna,1002.jpg\n');
    await s.call(['import-csv', 'first.csv', ...PHOTOS]);
    const command = ['import-csv', 'second.csv', ...PHOTOS];

    const data = await s.json([...command, '--if-user-exists', 'overwrite']);
    expect(endings(data)).toEqual([['1002.jpg', 'FACE_PRESERVED']]);
    expect(data.summary.usersUpdated).toBe(1);
    expect(s.query('SELECT name, file_name FROM users JOIN templates USING (user_id)')).toEqual([
      { name: 'Anna', file_name: '1001.jpg' },
    ]);
    s.write('second.csv', 'user_id,name,face_image_file1\n7,Annie,1002.jpg\n');
    const another = ['--if-face-exists', 'overwrite', '--allow-identity-change'];
    const face = await s.json([...command, ...another]);
    expect(endings(face)).toEqual([['1002.jpg', 'TEMPLATE_REPLACED']]);
    expect(s.query('SELECT name, file_name FROM users JOIN templates USING (user_id)')).toEqual([
      { name: 'Anna', file_name: '1002.jpg' },
    ]);
  });
});

describe('--missing-users', () => {
  it('refuse takes only rows of users who exist', async () => {
    const s = new Scenario();
    s.write('old.csv', 'user_id\n7\n');
    s.write('new.csv', 'user_id,face_image_file1\n7,1001.jpg\n8,1002.jpg\n9,\n');
    await s.call(['import-csv', 'old.csv', '--missing-users', 'create']);
    const command = ['import-csv', 'new.csv', ...PHOTOS, '--missing-users', 'refuse'];
    const result = await s.json(command);
    expect(result.code).toBe(3);
    expect(endings(result).map(([, end]) => end)).toEqual([
      'NEW_TEMPLATE_CREATED',
      'USER_NOT_FOUND',
      'USER_NOT_FOUND',
    ]);
    expect(s.userIds()).toEqual(['7']);
  });
});
