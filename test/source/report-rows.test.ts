import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { type Failure, fail } from '../../src/domain/failures.js';
import { failedRow, type ReportedRun, reportedCells } from '../../src/domain/reported.js';
import { reportHead, reportLine } from '../../src/render/error-report.js';
import { type CsvOptions, openCsv } from '../../src/source/csv.js';
import { peekReport } from '../../src/source/peek-report.js';
import { rowEntry } from '../support/entries.js';
import { failedWith, itemOutcome } from '../support/outcomes.js';

const RUN = '01a1fd18-b2ef-7fc8-b34b-7e07affbabe5';
const OTHER_RUN = '01a1fd18-b2ef-7fc8-b34b-7e07affbabe6';
const HEADINGS = ['user_id', 'name', 'phone', 'Größe'];
const NO_PHOTO = fail('FILE_NOT_FOUND', { file: 'x.jpg', folder: '/p' });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-rows-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A list of which each row failed, its error report, and what is kept of it. */
function reportOf(
  rows: readonly (readonly string[])[],
  failure: Failure = NO_PHOTO,
  { runId = RUN, delimiter = ',' } = {},
) {
  const layout = { headings: HEADINGS, delimiter, fields: ['user_id', 'name', 'phone'] };
  const entries = rows.map((cells, i) => rowEntry(i + 2, cells[0] ?? '', { cells }));
  const lines = entries.map((entry, i) =>
    reportLine(
      failedRow({ runId, entry: i + 1 }, entry, [itemOutcome(failedWith(failure))], layout),
      layout,
    ),
  );
  const byEntry = (entry: number) => {
    const found: Entry | undefined = entries[entry - 1];
    return (
      found && {
        ...{ runId, entry, userId: found.userId, row: found.row },
        cells: reportedCells(found, HEADINGS, delimiter),
        ...{ codes: [failure.code], message: failure.message },
      }
    );
  };
  const reported: ReportedRun = {
    runId,
    headings: HEADINGS,
    map: new Map(),
    byEntry,
    byRow: (n) => byEntry(n - 1),
    userIds: () => entries.map(({ userId }) => userId),
  };
  return { text: [reportHead(layout), ...lines].join(''), reported };
}

/** Changes the rows of a report, headings first, as somebody does who saves it again. */
function edited(text: string, change: (rows: string[][]) => string[][], delimiter = ','): string {
  return stringify(change(parse(text, { bom: true, delimiter })), { delimiter, bom: true });
}

/** The key of the first row of a report. */
function keyIn(text: string): string {
  return /R-[-0-9a-z]+/.exec(text)?.[0] ?? '';
}

async function read(text: string | Buffer, options: Partial<CsvOptions> = {}) {
  const file = join(folder, 'report.csv');
  writeFileSync(file, text);
  const source = await openCsv({ file, startRow: 2, map: new Map(), ...options });
  const entries: Entry[] = [];
  for await (const entry of source.entries()) entries.push(entry);
  return {
    source,
    entries,
    told: entries.map(({ userId, failure }) => failure?.message ?? userId),
  };
}

const ANN = ['001003', 'Ann Müller', '+49 171 1', '007'];
const BO = ['123456789012', 'Łukasz', '0301234', '1-2'];

