import type { ChildProcess } from 'node:child_process';
import { readFileSync, renameSync, symlinkSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { endings, fixture, NOT_ENCRYPTED, Scenario } from '../support/scenario.js';

const PHOTOS = ['--images', fixture('photos')];

/** The outcomes of a list of fixtures/csv by row: `[2, 'FILE_NOT_FOUND']`. */
async function importFixture(s: Scenario, name: string, ...flags: string[]) {
  const result = await s.json(['import-csv', fixture('csv', name), ...PHOTOS, ...flags]);
  return { ...result, rows: rowsOf(result.outcomes) };
}

// biome-ignore lint/suspicious/noExplicitAny: events have many shapes
function rowsOf(outcomes: any[]): [number, string][] {
  return outcomes.map((o) => [o.row, o.code ?? o.action ?? o.reason]);
}

describe('a row of a CSV', () => {
  it('that has too many cells fails alone, and cells that it lacks are empty', async () => {
    const s = new Scenario();
    const { code, rows, outcomes, summary } = await importFixture(s, 'cell-count.csv');
    expect(code).toBe(3);
    expect(rows).toEqual([
      [2, 'NEW_TEMPLATE_CREATED'],
      [3, 'ROW_INVALID'],
      [4, 'USER_CREATED'],
      [5, 'NEW_TEMPLATE_CREATED'],
    ]);
    expect(outcomes[1].message).toMatch(/row 3.*4 cells.*3/);
    expect(summary.shortRows).toBe(1);
    expect(s.userIds()).toEqual(['1001', '1003', '1004']);
  });

  it('with an unclosed quote fails alone and swallows nothing', async () => {
    const s = new Scenario();
    const { rows, outcomes } = await importFixture(s, 'unclosed-quote.csv');
    expect(rows).toEqual([
      [2, 'NEW_TEMPLATE_CREATED'],
      [3, 'ROW_INVALID'],
      [4, 'NEW_TEMPLATE_CREATED'],
      [5, 'NEW_TEMPLATE_CREATED'],
    ]);
    expect(outcomes[1].message).toMatch(/row 3.*quote/);
    expect(s.userIds()).toEqual(['1001', '1003', '1004']);
  });

  it('whose user ID another row has fails together with that one', async () => {
    const s = new Scenario();
    const { rows, outcomes } = await importFixture(s, 'duplicate-ids.csv');
    expect(rows).toEqual([
      [2, 'USER_ID_DUPLICATED'],
      [3, 'NEW_TEMPLATE_CREATED'],
      [4, 'USER_ID_DUPLICATED'],
    ]);
    expect(outcomes[0].message).toContain('row 4');
    expect(outcomes[2].message).toContain('row 2');
    expect(s.userIds()).toEqual(['1002']);
  });

  it('whose user ID differs from another in case alone is a duplicate with --ignore-case', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\nab\nAB\n');
    const refused = await s.json(['import-csv', 'users.csv', '--ignore-case']);
    expect(rowsOf(refused.outcomes)).toEqual([
      [2, 'USER_ID_DUPLICATED'],
      [3, 'USER_ID_DUPLICATED'],
    ]);
    const taken = await s.json(['import-csv', 'users.csv']);
    expect(rowsOf(taken.outcomes)).toEqual([
      [2, 'USER_CREATED'],
      [3, 'USER_CREATED'],
    ]);
    const again = await s.json(['import-csv', 'users.csv', '--ignore-case', '--start-row', '3']);
    expect(again.outcomes).toMatchObject([{ row: 3, userId: 'AB', reason: 'USER_PRESERVED' }]);
  });

  it('whose user ID differs from another in its Unicode normal form alone is a duplicate', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\nZo\u00eb\nZoe\u0308\n');
    const { outcomes } = await s.json(['import-csv', 'users.csv']);
    expect(rowsOf(outcomes)).toEqual([
      [2, 'USER_ID_DUPLICATED'],
      [3, 'USER_ID_DUPLICATED'],
    ]);
  });

  it('needs a user ID without line breaks, of a sensible length; anything else goes', async () => {
    const s = new Scenario();
    const { rows } = await importFixture(s, 'user-ids.csv');
    expect(rows).toEqual([
      [2, 'USER_ID_MISSING'],
      [3, 'USER_ID_INVALID'],
      [4, 'USER_ID_INVALID'],
      [5, 'USER_ID_INVALID'],
      [6, 'NEW_TEMPLATE_CREATED'],
    ]);
    expect(s.userIds()).toEqual(['Claire Dubois/5 (ext.)']);
  });

  it('keeps its user ID to the letter: 007, 0042 and 42 are three people', async () => {
    const s = new Scenario();
    expect((await importFixture(s, 'leading-zeros.csv')).code).toBe(0);
    expect(s.userIds()).toEqual(['0042', '007', '42']);
  });

  it('finds its photo in either Unicode normal form', async () => {
    const s = new Scenario();
    const { outcomes } = await importFixture(s, 'decomposed-name.csv');
    expect(outcomes).toMatchObject([{ row: 2, outcome: 'enrolled', userId: 'Zoe\u0308' }]);
    expect(s.query('SELECT user_id, name FROM users')).toEqual([
      { user_id: 'Zoe\u0308', name: 'Zoe\u0308 Bronte\u0308' },
    ]);
  });

  it('that names a missing photo fails; one that names none imports the user alone', async () => {
    const s = new Scenario();
    const { rows, outcomes, summary } = await importFixture(s, 'missing-photos.csv');
    expect(rows).toEqual([
      [2, 'NEW_TEMPLATE_CREATED'],
      [3, 'FILE_NOT_FOUND'],
      [4, 'USER_CREATED'],
      [5, 'NEW_TEMPLATE_CREATED'],
    ]);
    expect(outcomes[2]).toMatchObject({ outcome: 'imported', file: null, slot: null });
    expect(summary).toMatchObject({ imported: { total: 1 }, usersCreated: 3 });
    expect(s.userIds()).toEqual(['1001', '1003', '1004']);
    expect(s.count('templates')).toBe(2);
  });

  it('reads no photo outside the photo folder', async () => {
    const s = new Scenario();
    const { rows } = await importFixture(s, 'paths.csv');
    expect(rows).toEqual([
      [2, 'FILE_OUTSIDE_DIRECTORY'],
      [3, 'FILE_OUTSIDE_DIRECTORY'],
      [4, 'FILE_OUTSIDE_DIRECTORY'],
      [5, 'FILE_OUTSIDE_DIRECTORY'],
      [6, 'NEW_TEMPLATE_CREATED'],
      [7, 'NEW_TEMPLATE_CREATED'],
    ]);
    expect(s.userIds()).toEqual(['1005', '1006']);
  });

  it('reads no photo through a link that leads out of the photo folder', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    s.photos(['1002.jpg'], 'private');
    symlinkSync('../private/1002.jpg', s.path('photos', 'file.jpg'));
    symlinkSync('../private', s.path('photos', 'folder'));
    symlinkSync('1001.jpg', s.path('photos', 'inside.jpg'));
    s.write(
      'users.csv',
      'user_id,face_image_file1\n1,file.jpg\n2,folder/1002.jpg\n3,inside.jpg\n4,folder/no.jpg\n',
    );
    const { outcomes } = await s.json(['import-csv', 'users.csv', '--images', 'photos']);
    expect(rowsOf(outcomes)).toEqual([
      [2, 'FILE_OUTSIDE_DIRECTORY'],
      [3, 'FILE_OUTSIDE_DIRECTORY'],
      [4, 'NEW_TEMPLATE_CREATED'],
      [5, expect.stringMatching(/^FILE_(OUTSIDE_DIRECTORY|NOT_FOUND)$/)],
    ]);
    expect(s.userIds()).toEqual(['3']);
  });

  it('enrolls each of its photos in a slot of its own', async () => {
    const s = new Scenario();
    const { rows, summary } = await importFixture(s, 'two-photos.csv');
    expect(rows).toEqual([
      [2, 'NEW_TEMPLATE_CREATED'],
      [3, 'NEW_TEMPLATE_CREATED'],
      [3, 'TEMPLATE_UPDATED'],
    ]);
    expect(summary.usersCreated).toBe(2);
    expect(s.query('SELECT user_id, slot, file_name FROM templates ORDER BY 1, 2')).toEqual([
      { user_id: '1001', slot: 1, file_name: '1001.jpg' },
      { user_id: '2001', slot: 1, file_name: 'exif-1.jpg' },
      { user_id: '2001', slot: 2, file_name: 'exif-6.jpg' },
    ]);
  });

  it('of which one photo fails enrolls the others', async () => {
    const s = new Scenario();
    s.photos(['exif-1.jpg', 'exif-2.jpg']);
    s.write('photos/broken.jpg', readFileSync(fixture('broken', 'landscape.jpg')));
    const columns = 'user_id,face_image_file1,face_image_file3,face_image_file2\n';
    s.write('users.csv', `${columns}7,broken.jpg,exif-2.jpg,exif-1.jpg\n8,,,broken.jpg\n`);
    const result = await s.json(['import-csv', 'users.csv', '--images', 'photos']);
    expect(endings(result)).toEqual([
      ['broken.jpg', 'FACE_NOT_FOUND'],
      ['exif-1.jpg', 'NEW_TEMPLATE_CREATED'],
      ['exif-2.jpg', 'TEMPLATE_UPDATED'],
      ['broken.jpg', 'FACE_NOT_FOUND'],
    ]);
    expect(result.outcomes.map(({ slot }) => slot)).toEqual([1, 2, 3, 2]);
    expect(s.query('SELECT user_id, slot FROM templates ORDER BY slot')).toEqual([
      { user_id: '7', slot: 2 },
      { user_id: '7', slot: 3 },
    ]);
    expect(s.userIds(), 'nobody is made of a row that failed').toEqual(['7']);
  });

  it('may name the same photo as another row', async () => {
    const s = new Scenario();
    s.write(
      'users.csv',
      'user_id,face_image_file1,face_image_file2\n1,1001.jpg,1001.jpg\n2,1001.jpg,\n',
    );
    const result = await s.json(['import-csv', 'users.csv', ...PHOTOS]);
    expect(result.stderr).toBe(NOT_ENCRYPTED);
    expect(rowsOf(result.outcomes)).toEqual([
      [2, 'NEW_TEMPLATE_CREATED'],
      [2, 'SAME_PHOTO'],
      [3, 'NEW_TEMPLATE_CREATED'],
    ]);
  });

  it('that is blank is passed over and counted', async () => {
    const s = new Scenario();
    const { rows, summary } = await importFixture(s, 'blank-rows.csv');
    expect(rows).toEqual([
      [3, 'NEW_TEMPLATE_CREATED'],
      [6, 'NEW_TEMPLATE_CREATED'],
    ]);
    expect(summary.skipped).toBeGreaterThan(0);
  });

  it('costs no more among many: 10,000 rows are imported in one go', async () => {
    const s = new Scenario();
    const half = Array.from({ length: 5_000 }, (_, i) => `${i},Name ${i},\nx${i},,gone.jpg\n`);
    s.write('users.csv', `user_id,name,face_image_file1\n${half.join('')}`);
    // With effort that grows by the square of the rows it would take minutes.
    const limit = (child: ChildProcess) => setTimeout(() => child.kill('SIGKILL'), 30_000).unref();
    const result = await s.run(['import-csv', 'users.csv', '--quiet'], { onStart: limit });
    expect(result).toMatchObject({ code: 3, signal: null });
    expect(s.count('users')).toBe(5_000);
    const report = readFileSync(s.path('users.errors.csv'), 'utf8').trimEnd().split('\n');
    expect(report).toHaveLength(1 + 5_000);
    expect(report.at(-1)).toMatch(/^x4999,,gone\.jpg,10001,FILE_NOT_FOUND,/);
  });

  it('is held no longer than it takes: the heap for new values does not grow with the rows', async () => {
    const s = new Scenario();
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},Name ${i}\n`);
    s.write('users.csv', `user_id,name\n${rows.join('')}`);
    const atExit = s.write(
      'at-exit.mjs',
      `import { writeFileSync } from 'node:fs';
       import { getHeapSpaceStatistics } from 'node:v8';
       process.on('exit', () => {
         const spaces = getHeapSpaceStatistics();
         const { space_size: size } = spaces.find((one) => one.space_name === 'new_space');
         writeFileSync('new-space', String(size));
       });`,
    );
    const env = { NODE_OPTIONS: `--import ${pathToFileURL(atExit)}` };
    expect(await s.run(['import-csv', 'users.csv', '--quiet'], { env })).toMatchObject({ code: 0 });
    // V8 would double it up to 64 MB.
    expect(Number(readFileSync(s.path('new-space'), 'utf8'))).toBeLessThan(24e6);
  });

  it('is not there in a CSV of headings alone, which is told unless it may be', async () => {
    const s = new Scenario();
    const { code, rows, summary } = await importFixture(s, 'headings-only.csv');
    expect([code, rows]).toEqual([3, []]);
    expect(summary.nothingToDo).toContain('has headings, and no row below them that is filled in');
    expect((await importFixture(s, 'headings-only.csv', '--allow-empty')).code).toBe(0);
    const beyond = await importFixture(s, 'cell-count.csv', '--start-row', '40');
    expect(beyond.summary.nothingToDo).toContain('has no row 40 (--start-row); its last row is 5');
  });

  it('is found below titles, which is told, or below the row that is named', async () => {
    const s = new Scenario();
    s.write('users.csv', 'Staff of May,\nuser_id,name\n1,Ann\n');
    const found = await s.call(['import-csv', 'users.csv', '--quiet']);
    expect(found).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const told = await s.json(['import-csv', 'users.csv']);
    expect(told.stderr).toContain(
      'users.csv" has its headings in row 2; 1 row above is passed over',
    );
    expect(rowsOf(told.outcomes)).toEqual([[3, 'USER_PRESERVED']]);
    const named = await s.json([
      'import-csv',
      'users.csv',
      '--heading-row',
      '2',
      '--start-row',
      '4',
    ]);
    expect(named.summary.nothingToDo).toContain('has no row 4');
    expect((await s.call(['import-csv', 'users.csv', '--heading-row', '1'])).code).toBe(1);
  });

  it('that lacks cells does not empty what is stored', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,name,phone\n1,Ann,7\n2,Bob,8\n3,Cy,9\n');
    await s.call(['import-csv', 'users.csv']);
    s.write('users.csv', 'user_id,name,phone\n1,Anna\n2,Bob,\n3,C');
    const { outcomes } = await s.json(['import-csv', 'users.csv', '--if-user-exists', 'overwrite']);
    expect(rowsOf(outcomes)).toEqual([
      [2, 'USER_UPDATED'],
      [3, 'USER_UPDATED'],
      [4, 'ROW_INVALID'],
    ]);
    expect(s.query('SELECT name, phone FROM users ORDER BY user_id')).toEqual([
      { name: 'Anna', phone: '7' },
      { name: 'Bob', phone: '' },
      { name: 'Cy', phone: '9' },
    ]);
  });
});

describe('user IDs that no person has', () => {
  const ODD = [
    '10\u200b07',
    '\u202e1008',
    '1.23457E+11',
    '#NAME?',
    'null',
    '1009.0',
    "'001010",
    '„1011“',
  ];
  const rows = (ids: readonly string[]) => `user_id,name\n${ids.map((id) => `${id},x\n`).join('')}`;

  it('make no users, unless they are asked for', async () => {
    const s = new Scenario();
    s.write('hr.csv', rows([...ODD, '"=""001012"""', '1013']));
    const first = await s.json(['import-csv', 'hr.csv']);
    expect(first.code).toBe(3);
    expect(first.outcomes.map(({ code, action }) => code ?? action)).toEqual([
      ...ODD.map(() => 'USER_ID_INVALID'),
      ...['USER_CREATED', 'USER_CREATED'],
    ]);
    expect(s.userIds()).toEqual(['001012', '1013']);
    const odd = await s.json(['import-csv', 'hr.csv', '--allow-odd-ids']);
    expect(odd).toMatchObject({ code: 0, summary: { usersCreated: ODD.length } });
    expect(s.userIds().toSorted()).toEqual([...ODD, '001012', '1013'].toSorted());
  });

  it('make no users of the files of a folder', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    renameSync(s.path('photos/1001.jpg'), s.path('photos/1001.0.jpg'));
    const args = ['import-faces', 'photos', '--create-missing'];
    expect(endings(await s.json(args))).toEqual([['1001.0.jpg', 'USER_ID_INVALID']]);
    expect(endings(await s.json([...args, '--allow-odd-ids']))).toEqual([
      ['1001.0.jpg', 'NEW_TEMPLATE_CREATED'],
    ]);
  });
});
