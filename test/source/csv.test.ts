import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { FatalError } from '../../src/domain/fatal-error.js';
import { type CsvOptions, type CsvSource, openCsv } from '../../src/source/csv.js';
import { CsvFolder } from '../support/csv-files.js';

const folder = new CsvFolder();
const csv = folder.open.bind(folder);

async function entriesOf(source: CsvSource): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of source.entries()) entries.push(entry);
  return entries;
}

async function read(
  content: string | Uint8Array,
  options: Partial<CsvOptions> = {},
): Promise<Entry[]> {
  return entriesOf(await csv(content, options));
}

/** The rows of a CSV as [row, ...cells]. */
async function table(
  content: string | Uint8Array,
  options: Partial<CsvOptions> = {},
): Promise<unknown[][]> {
  return (await read(content, options)).map(({ row, cells }) => [row, ...cells]);
}

async function refusal(opening: Promise<unknown>): Promise<string> {
  const error = await opening.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FatalError);
  return (error as FatalError).message;
}

describe('a row', () => {
  test('becomes an entry with its user, its photos and its cells', async () => {
    await writeFile(join(folder.path, 'anna.jpg'), 'x');
    const [entry, ...others] = await read(
      'User ID,Name,Desk,E-Mail,Face Image File 1,Floor\n007,Anna,x,a@b.example,anna.jpg, 3 \n',
    );
    expect(others).toEqual([]);
    expect(entry).toEqual({
      row: 2,
      userId: '007',
      user: {
        known: { name: 'Anna', email: 'a@b.example' },
        extra: { Desk: 'x', Floor: ' 3 ' },
      },
      photos: [{ slot: 1, file: 'anna.jpg', path: join(folder.path, 'anna.jpg') }],
      cells: ['007', 'Anna', 'x', 'a@b.example', 'anna.jpg', ' 3 '],
    });
  });

  test('is read again from the beginning by each call of entries', async () => {
    const source = await csv('user_id\n1\n\n2\n');
    expect((await entriesOf(source)).map(({ userId }) => userId)).toEqual(['1', '2']);
    expect((await entriesOf(source)).map(({ userId }) => userId)).toEqual(['1', '2']);
    expect(source.skipped).toBe(1);
  });

  test('can be the last that anyone wants', async () => {
    const source = await csv(`user_id\n${'1\n'.repeat(100_000)}`);
    for await (const entry of source.entries()) {
      expect(entry.row).toBe(2);
      break;
    }
  });

  test('without any data is passed over, counted as a row and as skipped', async () => {
    const source = await csv('user_id,name\n1,a\n\n2,b\n,\n" ", \n   \n3,c\n\n');
    expect((await entriesOf(source)).map(({ row, userId }) => [row, userId])).toEqual([
      [2, '1'],
      [4, '2'],
      [8, '3'],
    ]);
    expect(source.skipped).toBe(5);
  });

  test('before the start row is not read, and not counted as skipped', async () => {
    const source = await csv('user_id,name\n1,a\n\n"2,b\n3,c\n4,d\n\n', { startRow: 5 });
    expect((await entriesOf(source)).map(({ row, userId }) => [row, userId])).toEqual([
      [5, '3'],
      [6, '4'],
    ]);
    expect(source.skipped).toBe(1);
  });

  test('has the number that a spreadsheet shows, whatever line breaks its cells have', async () => {
    expect(await table('user_id,note\n1,"a\nb\nc"\n2,d\n\n3,"e\r\nf"\n4,g\n')).toEqual([
      [2, '1', 'a\nb\nc'],
      [3, '2', 'd'],
      [5, '3', 'e\r\nf'],
      [6, '4', 'g'],
    ]);
  });

  test('may come after blank lines at the beginning of the file', async () => {
    expect(await table('\n\nuser_id,name\n1,a\n')).toEqual([[4, '1', 'a']]);
  });

  test.each([
    ['too many cells', '1,a,b', 'row 2 (line 2) has 3 cells; the headings have 2'],
    ['a space too many', '1,a, ', 'row 2 (line 2) has 3 cells; the headings have 2'],
  ])('with %s is invalid and keeps its cells', async (_, row, message) => {
    const [bad, good] = await read(`user_id,name\n${row}\n2,b\n`);
    expect(bad).toMatchObject({ row: 2, userId: '1', photos: [], cells: row.split(',') });
    expect(bad?.user).toBeUndefined();
    expect(bad?.failure).toMatchObject({ code: 'ROW_INVALID', message });
    expect(good).toMatchObject({ row: 3, cells: ['2', 'b'] });
    expect(good?.failure).toBeUndefined();
  });

  test('may have empty cells at its end, as spreadsheets write them', async () => {
    const [entry] = await read('user_id,name\n1,a,,,\n');
    expect(entry?.failure).toBeUndefined();
    expect(entry?.cells).toEqual(['1', 'a']);
  });

  test('of more than a million characters is invalid, and costs no other row', async () => {
    const long = `2,${'x'.repeat(3_000_000)},c`;
    const entries = await read(`user_id,name,note\n1,a,b\n${long}\n3,d,e\n`);
    expect(entries.map(({ row, userId, failure }) => [row, userId, failure?.code])).toEqual([
      [2, '1', undefined],
      [3, '2', 'ROW_INVALID'],
      [4, '3', undefined],
    ]);
    expect(entries[1]?.failure?.message).toBe(
      'row 3 (line 3): the row is longer than 1,000,000 characters',
    );
  });
});

