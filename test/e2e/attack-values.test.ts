import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { DIMENSIONS } from '../support/encoder.js';
import { enroll } from '../support/enrolled.js';
import { endings, fixture, Scenario } from '../support/scenario.js';
import { unit } from '../support/vectors.js';

const PHOTOS = ['--images', fixture('photos')];

/** What would change the database if a text were ever taken for SQL. */
const INJECTIONS = [
  `x'); DROP TABLE users; --`,
  `x"; DELETE FROM templates; --`,
  `' OR '1'='1`,
  '%',
  '_',
  "x' UNION SELECT name FROM sqlite_schema --",
  '?1',
  '@userId',
  '$.a[0]',
];

const quotedCell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

describe('SQL', () => {
  it('in user IDs, names, headings, cells, file names and collections is text', async () => {
    const s = new Scenario();
    const headings = ['user_id', 'name', 'face_image_file1', ...INJECTIONS];
    const rows = INJECTIONS.map((text) => [text, text, '', ...INJECTIONS]);
    const csv = [headings, ...rows].map((cells) => cells.map(quotedCell).join(','));
    s.write('users.csv', `${csv.join('\n')}\n`);
    const collection = ['--collection', INJECTIONS[0] as string];
    const options = [...PHOTOS, ...collection, '--allow-odd-ids'];
    const result = await s.json(['import-csv', 'users.csv', ...options]);
    expect(result.code, result.stderr).toBe(0);
    expect(s.userIds()).toEqual(INJECTIONS.toSorted());
    for (const { user_id, name, fields, collection: own } of s.query('SELECT * FROM users')) {
      expect([name, own]).toEqual([user_id, INJECTIONS[0]]);
      expect(JSON.parse(fields)).toEqual(Object.fromEntries(INJECTIONS.map((x) => [x, x])));
    }
    s.photos(Object.fromEntries(INJECTIONS.map((text) => [`${text}.jpg`, '1001.jpg'])));
    const odd = [...collection, '--allow-odd-ids'];
    const faces = await s.json(['import-faces', 'photos', ...odd]);
    expect(faces.code, faces.stderr).toBe(0);
    expect(s.count('templates')).toBe(INJECTIONS.length);
    const other = s.query("SELECT name FROM collections WHERE name <> 'default'");
    expect(other).toEqual([{ name: INJECTIONS[0] }]);
  });

  it('in --map, in a file that is told and in what is searched for is text', async () => {
    const s = new Scenario();
    const [drop = '', remove = '', always = ''] = INJECTIONS;
    s.write(`${remove}.csv`, `${quotedCell(drop)},x\n7,8\n`);
    const mapped = await s.json(['import-csv', `${remove}.csv`, '--map', `${drop}=user_id`]);
    expect(mapped.code, mapped.stderr).toBe(0);
    expect(s.userIds()).toEqual(['7']);
    const reason = ['--reason', drop];
    for (const command of [
      ['duplicates', 'allow', '7', always, ...reason],
      ['duplicates', 'revoke', always, drop],
      ['verify', always, fixture('photos', '1001.jpg')],
    ]) {
      const { code, stderr } = await s.call(command);
      expect(code).toBe(1);
      expect(stderr).toMatch(/there is no (user|exception)/);
    }
    expect(s.userIds()).toEqual(['7']);
    // A wildcard is no wildcard.
    expect((await s.call(['duplicates', 'allow', '7', '%', ...reason])).code).toBe(1);
  });
});

/** Names that every object of JavaScript has from its prototype. */
const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

describe('names that every object inherits', () => {
  it('are user IDs, headings, cells and collections like any other', async () => {
    const s = new Scenario();
    const rows = [['user_id', ...INHERITED], ...INHERITED.map((id) => [id, ...INHERITED])];
    s.write('users.csv', rows.map((cells) => `${cells.join(',')}\n`).join(''));
    const command = ['import-csv', 'users.csv', '--collection', '__proto__'];
    const first = await s.json(command);
    expect(endings(first).map(([, ending]) => ending)).toEqual(Array(5).fill('USER_CREATED'));
    for (const { user_id, fields } of s.query('SELECT user_id, fields FROM users')) {
      expect(INHERITED).toContain(user_id);
      const entries = Object.entries(JSON.parse(fields));
      expect(entries.toSorted()).toEqual(INHERITED.map((name) => [name, name]).toSorted());
    }
    const again = await s.json([...command, '--if-user-exists', 'overwrite']);
    expect(endings(again).map(([, ending]) => ending)).toEqual(Array(5).fill('SAME_DATA'));
    s.write('users.csv', 'user_id,constructor\ntoString,new\n');
    await s.json([...command, '--if-user-exists', 'overwrite']);
    const [changed] = s.query("SELECT fields FROM users WHERE user_id = 'toString'");
    expect(Object.entries(JSON.parse(changed.fields)).toSorted()).toEqual(
      INHERITED.map((name) => [name, name === 'constructor' ? 'new' : name]).toSorted(),
    );
  });

  it('are headings for --map, which a retry takes over', async () => {
    const s = new Scenario();
    s.write('users.csv', '__proto__,constructor\n7,gone.jpg\n');
    const maps = ['--map', '__proto__=user_id', '--map', 'constructor=face_image_file1'];
    const failed = await s.json(['import-csv', 'users.csv', ...maps]);
    expect(endings(failed)).toEqual([['gone.jpg', 'FILE_NOT_FOUND']]);
    s.photos({ 'gone.jpg': '1001.jpg' }, '.');
    const retry = await s.json(['import-csv', 'users.errors.csv']);
    expect(endings(retry), retry.stderr).toEqual([['gone.jpg', 'NEW_TEMPLATE_CREATED']]);
    expect(s.userIds()).toEqual(['7']);
  });

  it('are no fields, model packs or failure codes', async () => {
    const s = new Scenario();
    s.write(
      'users.csv',
      'user_id,row,error_code,error_message,error_advice\n7,1,constructor,x,y\n',
    );
    expect((await s.call(['import-csv', 'users.csv'])).code).toBe(1);
    const list = await s.json(['import-csv', 'users.csv', '--as-list']);
    expect(list.summary).toMatchObject({ exitCode: 0 });
    for (const name of INHERITED) {
      const mapped = await s.call(['import-csv', 'users.csv', '--as-list', '--map', `row=${name}`]);
      expect(mapped).toMatchObject({ code: 2, stderr: expect.stringContaining('no field') });
      const pack = await s.call(['inspect', 'x.jpg', '--models', name]);
      expect(pack).toMatchObject({ code: 1, stderr: expect.stringContaining('no model pack') });
      const install = await s.call(['models', 'install', name]);
      expect(install).toMatchObject({ code: 2, stderr: expect.stringContaining('no model') });
    }
  });
});

