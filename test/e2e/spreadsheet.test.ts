import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endings, Scenario } from '../support/scenario.js';

const HAS_OFFICE = spawnSync('soffice', ['--version']).status === 0;

/** How LibreOffice opens a CSV: separated by commas, UTF-8, its language, numbers and dates looked for. */
const OPENED: readonly [how: string, filter: string | undefined][] = [
  ['as it does unasked', undefined],
  ['in English', 'CSV:44,34,76,1,,1033,false,true'],
  ['in German', 'CSV:44,34,76,1,,1031,false,true'],
  ['as windows-1252', 'CSV:44,34,1,1,,1033,false,true'],
];

/** Opens a file and saves it as CSV UTF-8; returns the path of what was saved. */
function savedAgain(s: Scenario, name: string, filter: string | undefined): string {
  const profile = `-env:UserInstallation=file://${s.path('office')}`;
  const given = filter === undefined ? [] : [`--infilter=${filter}`];
  const to = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true';
  const args = [profile, '--headless', ...given, '--convert-to', to, '--outdir', s.path('saved')];
  execFileSync('soffice', [...args, s.path(name)], { stdio: 'ignore' });
  return join('saved', name);
}

const PEOPLE = [
  ['001003', 'José Müller', '+49 171 1234567', '0301234', '2026-12-31', '1-2'],
  ['123456789012', 'Łukasz', '+491711234567', '1E5', '2026-01-02 18:00', 'MAR1'],
  ['12345678901234567890', '=Cy+1', '-5', 'TRUE', '', '00:10'],
  ['007', '"Ann, the ""First"""', '@x', '5%', '', '1.50'],
];

describe.skipIf(!HAS_OFFICE)('a file that LibreOffice has opened and saved', () => {
  const headings = 'user_id,name,phone,Badge,expiry_datetime,Größe,face_image_file1';
  const rows = PEOPLE.map((cells, i) => `${cells.join(',')},${i}.jpg`);

  it.each(OPENED)('is, as an error report, what it was: opened %s', async (_, filter) => {
    const s = new Scenario();
    s.write('hr.csv', `${[headings, ...rows].join('\n')}\n`);
    const first = await s.json(['import-csv', 'hr.csv', '--images', '.']);
    expect(first.outcomes.map(({ code }) => code)).toEqual(PEOPLE.map(() => 'FILE_NOT_FOUND'));
    s.photos(
      { '0.jpg': '1001.jpg', '1.jpg': '1002.jpg', '2.jpg': '1003.jpg', '3.jpg': '1004.jpg' },
      '.',
    );
    const saved = savedAgain(s, 'hr.errors.csv', filter);
    expect(readFileSync(s.path(saved), 'utf8')).not.toBe(
      readFileSync(s.path('hr.errors.csv'), 'utf8'),
    );
    const retry = await s.json(['import-csv', saved]);
    expect(endings(retry)).toEqual(PEOPLE.map((__, i) => [`${i}.jpg`, 'NEW_TEMPLATE_CREATED']));
    expect(retry.summary.restored).toBeGreaterThan(3);

    const twin = new Scenario();
    twin.write('hr.csv', `${[headings, ...rows].join('\n')}\n`);
    twin.photos(
      { '0.jpg': '1001.jpg', '1.jpg': '1002.jpg', '2.jpg': '1003.jpg', '3.jpg': '1004.jpg' },
      '.',
    );
    await twin.json(['import-csv', 'hr.csv', '--images', '.']);
    const users =
      'SELECT user_id, name, phone, expiry_datetime, fields FROM users ORDER BY user_id';
    expect(s.query(users)).toEqual(twin.query(users));
  });

  it('makes, as a list of HR, no user of a shortened number, and none of an ID without its zeros', async () => {
    const s = new Scenario();
    s.write('hr.csv', `${[headings, ...rows].join('\n')}\n`);
    await s.json(['import-csv', 'hr.csv', '--images', '.']);
    for (const [id] of PEOPLE) await s.call(['users', 'add', id ?? '']);
    const before = s.userIds();
    const saved = savedAgain(s, 'hr.csv', 'CSV:44,34,76,1,,1033,false,true');
    const again = await s.json(['import-csv', saved, '--images', '.']);
    expect(again.code).toBe(3);
    expect(s.userIds()).toEqual(before);
    expect(again.outcomes.map(({ code }) => code).slice(0, 1)).toEqual(['ID_CHANGED']);
  });

  it('leaves, as an export that is synchronized, everybody as they were', async () => {
    const s = new Scenario();
    const plain = rows.map((row) => row.replace(/,\d\.jpg$/, ','));
    s.write('hr.csv', `${[headings, ...plain].join('\n')}\n`);
    expect((await s.call(['import-csv', 'hr.csv'])).code).toBe(0);
    const users =
      'SELECT user_id, name, phone, expiry_datetime, fields FROM users ORDER BY user_id';
    const before = s.query(users);
    for (const [language, mark] of [
      ['1033', ['--byte-order-mark']],
      ['1031', []],
    ] as const) {
      await s.call(['export-csv', `export-${language}.csv`, ...mark]);
      const saved = savedAgain(
        s,
        `export-${language}.csv`,
        `CSV:44,34,76,1,,${language},false,true`,
      );
      const result = await s.json(['sync', saved, '--max-deletions', '9']);
      expect(result.outcomes.map(({ code }) => code ?? 'taken')).toEqual(
        expect.arrayContaining(['ID_CHANGED']),
      );
      expect(s.query(users)).toEqual(before);
    }
  });
});