describe('a heading', () => {
  test.each(['user_id\u200b', "'user_id", '="user_id"', 'ï»¿user_id', ' User ID ', '“user-id”'])(
    'is known by what people see of it: %j',
    async (heading) => {
      const [entry] = await read(`${heading},name\n7,Ann\n`);
      expect(entry).toMatchObject({ userId: '7', user: { known: { name: 'Ann' } } });
    },
  );
});

describe('a user ID', () => {
  test('is kept to the letter', async () => {
    const ids = ['007', '1e5', '=1+2', 'Ä-1', '\u0041\u0308', 'a b', "o'x", '-5'];
    const entries = await read(`name,user_id\n${ids.map((id) => `n,${id}`).join('\n')}\n`);
    expect(entries.map(({ userId }) => userId)).toEqual(ids);
    expect(entries.every(({ failure }) => failure === undefined)).toBe(true);
  });

  test.each(['', '  ', '\u00a0'])('that is %j is missing', async (id) => {
    const [entry] = await read(`user_id,name,face_image_file1\n${id},Anna,anna.jpg\n`);
    expect(entry).toMatchObject({ userId: id, photos: [], cells: [id, 'Anna', 'anna.jpg'] });
    expect(entry?.user?.known).toEqual({ name: 'Anna' });
    expect(entry?.failure).toMatchObject({
      code: 'USER_ID_MISSING',
      message: 'row 2 has no user_id',
    });
  });

  test.each([
    [' 7', 'the user ID " 7" begins with a space (U+0020)'],
    ['7 ', 'the user ID "7 " ends with a space (U+0020)'],
    ['7\u00a0', 'ends with a space (U+00A0)'],
    ['a\u0000b', 'the user ID "a\\u0000b" has a control character (U+0000)'],
    ['a\u2028b', 'has a line break (U+2028)'],
    ['x'.repeat(257), 'has 257 characters; at most 256 are accepted'],
  ])('%j is invalid', async (id, message) => {
    const [entry] = await read(`user_id,name\n${id},Anna\n`);
    expect(entry).toMatchObject({ userId: id, photos: [], failure: { code: 'USER_ID_INVALID' } });
    expect(entry?.failure?.message).toContain(message);
  });

  test('of 256 characters is accepted, whatever they take in UTF-16', async () => {
    const [entry] = await read(`user_id,name\n${'😀'.repeat(256)},Anna\n`);
    expect(entry?.failure).toBeUndefined();
  });
});