describe('what a spreadsheet would run', () => {
  it('is not in the CSV of duplicates, and a user ID is told to the letter otherwise', async () => {
    const s = new Scenario();
    const embedding = unit(Array.from({ length: DIMENSIONS }, (_, i) => i));
    const ids = ['=cmd|1', '+1;=2', '@SUM(1)', '1001'];
    enroll(
      s.db,
      ids.map((userId) => ({ userId, embedding })),
    );
    const { stdout } = await s.call(['duplicates', 'scan', '--csv']);
    const cells = (parse(stdout) as string[][]).slice(1).flatMap((row) => row.slice(1, 3));
    expect(cells).toHaveLength(12);
    for (const part of cells.flatMap((cell) => cell.split(/[;,]/)))
      expect(part).not.toMatch(/^[=+@-]/);
    expect(cells).toContain("'+1;'=2");
    expect((await s.call(['duplicates', 'scan', '--json'])).stdout).toContain('"+1;=2"');
  });

  it('is not in the error report behind another delimiter either, and comes back by a retry', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,name,face_image_file1\n7,a;=1+1;b,gone.jpg\n');
    await s.call(['import-csv', 'users.csv']);
    const report = readFileSync(s.path('users.errors.csv'), 'utf8');
    expect(report).toContain("a;'=1+1;b");
    s.photos({ 'gone.jpg': '1001.jpg' }, '.');
    expect((await s.json(['import-csv', 'users.errors.csv'])).code).toBe(0);
    expect(s.query('SELECT name FROM users')).toEqual([{ name: 'a;=1+1;b' }]);
  });
});

describe('what the report and the messages say of a user', () => {
  it('is what the operator gave, and no template', async () => {
    const s = new Scenario();
    s.write(
      'users.csv',
      'user_id,name,note,face_image_file1\n1,Ann,mine,1001.jpg\n2,Ben,yours,1002.jpg\n3,Cy,his,gone.jpg\n4,Di,hers,1001.jpg\n',
    );
    const command = ['import-csv', 'users.csv', ...PHOTOS, '--profile-image', '--verbose'];
    const runs = [
      await s.call([...command, '--dry-run', '--json']),
      await s.call([...command, '--duplicates', 'flag']),
      await s.call([
        ...command,
        '--json',
        '--if-face-exists',
        'overwrite',
        '--duplicates',
        'refuse',
      ]),
      await s.call(['identify', fixture('photos', '1001.jpg'), '--json']),
    ];
    const report = readFileSync(s.path('users.errors.csv'), 'utf8');
    const said = [report, ...runs.map(({ stdout, stderr }) => stdout + stderr)].join('\n');
    const rows: string[][] = parse(report, { bom: true });
    expect(rows[0]).toEqual([
      ...['user_id', 'name', 'note', 'face_image_file1'],
      ...['row', 'error_code', 'error_message', 'error_advice', 'report_row'],
    ]);
    expect(rows.slice(1).map((row) => row.slice(0, 4))).toEqual([['3', 'Cy', 'his', 'gone.jpg']]);
    // The messages name users by their ID alone.
    expect(said.replace(report, '')).not.toMatch(/Ann|Ben|mine|yours|hers/);
    const templates = s.query('SELECT embedding FROM templates');
    expect(templates.length).toBeGreaterThan(1);
    for (const { embedding } of templates as { embedding: Buffer }[]) {
      for (let at = 0; at < embedding.length; at += 4) {
        const value = Math.abs(embedding.readFloatLE(at)).toPrecision(4);
        // Figures that short appear by chance.
        if (value.length > 6) expect(said).not.toContain(value);
      }
      for (const coding of ['hex', 'base64'] as const) {
        expect(said).not.toContain(embedding.subarray(0, 12).toString(coding));
      }
    }
    expect(said).not.toMatch(/embedding|\[-?0\.\d+,-?0\.\d+/);
  });
});
