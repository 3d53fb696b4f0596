import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { CsvFolder } from '../support/csv-files.js';

const folder = new CsvFolder();

async function read(content: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of (await folder.open(content)).entries()) entries.push(entry);
  return entries;
}

/** The user ID of each row, or its code. */
async function brief(content: string): Promise<string[]> {
  return (await read(content)).map(({ userId, failure }) => failure?.code ?? userId);
}

describe('cells that are missing at the end of a row', () => {
  test('are empty', async () => {
    const [entry] = await read(
      'user_id,name,face_image_file1,allow_duplicate_of,note\n1,Ann,a.jpg\n',
    );
    expect(entry?.failure).toBeUndefined();
    expect(entry?.cells).toEqual(['1', 'Ann', 'a.jpg', '', '']);
    expect(entry?.photos).toMatchObject([{ file: 'a.jpg' }]);
  });

  test('say nothing of what is stored, while empty cells do', async () => {
    const [short, empty] = await read('user_id,name,phone,note\n1,Ann\n2,Bob,,\n');
    expect(short?.user).toEqual({ known: { name: 'Ann' }, extra: {} });
    expect(empty?.user).toEqual({ known: { name: 'Bob', phone: '' }, extra: { note: '' } });
  });

  test('are counted', async () => {
    const source = await folder.open('user_id,name\n1\n2,b\n3\n\n');
    for await (const _ of source.entries());
    expect(source.noticed).toEqual({ shortRows: 2 });
  });

  test('may be those of a heading row that ends with a delimiter', async () => {
    expect(await brief('user_id,name,face_image_file1,\n1,Ann,1.jpg\n2,Bob,2.jpg\n')).toEqual([
      '1',
      '2',
    ]);
  });

  test.each([
    ['of many rows, as Excel leaves them out', '1,a,b\n2,c,d\n3,e,f\n4,g,h\n'],
    ['of some rows, of any length', '1\n2,a\n3,a,b\n4,a,b,c\n5,a,b,c,d\n6\n7,a\n'],
    ['with an ID of another kind', '1,a,b,c,d\nE-2,a\nE-3,a\nX,a,b\n'],
    ['that add up to a row, with IDs of one kind', '1,a,b\n2,a,b\n3,a\n4,a,b,c\n'],
  ])('%s', async (_, rows) => {
    const codes = await brief(`user_id,c2,c3,c4,c5\n${rows}`);
    expect(codes.filter((code) => code === 'ROW_INVALID')).toEqual([]);
  });
});

describe('a piece of a row', () => {
  test('is the last row of a file that was cut off', async () => {
    const [first, cut] = await read('user_id,name,phone\n1,Ann,7\n2,Bo');
    expect(first?.failure).toBeUndefined();
    expect(cut?.failure).toMatchObject({
      code: 'ROW_INVALID',
      message: 'row 3 (line 3): the file ends in the middle of the row, without a line break',
    });
    expect(await brief('user_id,name,phone\n1,Ann,7\n2,Bo,')).toEqual(['1', '2']);
  });

  test('is one of an export or of an error report as well', async () => {
    const export_ = 'user_id,name,phone,faceenroll_missing\n12,Ann,7,\n1';
    expect(await brief(export_)).toEqual(['12', 'ROW_INVALID']);
    const report =
      'user_id,name,row,error_code,error_message,error_advice\n12,Ann,2,FILE_EMPTY,x,y\n13,B';
    expect(await brief(report)).toEqual(['12', 'ROW_INVALID']);
  });

  test.each([
    ['in the last cell', '1001,a,b,first line\nsecond line\n1002,a,b,c\n', [0, 1]],
    ['in the middle', '1001,a,b,c\n1002,1 Main St\nSpringfield,b,c\n1003,a,b,c\n', [1, 2]],
    ['twice', '1001,1 Main St\nSpringfield\nUSA,b,c\n1002,a,b,c\n', [0, 1, 2]],
    ['in the first row', '1001,1 Main St\nSpringfield,b,c\n', [0, 1]],
  ])('with the others is refused, where a line break has cut it %s', async (_, rows, bad) => {
    const entries = await read(`user_id,address,c3,c4\n${rows}`);
    const refused = entries.flatMap(({ failure }, i) =>
      failure?.code === 'ROW_INVALID' ? [i] : [],
    );
    expect(refused).toEqual(bad);
    expect(entries[bad[0] as number]?.failure?.message).toMatch(
      /look like one row, in which a cell has a line break and no quotes$/,
    );
  });

  test('is known by a photo in the wrong column, too', async () => {
    expect(
      await brief('user_id,address,face_image_file1,x\nann,1 Main St\nSpringfield,a.jpg,x\n'),
    ).toEqual(['ROW_INVALID', 'ROW_INVALID']);
  });

  test('keeps the numbers of the rows behind it', async () => {
    const entries = await read('user_id,a,b\n1,x\nyz,x\n2,x\n3,x,y\n');
    expect(entries.map(({ row, failure }) => [row, failure?.code])).toEqual([
      [2, 'ROW_INVALID'],
      [3, 'ROW_INVALID'],
      [4, undefined],
      [5, undefined],
    ]);
  });
});

test('rows of any length come out in their order, each once', async () => {
  const rows = Array.from(
    { length: 3000 },
    (_, i) => `${'ab7-'[i % 4]}${i}${',x'.repeat((i * 7) % 6)}`,
  );
  const entries = await read(`user_id,a,b,c,d,e\n${rows.join('\n')}\n`);
  expect(entries.map(({ row }) => row)).toEqual(rows.map((_, i) => i + 2));
  expect(entries.map(({ cells }) => cells[0])).toEqual(rows.map((row) => row.split(',')[0]));
});