describe('the photos of a row', () => {
  test('are named relative to the folder of the CSV', async () => {
    await mkdir(join(folder.path, 'team'));
    await writeFile(join(folder.path, 'team', 'a.jpg'), 'x');
    const [entry] = await read('user_id,face_image_file\n1, team/a.jpg \n');
    expect(entry?.photos).toEqual([
      { slot: 1, file: 'team/a.jpg', path: join(folder.path, 'team', 'a.jpg') },
    ]);
    expect(entry?.cells).toEqual(['1', ' team/a.jpg ']);
  });

  test('are named relative to another folder when the operator says so', async () => {
    const images = join(folder.path, 'team');
    await mkdir(images);
    await writeFile(join(images, 'a.jpg'), 'x');
    const source = await csv('user_id,face_image_file1\n1,a.jpg\n', { images });
    expect(source.imagesFolder).toBe(images);
    expect((await entriesOf(source))[0]?.photos).toEqual([
      { slot: 1, file: 'a.jpg', path: join(images, 'a.jpg') },
    ]);
  });

  test('tell which fields they are for, under whatever heading', async () => {
    const content = 'user_id,twin\n1001,1002\n';
    const map = new Map([['twin', 'allow_duplicate_of']]);
    expect((await csv(content)).fields).toEqual(['user_id']);
    expect((await csv(content, { map })).fields).toEqual(['user_id', 'allow_duplicate_of']);
  });

  test('come in the order of their slots; empty cells are none', async () => {
    const source = await csv(
      'face_image_file3,Face Image File,user_id,face_image_file10,face-image-file-2\nc,a,1,, \n',
    );
    expect(source.photoColumns).toEqual([
      'Face Image File',
      'face-image-file-2',
      'face_image_file3',
      'face_image_file10',
    ]);
    const [entry] = await entriesOf(source);
    expect(entry?.photos.map(({ slot, file }) => [slot, file])).toEqual([
      [1, 'a'],
      [3, 'c'],
    ]);
  });

  test('fail one by one', async () => {
    await writeFile(join(folder.path, 'c.jpg'), 'x');
    const [entry] = await read(
      'user_id,face_image_file1,face_image_file2,face_image_file3\n1,a.jpg,../b.jpg,c.jpg\n',
    );
    expect(entry?.failure).toBeUndefined();
    expect(entry?.photos.map(({ failure, path }) => failure?.code ?? path)).toEqual([
      'FILE_NOT_FOUND',
      'FILE_OUTSIDE_DIRECTORY',
      join(folder.path, 'c.jpg'),
    ]);
  });

  test('need a folder that exists', async () => {
    const images = join(folder.path, 'nowhere');
    expect(await refusal(csv('user_id\n1\n', { images }))).toContain(`"${images}" does not exist`);
    expect(
      await refusal(csv('user_id\n1\n', { images: join(folder.path, 'users.csv') })),
    ).toContain('is a file, not a folder');
  });
});

