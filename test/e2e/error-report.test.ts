import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { fixture, Scenario } from '../support/scenario.js';

const PHOTOS = ['--images', fixture('photos')];
const OWN_COLUMNS = ['row', 'error_code', 'error_message', 'error_advice', 'report_row'];

/** What names a row of the report, of whatever run. */
const KEY = expect.stringMatching(/^R-[0-9a-f-]{36}-\d+-[a-z]{6}$/);

function readReport(path: string, delimiter = ','): string[][] {
  return parse(readFileSync(path, 'utf8'), { delimiter, bom: true });
}

describe('the error report', () => {
  it('is not written when nothing failed', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,face_image_file1\n1001,1001.jpg\n1002,\n');
    const result = await s.json(['import-csv', 'users.csv', ...PHOTOS, '--errors', 'e.csv']);
    expect(result.summary).toMatchObject({ errorReport: null, retry: null, exitCode: 0 });
    expect(readdirSync(s.cwd).filter((name) => name.endsWith('.csv'))).toEqual(['users.csv']);
  });

  it('of a CSV has its columns untouched, in their order, then what happened', async () => {
    const s = new Scenario();
    const rows = [
      'Badge;face_image_file1; User_ID ;NAME;T-Shirt',
      'B-1;1001.jpg;1001;Martin;M',
      '"B;2"; gone.jpg ;1002;"Amara ""Ama"" Osei";" L "',
      'B-3;1003.jpg;;"two\r\nlines";',
    ];
    s.write('users.csv', `${rows.join('\r\n')}\r\n`);
    const result = await s.json(['import-csv', 'users.csv', ...PHOTOS]);

    expect(result.summary).toMatchObject({
      errorReport: 'users.errors.csv',
      retry: 'faceenroll import-csv users.errors.csv',
    });
    const report = readReport(s.path('users.errors.csv'), ';');
    expect(report).toEqual([
      ['Badge', 'face_image_file1', ' User_ID ', 'NAME', 'T-Shirt', ...OWN_COLUMNS],
      ['B;2', ' gone.jpg ', '1002', 'Amara "Ama" Osei', ' L ', '3', ...told(result, 3), KEY],
      ['B-3', '1003.jpg', '', 'two\r\nlines', '', '4', ...told(result, 4), KEY],
    ]);
    expect(report.slice(1).map((cells) => cells[6])).toEqual(['FILE_NOT_FOUND', 'USER_ID_MISSING']);
  });

  it('tells all failures of a row, each once', async () => {
    const s = new Scenario();
    const columns = 'user_id,face_image_file1,face_image_file2,face_image_file3';
    s.write('users.csv', `${columns}\n7,a.jpg,../b.jpg,c.jpg\n`);
    await s.call(['import-csv', 'users.csv', ...PHOTOS]);
    const [, row] = readReport(s.path('users.errors.csv'));
    expect(row?.[5]).toBe('FILE_NOT_FOUND; FILE_OUTSIDE_DIRECTORY');
    for (const name of ['a.jpg', '../b.jpg', 'c.jpg']) expect(row?.[6]).toContain(`"${name}"`);
  });

  it('of a folder has a user ID and a file for each photo that failed', async () => {
    const s = new Scenario();
    s.photos({
      '1001.jpg': '1001.jpg',
      'sub/1002.jpg': '1002.jpg',
      'sub/1002.png': 'png-grey.png',
    });
    s.write('photos/notes.txt', 'nothing\n');
    const command = ['import-faces', 'photos', '--create-missing', '--recursive'];
    const result = await s.json(command);
    const [head, ...rows] = readReport(s.path('photos.errors.csv'));

    expect(result.summary.errorReport).toBe('photos.errors.csv');
    expect(head).toEqual(['user_id', 'face_image_file1', ...OWN_COLUMNS]);
    expect(rows.map((cells) => cells.slice(0, 4))).toEqual([
      ['notes', 'notes.txt', '', 'UNSUPPORTED_FORMAT'],
      ['1002', 'sub/1002.jpg', '', 'MULTIPLE_FILES_FOR_USER'],
      ['1002', 'sub/1002.png', '', 'MULTIPLE_FILES_FOR_USER'],
    ]);
  });

  it('never takes the place of an older one', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,face_image_file1\n7,gone.jpg\n');
    s.write('users.errors.csv', 'mine\n');
    for (const expected of ['users.errors.2.csv', 'users.errors.3.csv']) {
      const result = await s.json(['import-csv', 'users.csv']);
      expect(result.summary.errorReport).toBe(expected);
    }
    expect(readFileSync(s.path('users.errors.csv'), 'utf8')).toBe('mine\n');
    const [second, third] = [2, 3].map((n) => readReport(s.path(`users.errors.${n}.csv`)));
    expect(second?.map((row) => row.slice(0, -1))).toEqual(third?.map((row) => row.slice(0, -1)));
    expect(second?.[1]?.at(-1), 'each is of its own run').not.toBe(third?.[1]?.at(-1));
  });

  it('lies in the working folder, or where --errors says; for its owner alone', async () => {
    const s = new Scenario();
    s.write('in/users.csv', 'user_id,face_image_file1\n7,gone.jpg\n');
    s.write('out/keep', '');
    await s.call(['import-csv', 'in/users.csv']);
    const named = await s.call(['import-csv', 'in/users.csv', '--errors', 'out/failed rows.csv']);

    expect(existsSync(s.path('users.errors.csv'))).toBe(true);
    expect(statSync(s.path('users.errors.csv')).mode & 0o777).toBe(0o600);
    expect(readdirSync(s.path('in'))).toEqual(['users.csv']);
    expect(readdirSync(s.path('out')).sort()).toEqual(['failed rows.csv', 'keep']);
    expect(named.stdout).toContain("faceenroll import-csv 'out/failed rows.csv'");
  });

  it('names the database in the command that tries again, where it is another', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,face_image_file1\n7,gone.jpg\n');
    const result = await s.json(['import-csv', 'users.csv', '--db', 'my faces.db'], {
      asTyped: true,
    });
    expect(result.summary.retry).toBe("faceenroll import-csv users.errors.csv --db 'my faces.db'");
  });

  it('names it also where the environment or a configuration file says another', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,face_image_file1\n7,gone.jpg\n');
    const retry = async (args: string[], env = {}) =>
      (
        await s.json(['import-csv', 'users.csv', ...args, '--errors', 'again.csv'], {
          asTyped: true,
          env,
        })
      ).summary.retry;
    const env = { FACEENROLL_DB: 'other.db' };
    const named = ['--db', 'faceenroll.db'];
    expect(await retry(named, env)).toBe('faceenroll import-csv again.csv --db faceenroll.db');
    s.write('faceenroll.config.json', '{"db":"other.db"}');
    expect(await retry(named)).toBe('faceenroll import-csv again.2.csv --db faceenroll.db');
    expect(await retry([])).toBe(`faceenroll import-csv again.3.csv --db ${s.path('other.db')}`);
  });

  it('names the key file in the command that tries again', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,face_image_file1\n7,gone.jpg\n');
    await s.call(['key', 'generate', 'my key']);
    const result = await s.json(['import-csv', 'users.csv', '--key-file', 'my key']);
    expect(result.summary.retry).toBe("faceenroll import-csv users.errors.csv --key-file 'my key'");
  });

  it('has nothing that a spreadsheet would run', async () => {
    const s = new Scenario();
    s.write(
      'users.csv',
      [
        'user_id,name,email,phone,=heading,face_image_file1',
        '1,=1+1,@x,+49 30 901820,-2+3,gone.jpg',
        `2,"=HYPERLINK(""http://example.com"",""open"")","\t=1+1",'=quoted,'plain,gone.jpg`,
        '=3,＝1+1,a=b,"\r=1",,=gone.jpg',
        '',
      ].join('\n'),
    );
    await s.call(['import-csv', 'users.csv', ...PHOTOS]);
    const report = readReport(s.path('users.errors.csv'));
    expect(report).toHaveLength(4);
    for (const cell of report.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
    expect(report[1]?.slice(0, 4)).toEqual(['1', "'=1+1", "'@x", "'+49 30 901820"]);
    expect(report[0]?.[4]).toBe("'=heading");
  });

  it('has the byte order mark, whatever the encoding of the list', async () => {
    const s = new Scenario();
    const rows = 'user_id,name,face_image_file1\n7,M\u00fcller,gone.jpg\n';
    s.write('plain.csv', rows);
    s.write('marked.csv', `\ufeff${rows}`);
    s.write('windows.csv', Buffer.from(rows, 'latin1'));
    s.write('wide.csv', Buffer.from(`\ufeff${rows}`, 'utf16le'));
    for (const name of ['plain', 'marked', 'windows', 'wide']) {
      const encoding = name === 'windows' ? ['--encoding', 'windows-1252'] : [];
      await s.call(['import-csv', `${name}.csv`, ...encoding]);
      const report = readFileSync(s.path(`${name}.errors.csv`), 'utf8');
      expect(report.startsWith('\ufeff'), name).toBe(true);
      expect(readReport(s.path(`${name}.errors.csv`))[1]?.slice(0, 3)).toEqual([
        ...['7', 'M\u00fcller', 'gone.jpg'],
      ]);
    }
  });
});

/** Code, message and advice of a row's one outcome. */
function told(result: Awaited<ReturnType<Scenario['json']>>, row: number): string[] {
  const { code, message, advice } = result.outcomes.find((outcome) => outcome.row === row);
  return [code, message, advice];
}
