import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { openCsv } from '../../src/source/csv.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-quotes-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function read(...lines: string[]): Promise<Entry[]> {
  const file = join(folder, 'users.csv');
  await writeFile(file, `${lines.join('\n')}\n`);
  const source = await openCsv({ file, startRow: 2, map: new Map() });
  const entries: Entry[] = [];
  for await (const entry of source.entries()) entries.push(entry);
  return entries;
}

/** What became of each row: its number, and its cells or the message of its failure. */
async function outcomes(...lines: string[]): Promise<unknown[][]> {
  const entries = await read(...lines);
  return entries.map(({ row, cells, failure }) => [
    row,
    failure === undefined ? cells.join('|') : failure.message,
  ]);
}

const HEADINGS = 'user_id,name,face_image_file1';

describe('a quote that is used by the rules', () => {
  test('keeps delimiters, quotes and line breaks in its cell', async () => {
    const [entry] = await read('user_id,note', '1,"a, ""b""\r\n\n c"');
    expect(entry?.cells).toEqual(['1', 'a, "b"\r\n\n c']);
    expect(entry?.failure).toBeUndefined();
  });

  test('may hold an address or a note over many lines', async () => {
    const note = 'Dear Anna,\nthe badge, as agreed, is ready.\n\nRegards, "Ben", Security\n'.repeat(
      40,
    );
    const cell = `"${note.replaceAll('"', '""')}"`;
    const entries = await read(
      'user_id,note,address,city,face_image_file1,email',
      `1,${cell},"Main Street 5\nBerlin",x,,`,
      `2,,"Main Street 5, left\nBerlin, Germany",x,,${cell}`,
    );
    expect(entries.map(({ row, failure }) => [row, failure])).toEqual([
      [2, undefined],
      [3, undefined],
    ]);
    expect(entries[0]?.cells[1]).toBe(note);
  });

  test('may hold an address with one comma in each line, in a file of three columns', async () => {
    expect(
      await outcomes(
        'user_id,address,name',
        '1,"Main Street 5, left\nBerlin, Germany",Anna',
        '2,b,c',
      ),
    ).toEqual([
      [2, '1|Main Street 5, left\nBerlin, Germany|Anna'],
      [3, '2|b|c'],
    ]);
  });

  test('may hold lines that end or begin with the quote', async () => {
    const rows = ['1,"\na,\n",x', '2,",\n",y', '3,"note\na,",z', '4,",b\nc",w'];
    expect(await outcomes('user_id,note,name', ...rows, '5,c,v')).toEqual([
      [2, '1|\na,\n|x'],
      [3, '2|,\n|y'],
      [4, '3|note\na,|z'],
      [5, '4|,b\nc|w'],
      [6, '5|c|v'],
    ]);
  });
});

describe('a quote that never closes costs its own row', () => {
  test('in the last cell of a row', async () => {
    const entries = await read(HEADINGS, '1,Anna,a.jpg', '2,Ben,"b.jpg', '3,Cem,c.jpg');
    expect(entries.map(({ row, userId }) => [row, userId])).toEqual([
      [2, '1'],
      [3, '2'],
      [4, '3'],
    ]);
    expect(entries[1]).toMatchObject({ cells: ['2', 'Ben', '"b.jpg'], photos: [] });
    expect(entries[1]?.failure).toMatchObject({
      code: 'ROW_INVALID',
      message: 'row 3 (line 3): a quote opens in cell 3 and is never closed',
    });
    expect(entries[1]?.failure?.advice).toContain('Remove the quote');
    expect(entries[2]?.failure).toBeUndefined();
  });

  test.each([
    ['in the first row', ['"1,Anna,a', '2,Ben,b', '3,Cem,c'], 0],
    ['in the last row', ['1,Anna,a', '2,Ben,b', '3,"Cem,c'], 2],
    ['before a row with quoted cells', ['1,"Anna,a', '2,"Ben ""B""",b', '3,"","c"'], 0],
    ['before a row with an address', ['1,"Anna,a', '2,"Ben\nB",b', '3,Cem,c'], 0],
    ['behind another quoted cell', ['"1","Anna,a', '2,Ben,b', '3,Cem,c'], 0],
  ])('%s', async (_, rows, bad) => {
    const entries = await read('user_id,name,note', ...rows);
    expect(entries.map(({ row }) => row)).toEqual([2, 3, 4]);
    expect(entries.map(({ failure }) => failure !== undefined)).toEqual(
      rows.map((_row, index) => index === bad),
    );
  });

  test('and says on which line it is when cells before it have line breaks', async () => {
    expect((await outcomes('user_id,note', '1,"a\nb"', '2,"c', '3,d'))[1]).toEqual([
      3,
      'row 3 (line 4): a quote opens in cell 2 and is never closed',
    ]);
  });

  test('however many rows follow', async () => {
    const rows = Array.from({ length: 3000 }, (_, index) => `${index},x,y`);
    const entries = await read('user_id,a,b', ...rows.slice(0, 700), '"bad,x,y', ...rows);
    expect(entries.filter(({ failure }) => failure).map(({ row }) => row)).toEqual([702]);
    expect(entries).toHaveLength(3701);
    expect(entries.at(-1)).toMatchObject({ row: 3702, userId: '2999' });
  });

  test('in each of many rows', async () => {
    const rows = Array.from(
      { length: 5000 },
      (_, index) => `${index},"",${index % 7 === 0 ? '"' : ''}`,
    );
    const entries = await read('user_id,name,note', ...rows);
    expect(entries.map(({ row }) => row)).toEqual(rows.map((_, index) => index + 2));
    expect(entries.filter(({ failure }) => failure)).toHaveLength(Math.ceil(5000 / 7));
  });
});