describe('an error report that is imported again', () => {
  it('says what it said when nobody has changed it', async () => {
    const { text, reported } = reportOf([ANN, BO, ['=1+1', "'x", '', '']]);
    const { source, entries } = await read(text, { reported });
    expect(entries.map(({ cells }) => cells)).toEqual([ANN, BO, ['=1+1', "'x", '', '']]);
    expect(entries[0]).toEqual({
      ...{ row: 2, userId: '001003', photos: [], cells: ANN },
      user: { known: { name: 'Ann Müller', phone: '+49 171 1' }, extra: { Größe: '007' } },
    });
    expect(source.headings).toEqual(HEADINGS);
    expect(source.restored).toBe(0);
  });

  it('says what it said after a spreadsheet had its way with it', async () => {
    const { text, reported } = reportOf([ANN, BO]);
    const altered = edited(text, ([head = [], ann = [], bo = []]) => [
      head,
      ['1003', 'Ann MÃ¼ller', "'+49 171 1", '7', ...ann.slice(4)],
      ['1.23457E+11', '?ukasz', '301234', '01. Feb', ...bo.slice(4)],
    ]);
    const { source, entries } = await read(altered, { reported });
    expect(entries.map(({ cells }) => cells)).toEqual([ANN, BO]);
    expect(source.restored).toBe(7);
  });

  it('takes what somebody has typed', async () => {
    const { text, reported } = reportOf([ANN]);
    const typed = edited(text, (rows) =>
      rows.map(([id = '', , , ...rest], i) =>
        i === 0 ? (rows[0] as string[]) : [id, 'Anne', '', ...rest],
      ),
    );
    const { entries } = await read(typed, { reported });
    expect(entries[0]?.cells).toEqual(['001003', 'Anne', '', '007']);
  });

  it('is known although its columns are moved, renamed by mojibake, deleted or more', async () => {
    const { text, reported } = reportOf([ANN, BO]);
    const moved = edited(text, (rows) =>
      rows.map((row, i) => {
        const [id = '', , phone = '', , , , , , key = ''] = row;
        const size = i === 0 ? 'GrÃ¶ÃŸe' : i === 1 ? '7' : '1-2';
        return [key, size, i === 0 ? 'consent_at' : '2026-01-01', phone, id];
      }),
    );
    const { source, entries } = await read(moved, { reported });
    expect(source.headings).toEqual([...HEADINGS, 'consent_at']);
    expect(entries.map(({ cells }) => cells)).toEqual([
      [...ANN, '2026-01-01'],
      [...BO, '2026-01-01'],
    ]);
    expect(entries[0]?.user?.known).toMatchObject({ name: 'Ann Müller', consent_at: '2026-01-01' });
  });

  it('knows whose a row is though the column of the user IDs is gone', async () => {
    const { text, reported } = reportOf([ANN, BO]);
    const { told } = await read(
      edited(text, (rows) => rows.map((row) => row.slice(1))),
      { reported },
    );
    expect(told).toEqual(['001003', '123456789012']);
  });

  it('is known by its rows when the keys are gone and it lies where it was written', async () => {
    const { text, reported } = reportOf([ANN, BO]);
    const cut = edited(text, (rows) => rows.map((row) => row.slice(0, 6)));
    const altered = cut.replace('001003', '1003');
    expect((await read(altered, { reported })).told).toEqual(['001003', '123456789012']);
  });

  it('in any order, any part, with whatever a spreadsheet does, never gives a wrong ID', async () => {
    const digits = fc.stringMatching(/^0{0,3}[1-9]\d{0,15}$/);
    const alterations = [
      (id: string) => id,
      (id: string) => String(Number(id)),
      (id: string) => Number(id).toExponential(5).replace('e', 'E'),
      (id: string) => `${BigInt(id)}.0`,
      (id: string) => `'${id}`,
      (id: string) => ` ${id} `,
      (id: string) => `="${id}"`,
    ];
    const property = fc.asyncProperty(
      fc.uniqueArray(fc.tuple(digits, fc.constantFrom(...alterations), fc.boolean(), fc.nat()), {
        selector: ([id]) => id,
        minLength: 1,
        maxLength: 8,
      }),
      async (people) => {
        const { text, reported } = reportOf(people.map(([id]) => [id, 'x', '', '']));
        const altered = edited(text, ([head = [], ...rows]) => {
          const changed = rows.map(([id = '', ...rest], i) => [people[i]?.[1](id) ?? '', ...rest]);
          const kept = changed.filter((_, i) => people[i]?.[2]);
          return [
            head,
            ...kept
              .map((row, i) => ({ row, at: people[i]?.[3] ?? 0 }))
              .sort((p, q) => p.at - q.at)
              .map(({ row }) => row),
          ];
        });
        const { entries } = await read(altered, { reported });
        const ids = new Set(people.filter(([, , isKept]) => isKept).map(([id]) => id));
        expect(new Set(entries.map(({ userId }) => userId))).toEqual(ids);
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it('with another user ID is refused where the ID was not what failed, and keeps the one it had', async () => {
    const { text, reported } = reportOf([ANN]);
    const { entries } = await read(text.replace('001003', '001004'), { reported });
    expect(entries[0]?.failure).toMatchObject({
      code: 'USER_ID_INVALID',
      message: 'the user ID "001004" is not "001003", as it was reported',
    });
    expect(entries[0]?.cells, 'what the next report shows').toEqual(ANN);
    // Emptied cells make it a row of one's own.
    const own = edited(text.replace('001003', '001004'), ([head = [], row = []]) => [
      head,
      [...row.slice(0, 4), '', '', '', '', ''],
    ]);
    expect((await read(own, { reported })).told).toEqual(['001004']);
  });

  it.each([
    [fail('USER_NOT_FOUND', { userId: '1006' }), '1006', '001006', '001006'],
    [fail('USER_ID_INVALID', { userId: '1005.0', problem: '' }), '1005.0', '1005', '1005'],
    [fail('USER_ID_INVALID', { userId: '10\u200b05', problem: '' }), '10\u200b05', '1005', '1005'],
    [
      fail('USER_ID_INVALID', { userId: '9.87E+9', problem: '' }),
      '9.87E+9',
      '9871234567',
      '9871234567',
    ],
    [fail('USER_ID_MISSING', { problem: '' }), '', '001007', '001007'],
    [fail('USER_ID_DUPLICATED', { userId: '001', rows: [] }), '001', '002', '002'],
    [
      fail('USER_ID_DUPLICATED', { userId: '001', rows: [] }),
      ...[
        '001',
        '2',
        'the user ID "2" has fewer digits than "001" had, so that a spreadsheet may have taken zeros from it',
      ],
    ],
    [fail('USER_NOT_FOUND', { userId: '001006' }), '001006', '1006', '001006'],
  ])(
    'may have another user ID where that is the answer: %j',
    async (failure, before, now, told) => {
      const { text, reported } = reportOf([[before, 'Ann', '', '']], failure);
      const changed = edited(text, ([head = [], row = []]) => [head, [now, ...row.slice(1)]]);
      expect((await read(changed, { reported })).told).toEqual([told]);
    },
  );

  it.each([
    ['9.87E+9', '9870000000'],
    ['9,87E+09', '9870000000'],
    ['9.8765E+13', '98765000000000'],
    ['03. Apr', '2026-04-03'],
  ])(
    'does not take for an answer what a spreadsheet makes of a user ID that failed: %j',
    async (before, now) => {
      const failure = fail('USER_ID_INVALID', { userId: before, problem: '' });
      const { text, reported } = reportOf([[before, 'Ann', '', '']], failure);
      const changed = edited(text, ([head = [], row = []]) => [head, [now, ...row.slice(1)]]);
      expect((await read(changed, { reported })).told).toEqual([
        `the user ID "${now}" is what a spreadsheet makes of "${before}", which failed`,
      ]);
    },
  );

  it('has a row that could not be read tried again once it is corrected', async () => {
    const failure = fail('ROW_INVALID', {
      problem: 'row 2 (line 2) has 5 cells; the headings have 4',
    });
    const { text, reported } = reportOf([['7', 'Lee', 'Ann', '1', '2']], failure);
    expect((await read(text, { reported })).told).toEqual([
      'row 2 has not been corrected: row 2 (line 2) has 5 cells; the headings have 4',
    ]);
    const corrected = text.replace('7,Lee,Ann,"1,2"', '7,"Lee, Ann",1,2');
    expect(corrected).not.toBe(text);
    expect((await read(corrected, { reported })).entries[0]).toMatchObject({
      userId: '7',
      user: { known: { name: 'Lee, Ann' } },
    });
    // It is right as it is, says who empties the code.
    expect((await read(text.replace('ROW_INVALID', ''), { reported })).told).toEqual(['7']);
  });

  it.each([
    [
      'has lost its key',
      (row: string[]) => [...row.slice(0, 8), ''],
      'row 2 has lost its cell report_row, by which it is known',
    ],
    [
      'has another key',
      (row: string[]) => [...row.slice(0, 8), (row[8] ?? '').replace('-1-', '-2-')],
      'row 2 was never reported, or its user has been deleted since',
    ],
    [
      'has the key of another report',
      (row: string[]) => [...row.slice(0, 8), (row[8] ?? '').replace(RUN, OTHER_RUN)],
      'row 2 is of another error report than the rows before it',
    ],
    [
      'has a key that was cut',
      (row: string[]) => [...row.slice(0, 8), (row[8] ?? '').slice(0, 30)],
      'row 2: its cell report_row was changed',
    ],
  ])('refuses a row that %s', async (_, change, message) => {
    const { text, reported } = reportOf([ANN]);
    const byKeysAlone = { ...reported, byRow: () => undefined };
    const changed = edited(text, ([head = [], row = []]) => [head, change(row)]);
    const { entries } = await read(changed, { reported: byKeysAlone });
    expect(entries[0]?.failure).toMatchObject({ code: 'ROW_INVALID', message });
  });

  it('refuses a row that is there twice, and takes one that somebody has added', async () => {
    const { text, reported } = reportOf([ANN]);
    const more = edited(text, ([head = [], row = []]) => [
      ...[head, row, row],
      ['001009', 'New', '', '', '', '', '', '', ''],
    ]);
    expect((await read(more, { reported })).told).toEqual([
      '001003',
      'row 3 has the cell report_row of row 2',
      '001009',
    ]);
  });

  it.each([
    ['is of another report', (key: string) => key.replace(RUN, OTHER_RUN)],
    ['was never reported', (key: string) => key.replace('-1-', '-9-')],
    ['has a key that was cut', (key: string) => key.slice(0, 30)],
  ])(
    'writes the key of a row that %s into the next report again, and no new one',
    async (_, change) => {
      const { text, reported } = reportOf([['0011', 'Ann', '', '']]);
      const mangled = edited(text, ([head = [], row = []]) => [
        head,
        ['11', 'Anne', ...row.slice(2, 5), '', ...row.slice(6, 8), change(row[8] ?? '')],
      ]);
      const { entries, source } = await read(mangled, { reported });
      const [entry] = entries as [Entry];
      expect(entry).toMatchObject({
        cells: ['11', 'Anne', '', ''],
        failure: { code: 'ROW_INVALID' },
      });
      const next = reportLine(
        failedRow(
          { runId: OTHER_RUN, entry: 1 },
          entry,
          [itemOutcome(failedWith(NO_PHOTO))],
          source,
        ),
        source,
      );
      expect(next.trim().split(',').at(-1)).toBe(change(keyIn(text)));
      // Alone in its file, it fails the same way; the ID that the spreadsheet made is never taken.
      const again = await read(reportHead(source) + next, { reported });
      expect(again.entries[0]?.failure).toEqual(entry.failure);
    },
  );

  it('does not vouch for the ID of a row with too many cells, but knows whose it is by its key', async () => {
    const { text, reported } = reportOf([['0011', 'Ann', '', '']]);
    const key = keyIn(text);
    const broken = (last: string) =>
      edited(text, ([head = [], row = []]) => [head, ['11', 'Lee', ...row.slice(1, 8), last]]);
    const known = (await read(broken(key), { reported })).entries[0];
    expect(known).toMatchObject({ userId: '0011', failure: { code: 'ROW_INVALID' } });
    expect(known?.unknownRow).toBeUndefined();
    const foreign = key.replace(RUN, OTHER_RUN);
    const unknown = (await read(broken(foreign), { reported })).entries[0];
    expect(unknown).toMatchObject({ userId: '11', unknownRow: { key: foreign } });
  });

  it('refuses rows whose cells were moved against its own, where IDs are the same number', async () => {
    const { text, reported } = reportOf([
      ['0042', 'Ann', '', ''],
      ['42', 'Bo', '', ''],
      ['0051', 'Cy', '', ''],
    ]);
    const moved = edited(text, ([head = [], ann = [], bo = [], cy = []]) => [
      head,
      ['42', 'Bo', ...ann.slice(2)],
      ['42', 'Ann', ...bo.slice(2)],
      ['51', 'Cyd', ...cy.slice(2)],
    ]);
    const { entries } = await read(moved, { reported });
    expect(entries.map(({ failure }) => failure?.code)).toEqual([
      'ROW_INVALID',
      'ROW_INVALID',
      undefined,
    ]);
    expect(entries[0]).toMatchObject({
      cells: ['42', 'Bo', '', ''],
      unknownRow: { key: keyIn(text) },
    });
    expect(entries[2]?.cells).toEqual(['0051', 'Cyd', '', '']);
    // As long as nothing else has changed, the key alone tells whose a row is.
    expect((await read(text.replace('0042', '42'), { reported })).told).toEqual([
      '0042',
      '42',
      '0051',
    ]);
    // An ID with its zeros is the one it is.
    expect((await read(text.replace('0042,Ann', '0042,Anne'), { reported })).told[0]).toBe('0042');
  });

  it('refuses a row whose number is not that of its key', async () => {
    const { text, reported } = reportOf([ANN, BO]);
    const swapped = edited(text, ([head = [], ann = [], bo = []]) => [
      head,
      [...ann.slice(0, 4), '3', ...ann.slice(5)],
      [...bo.slice(0, 4), 'drei', ...bo.slice(5)],
    ]);
    expect((await read(swapped, { reported })).told).toEqual([
      'row 2: its cell row says 3, and its cell report_row is of row 2',
      '123456789012',
    ]);
  });

  it('has its own columns taken out of rows with a wrong number of cells', async () => {
    const { text, reported } = reportOf([ANN]);
    const key = text.trim().split(',').at(-1);
    const { entries } = await read(`${text}2,a,b,c,d,6,FILE_EMPTY,x,y,${key}\n`, { reported });
    expect(entries[1]?.cells).toEqual(['2', 'a', 'b', 'c', 'd']);
    expect(entries[1]?.failure?.message).toBe('row 3 (line 3) has 10 cells; the headings have 9');
  });
});

describe('an error report that was saved in another encoding', () => {
  const PEOPLE = [
    ['001003', 'Zoë Ångström', '', ''],
    ['001004', 'Łukasz Żak', '', ''],
    ['001005', 'Ann', '', ''],
  ];
  const { text, reported } = reportOf(PEOPLE);
  /** The bytes of a text in an encoding of one byte for each character. */
  const saved = (content: string, label: string): Buffer => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const characters = [...new TextDecoder(label).decode(all, { stream: true })];
    const codes = Array.from(content.replace(/^\ufeff/, ''), (c) => characters.indexOf(c));
    // As a program writes what the encoding does not have.
    return Buffer.from(codes.map((code) => (code < 0 ? 0x3f : code)));
  };
  const row = (n: number): string =>
    text
      .split('\n')
      .slice(0, 1)
      .concat(text.split('\n')[n] ?? '')
      .join('\n');

  it.each([
    ['macintosh', 1],
    ['windows-1252', 1],
    ['windows-1250', 2],
    ['iso-8859-2', 2],
  ])('%s is read as what was reported, whatever was named', async (label, n) => {
    const bytes = saved(row(n), label);
    for (const encoding of [
      undefined,
      'windows-1252',
      'macintosh',
      'windows-1250',
      'windows-1251',
    ]) {
      const { entries } = await read(bytes, { reported, ...(encoding && { encoding }) });
      expect(entries[0]?.cells, encoding).toEqual(PEOPLE[n - 1]);
    }
    writeFileSync(join(folder, 'saved.csv'), bytes);
    expect(await peekReport(join(folder, 'saved.csv'), {})).toEqual({ runId: RUN });
  });

  it('is told, and what somebody has typed is read in it', async () => {
    const typed = row(1).concat('\n', row(3).split('\n')[1]?.replace(',Ann,', ',Chloé,') ?? '');
    const { entries, source } = await read(saved(typed, 'macintosh'), { reported });
    expect(entries[1]?.user?.known.name).toBe('Chloé');
    expect(source.notes.join()).toMatch(
      / is read as macintosh, in which its cells are what was reported$/,
    );
  });

  it('is asked for when nothing that was reported tells it, or not enough', async () => {
    const nothing = row(3).replace(',Ann,,', ',Anné,').replace(',Größe', '');
    await expect(read(saved(nothing, 'macintosh'), { reported })).rejects.toThrow(
      'is not utf-8 text',
    );
    const named = await read(saved(nothing, 'macintosh'), { reported, encoding: 'macintosh' });
    expect(named.entries[0]?.user?.known.name).toBe('Anné');
    // "ß" and "ö" are the same in many; "Ľ" is not.
    const some = saved(row(3).replace(',Ann,', ',Ľuba,'), 'windows-1250');
    await expect(read(some, { reported })).rejects.toThrow(
      /does not tell either which of windows-1252, windows-1250, .* it is\. Save the file as UTF-8/,
    );
    const told = await read(some, { reported, encoding: 'windows-1250' });
    expect(told.entries[0]?.user?.known.name).toBe('Ľuba');
  });
});

describe('an error report whose run nobody knows, taken for a list', () => {
  it('is read without its own columns, and refuses IDs that were changed', async () => {
    const { text } = reportOf([ANN, BO]);
    const { source, told } = await read(text.replace('001003', '1003'));
    expect(source.headings).toEqual(HEADINGS);
    expect(told).toEqual([
      'the user ID "1003" is not the one that was reported in this row',
      '123456789012',
    ]);
  });

  it.each([
    ['1003', /,R-\S+/, ',R-broken', 'row 2: its cell report_row was changed'],
    ['1003', /R-\S+/, '', 'row 2 has lost its cell report_row, by which it is known'],
  ])('refuses a row that nobody can verify', async (id, key, put, message) => {
    const { text } = reportOf([ANN, BO]);
    const { told } = await read(text.replace('001003', id).replace(key, put));
    expect(told).toEqual([message, '123456789012']);
  });

  it('has a row that could not be read refused until its error_code is emptied', async () => {
    const { text } = reportOf([ANN], fail('ROW_INVALID', { problem: 'a quote' }));
    expect((await read(text)).told).toEqual(['row 2 is still marked as unreadable']);
    expect((await read(text.replace('ROW_INVALID', ''))).told).toEqual(['001003']);
  });
});

describe('a file', () => {
  async function peeked(text: string) {
    const file = join(folder, 'peeked.csv');
    writeFileSync(file, text);
    return peekReport(file, {});
  }

  it.each([',', ';', '\t', '|'])(
    'with the columns of an error report is one of its run, with %j',
    async (delimiter) => {
      const { text } = reportOf([ANN], NO_PHOTO, { delimiter });
      expect(await peeked(text)).toEqual({ runId: RUN });
      const cells: string[][] = parse(text, { bom: true, delimiter });
      const turned = cells.map((row) => row.toReversed());
      expect(await peeked(stringify(turned, { delimiter }))).toEqual({ runId: RUN });
    },
  );

  it('is one also when most of its columns or all of its keys are gone', async () => {
    const { text } = reportOf([ANN, BO]);
    const of = (...columns: number[]) =>
      edited(text, (rows) => rows.map((row) => columns.map((column) => row[column] ?? '')));
    expect(await peeked(of(0, 8))).toEqual({ runId: RUN });
    expect(await peeked(of(0, 4, 5))).toEqual({ runId: undefined });
    expect(await peeked(text.replace(/R-[-0-9a-z]+/, ''))).toEqual({ runId: RUN });
    expect(await peeked(text.replaceAll(/R-[-0-9a-z]+/g, ''))).toEqual({ runId: undefined });
  });

  it('with one such column is any list', async () => {
    expect(await peeked('user_id,row\n1,2\n')).toBeUndefined();
    expect(await peeked('user_id,error_code\n1,2\n')).toBeUndefined();
    expect(await peeked('user_id,row,error_message\n1,2,3\n')).toBeUndefined();
  });
});
