import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { describe, expect, it } from 'vitest';
import { endings, fixture, type JsonResult, Scenario } from '../support/scenario.js';

/** Changes cells of a report as an operator would, who saves it from a spreadsheet. */
function edit(path: string, change: (rows: string[][]) => string[][], delimiter = ','): void {
  const rows: string[][] = parse(readFileSync(path, 'utf8'), { bom: true, delimiter });
  writeFileSync(path, stringify(change(rows), { record_delimiter: 'windows', delimiter }));
}

const replace = (from: string, to: string) => (rows: string[][]) =>
  rows.map((row) => row.map((cell) => (cell === from ? to : cell)));

const codes = ({ outcomes }: JsonResult) => outcomes.map((o) => o.code ?? o.action ?? o.reason);

const TEMPLATES = 'SELECT user_id, slot, file_name FROM templates ORDER BY 1, 2';

describe('the error report of a CSV', () => {
  it('is input again: what was corrected is enrolled, the rest fails as before', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg', '1002.jpg', '1003.jpg', '1004.jpg'], 'elsewhere/photos');
    for (const file of ['landscape.jpg', 'truncated.jpg', 'two-people.jpg']) {
      s.write(`elsewhere/photos/${file}`, readFileSync(fixture('broken', file)));
    }
    s.write(
      'hr/users.csv',
      [
        'user_id,name,face_image_file1,face_image_file2,Cost Center',
        '1,Ann,1001.jpg,,A',
        '2,=Bo+1,landscape.jpg,,B',
        '3,Cy,gone.jpg,,C',
        '4,Di,1002.jpg,two-people.jpg,D',
        '5,Ed,../../hr/users.csv,,E',
        ',Fay,1003.jpg,,F',
        '7,Gus,1004.jpg,,G,g',
        '8,"Hal,1004.jpg,,H',
        '9,Ida,truncated.jpg,,I',
        '10,Jo,,,J',
        '',
      ].join('\n'),
    );
    const first = await s.json(['import-csv', 'hr/users.csv', '--images', 'elsewhere/photos']);
    expect(first.code).toBe(3);
    expect(first.summary.retry).toBe('faceenroll import-csv users.errors.csv');
    const failing = [
      ...['FACE_NOT_FOUND', 'FILE_NOT_FOUND', 'MULTIPLE_FACES', 'FILE_OUTSIDE_DIRECTORY'],
      ...['USER_ID_MISSING', 'ROW_INVALID', 'ROW_INVALID', 'IMAGE_CORRUPT'],
    ];
    expect(codes(first).filter((code) => failing.includes(code))).toEqual(failing);
    expect(s.userIds()).toEqual(['1', '10', '4']);

    edit(s.path('users.errors.csv'), replace('landscape.jpg', '1003.jpg'));
    const second = await s.json(['import-csv', 'users.errors.csv']);
    expect(second.code).toBe(3);
    expect(second.summary).toMatchObject({ usersCreated: 1, errorReport: 'users.errors.2.csv' });
    expect(codes(second)).toEqual([
      'NEW_TEMPLATE_CREATED',
      'FILE_NOT_FOUND',
      'FACE_PRESERVED',
      ...failing.slice(2),
    ]);
    expect(s.userIds()).toEqual(['1', '10', '2', '4']);
    expect(s.query(TEMPLATES)).toEqual([
      { user_id: '1', slot: 1, file_name: '1001.jpg' },
      { user_id: '2', slot: 1, file_name: '1003.jpg' },
      { user_id: '4', slot: 1, file_name: '1002.jpg' },
    ]);
    expect(s.query("SELECT name, fields FROM users WHERE user_id = '2'")).toEqual([
      { name: '=Bo+1', fields: '{"Cost Center":"B"}' },
    ]);

    edit(s.path('users.errors.2.csv'), replace('gone.jpg', '1004.jpg'));
    const third = await s.json(['import-csv', 'users.errors.2.csv']);
    expect(third.summary.errorReport).toBe('users.errors.3.csv');
    expect(codes(third)).toEqual(['NEW_TEMPLATE_CREATED', 'FACE_PRESERVED', ...failing.slice(2)]);
    expect(s.count('templates')).toBe(4);
    expect(s.count('users')).toBe(5);
    const [head, ...rows] = parse(readFileSync(s.path('users.errors.3.csv')), { bom: true });
    expect(head?.slice(0, 6)).toEqual([
      ...['user_id', 'name', 'face_image_file1', 'face_image_file2', 'Cost Center', 'row'],
    ]);
    expect(rows).toHaveLength(6);
  });

  it('takes a row that was unreadable once it is corrected', async () => {
    const s = new Scenario();
    await s.call(['import-csv', fixture('csv', 'cell-count.csv'), '--images', fixture('photos')]);
    edit(s.path('cell-count.errors.csv'), ([head = [], many = []]) => [
      head,
      ['1002', 'Osei, Amara', '1002.jpg', ...many.slice(3)],
    ]);
    const result = await s.json(['import-csv', 'cell-count.errors.csv']);
    expect(codes(result)).toEqual(['NEW_TEMPLATE_CREATED']);
    expect(s.query('SELECT user_id, name FROM users ORDER BY 1')).toEqual([
      { user_id: '1001', name: 'Martin Keller' },
      { user_id: '1002', name: 'Osei, Amara' },
      { user_id: '1003', name: 'Daniel Reyes' },
      { user_id: '1004', name: 'Ingrid Solberg' },
    ]);
  });

  it('brings the options of its run along; a flag still wins', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg', '1002.jpg', '1003.jpg'], 'p');
    s.write('first.csv', 'user_id,name\nAB,Old\nCD,Old\n');
    await s.call(['import-csv', 'first.csv', '--collection', 'north']);
    s.write('users.csv', 'Badge,NAME,Pic\nab,New,gone.jpg\ncd,New,lost.jpg\nef,New,1003.jpg\n');
    const map = ['--map', 'Badge=user_id', '--map', 'Pic=face_image_file1'];
    const policies = ['--if-user-exists', 'overwrite', '--missing-users', 'refuse'];
    const more = ['--ignore-case', '--profile-image', '--collection', 'north', '--images', 'p'];
    const first = await s.json(['import-csv', 'users.csv', ...map, ...policies, ...more]);
    expect(codes(first)).toEqual(['FILE_NOT_FOUND', 'FILE_NOT_FOUND', 'USER_NOT_FOUND']);

    edit(s.path('users.errors.csv'), replace('gone.jpg', '1001.jpg'));
    const second = await s.json(['import-csv', 'users.errors.csv']);
    expect(codes(second)).toEqual(['NEW_TEMPLATE_CREATED', 'FILE_NOT_FOUND', 'USER_NOT_FOUND']);
    expect(second.outcomes[0].userId).toBe('AB');
    expect(s.query('SELECT collection, user_id, name FROM users ORDER BY 2')).toEqual([
      { collection: 'north', user_id: 'AB', name: 'New' },
      { collection: 'north', user_id: 'CD', name: 'Old' },
    ]);
    expect(s.query('SELECT user_id FROM profile_images')).toEqual([{ user_id: 'AB' }]);

    const third = ['import-csv', 'users.errors.2.csv', '--missing-users', 'create'];
    expect(codes(await s.json(third))).toEqual(['FILE_NOT_FOUND', 'NEW_TEMPLATE_CREATED']);
    expect(s.query("SELECT collection FROM users WHERE user_id = 'ef'")).toEqual([
      { collection: 'north' },
    ]);
  });

  it('is read whatever the delimiter and encoding of its list were', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg'], 'p');
    const rows = 'user_id|name|face_image_file1\n7|M\u00fcller, =A; B|gone.jpg\n';
    s.write('users.csv', Buffer.from(rows, 'latin1'));
    const dialect = ['--delimiter', '|', '--encoding', 'windows-1252'];
    await s.call(['import-csv', 'users.csv', '--images', 'p', ...dialect]);
    edit(s.path('users.errors.csv'), replace('gone.jpg', '1001.jpg'), '|');
    const result = await s.json(['import-csv', 'users.errors.csv']);
    expect(codes(result)).toEqual(['NEW_TEMPLATE_CREATED']);
    expect(s.query('SELECT name FROM users')).toEqual([{ name: 'M\u00fcller, =A; B' }]);
  });

  it('starts with its own first row, whatever --start-row was', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,face_image_file1\n1,gone.jpg\n2,gone.jpg\n3,gone.jpg\n');
    await s.call(['import-csv', 'users.csv', '--start-row', '3']);
    const result = await s.json(['import-csv', 'users.errors.csv']);
    expect(result.outcomes.map(({ userId }) => userId)).toEqual(['2', '3']);
  });

  it('leaves columns of the list alone that are called like its own', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg'], 'p');
    s.write('users.csv', 'user_id,row,error_code,face_image_file1\n7,r1,=mine,gone.jpg\n');
    await s.call(['import-csv', 'users.csv', '--images', 'p', '--as-list']);
    edit(s.path('users.errors.csv'), replace('gone.jpg', '1001.jpg'));
    expect((await s.call(['import-csv', 'users.errors.csv'])).code).toBe(0);
    expect(s.query('SELECT fields FROM users')).toEqual([
      { fields: '{"row":"r1","error_code":"=mine"}' },
    ]);
  });

  it('gives cells back as they were before they were made harmless', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg'], 'p');
    const names = ['=1+1', '+49', '-1', '@x', '\t=1', "'=1", "''=1", "'plain", '＝1'];
    const rows = names.map((name, i) => `${i + 1},"${name}",gone.jpg,"${name}"\n`);
    s.write('users.csv', `user_id,name,face_image_file1,=x\n${rows.join('')}`);
    await s.call(['import-csv', 'users.csv', '--images', 'p']);
    edit(s.path('users.errors.csv'), replace('gone.jpg', ''));
    const result = await s.call(['import-csv', 'users.errors.csv']);
    expect(result.code).toBe(0);
    const stored = s.query('SELECT name, fields FROM users ORDER BY user_id');
    expect(stored.map((row) => row.name)).toEqual(names);
    expect(stored.map((row) => JSON.parse(row.fields))).toEqual(
      names.map((name) => ({ '=x': name })),
    );
  });
});

