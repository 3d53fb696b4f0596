import { mkdirSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import { written } from '../../src/http/csv/import-files.js';
import { temporaryFolder } from '../support/cli.js';
import { photo } from '../support/gallery.js';
import { ANY_KEY, formOf } from '../support/http-app.js';
import { serverOn } from '../support/http-database.js';
import { Scenario } from '../support/scenario.js';
import { openService, photoOf } from '../support/service.js';

const C = '/collections/default';

const CSV =
  'user_id,name,Floor,face_image_file1\n1,Ann,3,ann.jpg\n2,"Zoë, B",4,nobody.jpg\n3,Max,,\n';

const photoFile = (person: string) => new Blob([photoOf(person).bytes]);

type Fields = Parameters<typeof formOf>[0];

const importForm = (csv = CSV, more: Fields = []) =>
  formOf([
    ['file', new Blob([csv]), '../../users.csv'],
    ['images[]', photoFile('ann'), 'ann.jpg'],
    ['images[]', photoFile('nobody'), 'nobody.jpg'],
    ...more,
  ]);

async function started() {
  const s = new Scenario();
  return { s, ...(await serverOn(s.db)) };
}

test('a CSV with photos is imported, and tells what failed', async () => {
  const { send, s } = await started();
  const answer = await send('POST', `${C}/import.csv`, importForm());
  expect(answer.statusCode, answer.body).toBe(200);
  const { summary, failed, error_report } = answer.json().data;
  expect(summary).toMatchObject({
    ...{ dry_run: false, enrolled: { total: 1 }, failed: { total: 1 } },
    ...{ users_created: 2, reference: null },
  });
  expect(failed).toMatchObject([{ row: 3, external_id: '2', code: 'FACE_NOT_FOUND' }]);
  expect(error_report).toBeNull();
  expect(answer.body).not.toContain(s.cwd);
  expect(s.names().filter((name) => name.includes('-files-'))).toEqual([]);
  expect(s.query('SELECT file_name FROM templates')).toEqual([{ file_name: 'ann.jpg' }]);
});

test('the error report comes where it is asked for, and options are those of the command', async () => {
  const { send, s } = await started();
  const more: Fields = [
    ['error_report', 'true'],
    ['map', 'Badge=user_id'],
    ['delimiter', ';'],
    ['tag', 'night'],
    ['tag', 'new'],
    ['reference', 'CHG-1'],
  ];
  const csv = 'Badge;face_image_file1\n1;ann.jpg\n2;none.jpg\n';
  const { data } = (await send('POST', `${C}/import.csv`, importForm(csv, more))).json();
  expect(data.error_report).toContain('FILE_NOT_FOUND');
  expect(data.error_report).not.toContain(s.cwd);
  expect(data.summary.reference).toBe('CHG-1');
  expect(s.query('SELECT tag FROM user_tags ORDER BY tag')).toEqual([
    { tag: 'new' },
    { tag: 'night' },
  ]);
  expect(s.query('SELECT DISTINCT reference FROM audit WHERE run_id IS NOT NULL')).toEqual([
    { reference: 'CHG-1' },
  ]);
});

test.each([
  [
    [
      ['file', new Blob(['a,b\n']), 'a.csv'],
      ['colour', 'red'],
    ],
    'colour',
  ],
  [
    [
      ['file', new Blob([CSV]), 'a.csv'],
      ['errors', '/tmp/x'],
    ],
    'errors',
  ],
  [
    [
      ['file', new Blob([CSV]), 'a.csv'],
      ['heading_row', '0'],
    ],
    'heading_row',
  ],
  [[['images[]', new Blob(['x']), 'a.jpg']], 'file is missing'],
  [
    [
      ['file', new Blob([CSV]), 'a.csv'],
      ['images[]', new Blob(['x']), 'a'],
      ['images[]', new Blob(['x']), 'A'],
    ],
    'two files',
  ],
  [[['file', new Blob(['nothing\n1\n']), 'a.csv']], 'user_id'],
  [[['file', new Blob(['']), 'a.csv']], 'empty'],
  [
    [
      ['file', new Blob([CSV]), 'a.csv'],
      ['metadata', `${'{"a":'.repeat(1_100)}1${'}'.repeat(1_100)}`],
    ],
    'metadata',
  ],
] as const)('an import of %o is refused', async (fields, told) => {
  const { send, s } = await started();
  const answer = await send('POST', `${C}/import.csv`, formOf(fields as unknown as Fields));
  expect([answer.statusCode, answer.json().error.message]).toEqual([
    400,
    expect.stringContaining(told),
  ]);
  expect(answer.body).not.toContain(s.cwd);
  expect(answer.body).not.toContain('--');
});

test('a CSV opens no file of the server', async () => {
  const { send, s } = await started();
  s.write('secret.jpg', readFileSync(photo('1001.jpg')));
  const csv = `user_id,face_image_file1\n1,${s.path('secret.jpg')}\n2,../../secret.jpg\n`;
  const { data } = (await send('POST', `${C}/import.csv`, importForm(csv))).json();
  expect(data.summary).toMatchObject({ enrolled: { total: 0 }, failed: { total: 2 } });
});

test('folders of a killed server are removed when the next one starts, and those in use are not', async () => {
  const s = new Scenario();
  await openService(s.db);
  for (const name of ['old', 'new']) mkdirSync(`${s.db}-files-${name}`);
  utimesSync(`${s.db}-files-old`, 1, 1);
  await openService(s.db);
  expect(s.names().filter((name) => name.includes('-files-'))).toEqual(['faceenroll.db-files-new']);
});

test('why there was nothing to do is told without the folder on the server', async () => {
  const { send, s } = await started();
  const answer = await send(
    'POST',
    `${C}/import.csv`,
    formOf([['file', new Blob(['user_id\n']), 'a.csv']]),
  );
  expect(answer.json().data.summary.nothing_to_do).toMatch(/^"import\.csv" has headings/);
  expect(answer.body).not.toContain(s.cwd);
});

test('users are exported as the command has it, and imported again unchanged', async () => {
  const { send, s } = await started();
  await send('POST', `${C}/import.csv`, importForm());
  const exported = await send('GET', `${C}/export.csv?name=ann`);
  expect(exported.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(exported.body.split('\n').slice(0, 2)).toEqual([
    expect.stringMatching(/^user_id,name,Floor,face_image_file1/),
    expect.stringMatching(/^1,Ann,3,ann\.jpg/),
  ]);
  expect(s.names().filter((name) => name.includes('-files-'))).toEqual([]);
  const again = await send('POST', `${C}/import.csv`, importForm(exported.body));
  expect(again.json().data.summary).toMatchObject({
    unchanged: { total: 1 },
    failed: { total: 0 },
  });
});

test('templates leave with the scope for it alone', async () => {
  const s = new Scenario();
  const others = { ...ANY_KEY, scopes: ['read', 'export', 'search'] as const };
  const { send } = await serverOn(s.db, { any: ANY_KEY, others });
  await send('POST', `${C}/import.csv`, importForm());
  const path = `${C}/templates.ndjson`;
  expect((await send('GET', path, undefined, { key: 'others' })).statusCode).toBe(403);
  const lines = (await send('GET', path)).body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.length).toBeGreaterThanOrEqual(2);
  const told = await Promise.all(
    [`${C}/faces`, `${C}/users`, `${C}/users/1`, `${C}/export.csv`].map((one) => send('GET', one)),
  );
  for (const { body } of told) expect(body).not.toContain('embedding');
});

test.each(['.', '..', 'x'.repeat(256)])('no photo is called %s', (name) => {
  const folder = temporaryFolder();
  const files = [
    { field: 'file', name: 'a.csv', bytes: Buffer.from(CSV) },
    { field: 'images[]', name, bytes: Buffer.from('x') },
  ];
  expect(() => written({ fields: new Map(), files }, folder)).toThrow('no file can have');
  expect(readdirSync(folder)).toEqual([]);
});
