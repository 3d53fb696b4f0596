import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { FatalError } from '../../src/domain/fatal-error.js';
import { reportKey } from '../../src/domain/report-key.js';
import type { CsvOptions } from '../../src/source/csv.js';
import { CsvFolder } from '../support/csv-files.js';

const folder = new CsvFolder();

/** The rows as [row, ...cells]. */
async function table(content: string | Uint8Array, options: Partial<CsvOptions> = {}) {
  const rows: unknown[][] = [];
  const source = await folder.open(content, options);
  for await (const { row, cells } of source.entries()) rows.push([row, ...cells]);
  return { rows, notes: source.notes, emptiness: source.emptiness };
}

async function refusal(content: string, options: Partial<CsvOptions> = {}): Promise<string> {
  const error = await table(content, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FatalError);
  return (error as FatalError).message;
}

describe('the line that names the delimiter', () => {
  test.each([
    ['"sep=;"\r\nuser_id;name\r\n1;a\r\n'],
    ['sep=;,,\r\nuser_id;name\r\n1;a\r\n'],
    ['"sep=;",,\nuser_id;name\n1;a\n'],
    ['SEP=;;\nuser_id;name\n1;a\n'],
    ['sep=|\nuser_id|name\n1|a\n'],
    ['"sep=,"\nuser_id,name\n1,a\n'],
    ['sep=\t\nuser_id\tname\n1\ta\n'],
    // As LibreOffice saves the first of these again.
    ['"sep=,"\nuser_id;name\n1;a\n'],
    // Saved again by a program that has other habits.
    ['sep=;,\nuser_id,name\n1,a\n'],
  ])('is no heading: %j', async (content) => {
    const { rows, notes } = await table(content);
    expect([rows, notes]).toEqual([[[2, '1', 'a']], []]);
  });
});

test.each([
  ['\ufeff\ufeff"user_id","name"\n"1","a"\n'],
  ['\ufeff\ufeff\ufeffuser_id,name\n1,a\n'],
  ['\ufeff"\ufeffuser_id",name\n1,a\n'],
])('byte order marks may be there several times: %j', async (content) => {
  expect((await table(content)).rows).toEqual([[2, '1', 'a']]);
  const utf16 = Buffer.from(content, 'utf16le');
  expect((await table(utf16)).rows).toEqual([[2, '1', 'a']]);
});

describe('titles above the headings', () => {
  test.each([
    ['Employees of 2026,\nuser_id,name\n1,a\n', 2, '1 row above is'],
    ['Employees\n\n,"made on\n1 May",\nuser_id,name,x\n1,a,b\n', 4, '2 rows above are'],
    ['\n\nStaff "A"\n\nuser_id;name\n1;a\n', 5, '1 row above is'],
    ['Employees,,\n,,\nuser_id,name,x\n1,a,b\n', 3, '1 row above is'],
    ['a, b\nuser_id;name;x\n1;a;b\n', 2, '1 row above is'],
  ])('are passed over, and that is told: %j', async (content, row, above) => {
    const { rows, notes } = await table(content);
    expect(rows.map(([number, id]) => [number, id])).toEqual([[row + 1, '1']]);
    expect(notes).toEqual([
      expect.stringMatching(new RegExp(`has its headings in row ${row}; ${above} passed over$`)),
    ]);
  });

  test('are looked for by what a --map calls the user ID, too', async () => {
    const map = new Map([['Badge', 'user_id']]);
    expect((await table('Staff\nBadge,name\n1,a\n', { map })).rows).toEqual([[3, '1', 'a']]);
  });

  test('that could be rows or headings are not passed over unasked', async () => {
    const content = 'No,Name\nuser_id,name\n1,a\n';
    expect(await refusal(content)).toContain(
      'has a user_id column in row 2, and rows as wide above it: if the headings are there, say --heading-row 2',
    );
    expect((await table(content, { headingRow: 2 })).rows).toEqual([[3, '1', 'a']]);
  });

  test('are passed over for the headings that are told, too, where nothing names the user ID', async () => {
    const message = await refusal('Staff\nof May\n\nNo,Name,Floor\n1,a,2\n');
    expect(message).toContain('its headings in row 4 are "No", "Name" and "Floor"');
    expect(await refusal('No,Name\n1,a,b\n')).toContain('its headings are "No" and "Name"');
  });

  test('of many rows are not looked through', async () => {
    const content = `${'x\n'.repeat(50)}user_id,name\n1,a\n`;
    expect(await refusal(content)).toContain('--heading-row');
    expect((await table(content, { headingRow: 51 })).rows).toEqual([[52, '1', 'a']]);
  });
});

describe('--heading-row', () => {
  test('counts as a spreadsheet does: blank rows, and rows over several lines', async () => {
    const content = '\n"a\nb",\nuser_id,name\n1,a\n2,b\n';
    expect((await table(content, { headingRow: 3 })).rows).toEqual([
      [4, '1', 'a'],
      [5, '2', 'b'],
    ]);
  });

  test('goes with --start-row', async () => {
    const content = 'x\nuser_id,name\n1,a\n2,b\n';
    expect((await table(content, { startRow: 4 })).rows).toEqual([[4, '2', 'b']]);
    expect(await refusal(content, { startRow: 2 })).toContain(
      '--start-row 2 is not possible: row 2 holds the headings, so the first row is 3',
    );
  });

  test('takes headings without a user ID where a --map names it', async () => {
    const map = new Map([['No', 'user_id']]);
    const content = 'user_id,name\nNo,name\n1,a\n';
    expect((await table(content, { headingRow: 2, map })).rows).toEqual([[3, '1', 'a']]);
  });

  test('beyond the end says so', async () => {
    expect(await refusal('user_id\n1\n', { headingRow: 9 })).toContain(
      'has no row 9 (--heading-row)',
    );
  });

  test('does not hold for an error report, which begins with its headings', async () => {
    const key = reportKey({ runId: randomUUID(), entry: 1 }, '1');
    const own = 'row,error_code,error_message,error_advice,report_row';
    const content = `user_id,name,${own}\n1,a,9,FILE_EMPTY,x,y,${key}\n`;
    expect((await table(content, { headingRow: 3 })).rows).toEqual([[2, '1', 'a']]);
  });
});

test.each([
  ['user_id,name\n', {}, 'has headings, and no row below them that is filled in'],
  ['user_id,name\n,\n\n', {}, 'has headings, and no row below them that is filled in'],
  ['user_id,name\n1,a\n', { startRow: 9 }, 'has no row 9 (--start-row); its last row is 2'],
])('a file without rows tells why: %j %j', async (content, options, why) => {
  const { rows, emptiness } = await table(content, options);
  expect(rows).toEqual([]);
  expect(emptiness).toContain(why);
});