describe('a quote in the wrong place costs its own row', () => {
  test.each([
    ['2,5" disk,x', 'in cell 2 there is a quote, but the cell does not begin with one'],
    ['2, "Ben",x', 'in cell 2 there is a quote, but the cell does not begin with one'],
    ['2,"Ben" B,x', 'in cell 2 there is text after the closing quote'],
    ['2,"Ben"B"",x', 'in cell 2 there is text after the closing quote'],
    ['"2""",a "b" c,x', 'in cell 2 there is a quote, but the cell does not begin with one'],
    ['2,"Ben"\u0000,x', 'in cell 2 there is text after the closing quote'],
  ])('%j', async (row, problem) => {
    const entries = await read(HEADINGS, '1,Anna,a', row, '"3",Cem,c');
    expect(entries.map(({ failure }) => failure?.message)).toEqual([
      undefined,
      `row 3 (line 3): ${problem}`,
      undefined,
    ]);
    expect(entries[1]?.cells).toEqual(row.split(','));
    expect(entries[2]).toMatchObject({ row: 4, userId: '3' });
  });
});

describe('a quote that closes too late swallows no rows', () => {
  const swallows = (row: number, cell: number, lines: number) =>
    `row ${row} (line ${row}): the quote that opens in cell ${cell} runs over ${lines} lines and swallows what looks like other rows`;

  test('when a whole row is inside the cell', async () => {
    expect(
      await outcomes('user_id,name,note', '1,"Anna,x', '2,Ben,y', '3,Cem",z', '4,Dee,w'),
    ).toEqual([
      [2, swallows(2, 2, 3)],
      [3, '2|Ben|y'],
      [4, 'row 4 (line 4): in cell 2 there is a quote, but the cell does not begin with one'],
      [5, '4|Dee|w'],
    ]);
  });

  test('when the line break is in a user ID or a file name', async () => {
    const stray = 'there is a quote, but the cell does not begin with one';
    expect(await outcomes('user_id,name', '"1,Anna', '2",Ben', '3,Cem')).toEqual([
      [2, swallows(2, 1, 2)],
      [3, `row 3 (line 3): in cell 1 ${stray}`],
      [4, '3|Cem'],
    ]);
    expect(await outcomes('user_id,face_image_file1', '1,"a.jpg', '2,b.jpg"', '3,c.jpg')).toEqual([
      [2, swallows(2, 2, 2)],
      [3, `row 3 (line 3): in cell 2 ${stray}`],
      [4, '3|c.jpg'],
    ]);
  });

  test('when it closes where the next row begins a cell with a line break', async () => {
    expect(
      await outcomes('user_id,name,note', '1,x,"Anna', '2,Ben,"\nfirst line"', '3,Cem,z'),
    ).toEqual([
      [2, swallows(2, 3, 2)],
      [3, '2|Ben|\nfirst line'],
      [4, '3|Cem|z'],
    ]);
  });

  test('in each of many rows, without taking long', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) =>
      index % 3 === 0 ? `${index},"a,b` : index % 3 === 1 ? `${index},a,b` : `${index},a",b`,
    );
    const entries = await read('user_id,name,note', ...rows);
    expect(entries.map(({ row }) => row)).toEqual(rows.map((_, index) => index + 2));
    expect(entries.filter(({ failure }) => failure === undefined)).toHaveLength(6667);
  });
});

describe('a text written as a formula', () => {
  test.each(['="b', '="', '=""b'])(
    'with a line break in it, %j, moves no other row',
    async (begun) => {
      const rows = await outcomes('user_id,note', `1,${begun}`, 'c"', '2,Bo', '3,"Cy"', '4,"Di"');
      expect(rows.slice(-3).map(([, cells]) => cells)).toEqual(['2|Bo', '3|Cy', '4|Di']);
      expect(rows[0]?.[1]).toMatch(/^row 2 \(line 2\): in cell 2 there is/);
    },
  );
});