describe('the error report of a folder', () => {
  it('is input again, for import-csv, with the options of its run', async () => {
    const s = new Scenario();
    s.photos({ 'a/1001.jpg': '1001.jpg', '1002_X.jpg': '1002.jpg', '1003.jpg': '1003.jpg' }, 'p');
    s.photos({ '1003.png': 'png-grey.png', '.hidden.jpg': '1004.jpg' }, 'p');
    s.write('p/1005.jpg', readFileSync(fixture('broken', 'landscape.jpg')));
    s.write('p/notes.txt', 'none\n');
    const options = ['--recursive', '--create-missing', '--collection', 'north'];
    const pattern = ['--id-pattern', '^(?<userId>[0-9]+|notes)$'];
    const first = await s.json(['import-faces', 'p', ...options, ...pattern, '--profile-image']);
    expect(endings(first)).toEqual([
      ['1002_X.jpg', 'USER_ID_MISSING'],
      ['1003.jpg', 'MULTIPLE_FILES_FOR_USER'],
      ['1003.png', 'MULTIPLE_FILES_FOR_USER'],
      ['1005.jpg', 'FACE_NOT_FOUND'],
      ['a/1001.jpg', 'NEW_TEMPLATE_CREATED'],
      ['notes.txt', 'UNSUPPORTED_FORMAT'],
    ]);

    // The operator fills in the user ID that was missing, and drops one of the two photos.
    edit(s.path('p.errors.csv'), (rows) =>
      rows
        .filter((row) => row[1] !== '1003.png')
        .map((row) => (row[1] === '1002_X.jpg' ? ['1002', ...row.slice(1)] : row)),
    );
    const second = await s.json(['import-csv', 'p.errors.csv']);
    expect(endings(second)).toEqual([
      ['1002_X.jpg', 'NEW_TEMPLATE_CREATED'],
      ['1003.jpg', 'NEW_TEMPLATE_CREATED'],
      ['1005.jpg', 'FACE_NOT_FOUND'],
      ['notes.txt', 'UNSUPPORTED_FORMAT'],
    ]);
    expect(second.summary.errorReport).toBe('p.errors.2.csv');
    const everywhere = 'SELECT collection, user_id FROM ? ORDER BY user_id';
    for (const table of ['users', 'templates', 'profile_images']) {
      expect(s.query(everywhere.replace('?', table)), table).toEqual(
        ['1001', '1002', '1003'].map((user_id) => ({ collection: 'north', user_id })),
      );
    }
    const third = await s.json(['import-csv', 'p.errors.2.csv']);
    expect(codes(third)).toEqual(['FACE_NOT_FOUND', 'UNSUPPORTED_FORMAT']);
    expect(s.count('templates')).toBe(3);
    expect(readdirSync(s.path('p'))).toContain('1005.jpg');
  });

  it('goes on refusing unknown users where its run did', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\n1001\n');
    await s.call(['import-csv', 'users.csv']);
    await s.call(['import-faces', s.photos({ '1l01.jpg': '1001.jpg', '1002.jpg': '1002.jpg' })]);
    edit(s.path('photos.errors.csv'), replace('1l01', '1001'));
    const result = await s.json(['import-csv', 'photos.errors.csv']);
    expect(endings(result).sort()).toEqual([
      ['1002.jpg', 'USER_NOT_FOUND'],
      ['1l01.jpg', 'NEW_TEMPLATE_CREATED'],
    ]);
    expect(s.userIds()).toEqual(['1001']);
  });
});