describe('headings', () => {
  test.each(['User ID', 'user_id', 'USERID', ' user-id ', 'user\u00a0id', '"user\nid"'])(
    '%j names the user ID',
    async (heading) => {
      expect((await read(`${heading},x\n7,y\n`))[0]?.userId).toBe('7');
    },
  );

  test('name the known fields', async () => {
    const [entry] = await read(
      'user_id,NAME,Email,department,Title,Phone,Start Datetime,expiry_datetime\n1,a,b,c,d,e,2026-01-01,\n',
    );
    expect(entry?.user).toEqual({
      known: {
        name: 'a',
        email: 'b',
        department: 'c',
        title: 'd',
        phone: 'e',
        start_datetime: '2026-01-01',
        expiry_datetime: '',
      },
      extra: {},
    });
  });

  test('are told as they stand in the file', async () => {
    const source = await csv(' User ID ,Größe,"a ""b"", c"\n');
    expect(source.headings).toEqual([' User ID ', 'Größe', 'a "b", c']);
  });

  test('of other columns keep their text, __proto__ too', async () => {
    const [entry] = await read('user_id, Floor ,__proto__,constructor\n1,3,x,y\n');
    const extra = entry?.user?.extra ?? {};
    expect(Object.entries(extra)).toEqual([
      [' Floor ', '3'],
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(Object.getPrototypeOf(extra)).toBe(Object.prototype);
  });

  test('may be empty; their cells are kept where they are filled', async () => {
    const entries = await read('user_id,, \n1,,\n2,x,y\n');
    expect(entries.map(({ user }) => user?.extra)).toEqual([
      {},
      { 'column 2': 'x', 'column 3': 'y' },
    ]);
  });

  test('that are empty take no name from another column', async () => {
    const [entry] = await read('user_id,column 3,\n1,a,b\n');
    expect(entry?.user?.extra).toEqual({ 'column 3': 'a', 'column 3 (no heading)': 'b' });
  });

  test.each([
    ['User ID,name,user_id', '"User ID" (column 1) and "user_id" (column 3)'],
    ['user_id,Name,x,name', '"Name" (column 2) and "name" (column 4)'],
    [
      'user_id,face_image_file,face_image_file1',
      '"face_image_file" (column 2) and "face_image_file1" (column 3)',
    ],
  ])('that appear twice are refused: %j', async (headings, pair) => {
    const message = await refusal(csv(`${headings}\n`));
    expect(message).toContain('users.csv');
    expect(message).toContain(pair);
    expect(message).toContain('=ignore"');
  });

  test('without a user ID are refused, with all that could help', async () => {
    const message = await refusal(csv('Badge,Name\n1,a\n'));
    expect(message).toContain('has no user_id column');
    expect(message).toContain('"Badge" and "Name"');
    expect(message).toContain("--map '<heading>=user_id'");
    expect(message).toContain('--delimiter');
  });

  test('count photos from 1', async () => {
    expect(await refusal(csv('user_id,face_image_file0\n'))).toContain(
      'photos are counted from face_image_file1',
    );
  });
});

describe('--map', () => {
  const badge = new Map([['Badge No', 'user_id']]);

  test('names the field of a heading', async () => {
    const map = new Map([...badge, ['Foto', 'face_image_file2']]);
    const [entry] = await read('Badge No,Foto\n7,x.jpg\n', { map });
    expect(entry?.userId).toBe('7');
    expect(entry?.photos[0]?.slot).toBe(2);
  });

  test('overlooks the same differences in headings', async () => {
    expect((await read('badge_no,x\n7,y\n', { map: badge }))[0]?.userId).toBe('7');
  });

  test('goes before a heading that has the name of the field', async () => {
    const [entry] = await read('user_id,Badge No\n1,7\n', { map: badge });
    expect(entry?.userId).toBe('7');
    expect(entry?.user?.extra).toEqual({ user_id: '1' });
  });

  test('helps to find the delimiter', async () => {
    expect(await table('Badge No;a,b,c,d\n7;x\n', { map: badge })).toEqual([[2, '7', 'x']]);
  });

  test.each([
    [[['Bagde No', 'user_id']], '"Bagde No", did you mean "Badge No"?'],
    [[['Badge No', 'userd']], 'no field "userd", did you mean user_id?'],
    [[['Badge No', 'face_image_file0']], 'no field "face_image_file0"'],
    [[['', 'user_id']], 'no heading ""'],
    [
      [
        ['Badge No', 'user_id'],
        ['Name', 'user_id'],
      ],
      '"Badge No" (column 1) and "Name" (column 2)',
    ],
    [
      [
        ['Badge No', 'user_id'],
        ['badge no', 'name'],
      ],
      'twice',
    ],
  ] as [[string, string][], string][])('%j is refused', async (map, message) => {
    expect(await refusal(csv('Badge No,Name\n1,a\n', { map: new Map(map) }))).toContain(message);
  });
});

describe('a file that cannot be read as a whole', () => {
  test('is missing', async () => {
    const file = join(folder.path, 'missing.csv');
    const message = await refusal(openCsv({ file, startRow: 2, map: new Map() }));
    expect(message).toBe(`"${file}" does not exist: check the path`);
  });

  test.runIf(sep === '/')('is no file at all', async () => {
    const file = join(folder.path, 'socket.csv');
    const server = createServer();
    await new Promise<void>((listening) => server.listen(file, listening));
    const message = await refusal(openCsv({ file, startRow: 2, map: new Map() }));
    expect(message).toContain('is not a regular file');
    server.close();
  });

  test('is a folder', async () => {
    const message = await refusal(openCsv({ file: folder.path, startRow: 2, map: new Map() }));
    expect(message).toContain('is a folder');
  });

  test.each(['', '\ufeff', '\n\n', ' \r\n'])('is empty: %j', async (content) => {
    expect(await refusal(csv(content))).toContain('is empty');
  });

  test('is a workbook', async () => {
    expect(await refusal(csv(Uint8Array.of(0x50, 0x4b, 3, 4, 20)))).toContain('save it as "CSV');
  });

  test('has a heading with an open quote', async () => {
    const message = await refusal(csv('user_id,"name\n1,a\n'));
    expect(message).toContain('line 1: a quote opens in cell 2 and is never closed');
  });

  test('has a heading that has swallowed rows', async () => {
    const message = await refusal(csv('user_id,"note\n1,a\n2,b"\n3,c\n'));
    expect(message).toContain('the heading "note\\u000a1,a\\u000a2,b" over several lines');
  });

  test.each([1, 0, -1, 2.5, Number.NaN])('is to be read from row %d', async (startRow) => {
    expect(await refusal(csv('user_id\n1\n', { startRow }))).toContain('the first row is 2');
  });

  test('has headings and no rows, which is no error', async () => {
    expect(await read('user_id,name')).toEqual([]);
  });
});

describe('a text that is written as a formula, to keep its zeros', () => {
  test.each([
    ['in quotes', '"=""001002"""', '"=""007"""', '"=""01.jpg"""'],
    ['as Excel takes it, too', '="001002"', '="007"', '="01.jpg"'],
  ])('is read as the text, %s', async (_, id, extra, file) => {
    await writeFile(join(folder.path, '01.jpg'), 'x');
    const [entry] = await read(`user_id,Badge,face_image_file1\n${id},${extra},${file}\n`);
    expect(entry).toMatchObject({ userId: '001002', user: { extra: { Badge: '007' } } });
    expect(entry?.photos).toMatchObject([{ file: '01.jpg', path: expect.any(String) }]);
    expect(entry?.cells, 'the error report has the row as it came').toEqual([
      ...['="001002"', '="007"', '="01.jpg"'],
    ]);
  });

  test('stays what it is where it is none, and costs no other cell its quotes', async () => {
    const entries = await read(
      [
        'user_id,note,more',
        '1,="a"b,c',
        '2,="a,b",c',
        '3,"=""a"" & b","x ""=""y"""',
        '4,=1,="",',
      ].join('\n'),
    );
    expect(entries.map(({ cells, failure }) => failure?.message ?? cells)).toEqual([
      'row 2 (line 2): in cell 2 there is a quote, but the cell does not begin with one',
      'row 3 (line 3): in cell 2 there is a quote, but the cell does not begin with one',
      ['3', '="a" & b', 'x "="y"'],
      ['4', '=1', '=""'],
    ]);
  });
});

test('a row that repeats the headings is no user', async () => {
  const entries = await read('User ID,name\n1,a\nUser ID,name\nuser_id,x\n', {
    allowOddIds: false,
  });
  expect(entries.map(({ failure }) => failure?.message)).toEqual([
    undefined,
    'the user ID "User ID" is the heading of its column again',
    'the user ID "user_id" is the heading of its column again',
  ]);
  const [, odd] = await read('User ID,name\n1,a\nUser ID,name\n', { allowOddIds: true });
  expect(odd?.failure).toBeUndefined();
});
