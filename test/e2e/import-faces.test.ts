import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { query } from '../support/cli.js';
import { DIMENSIONS } from '../support/encoder.js';
import { endings, expectSound, fixture, Scenario } from '../support/scenario.js';

const STAFF = ['1001.jpg', '1002.jpg', '1003.jpg'];

describe('import-faces', () => {
  it('enrolls each photo under the user ID that is its file name', async () => {
    const s = new Scenario();
    const result = await s.json(['import-faces', s.photos(STAFF), '--create-missing']);

    expect(result.code).toBe(0);
    expect(endings(result)).toEqual(STAFF.map((file) => [file, 'NEW_TEMPLATE_CREATED']));
    expect(result.summary).toMatchObject({
      enrolled: { total: 3, by: { NEW_TEMPLATE_CREATED: 3 } },
      failed: { total: 0 },
      usersCreated: 3,
      errorReport: null,
    });
    const rows = s.query(
      'SELECT user_id, slot, file_name, photo_digest, quality, face_id FROM templates ORDER BY 1',
    );
    expect(rows).toEqual(
      STAFF.map((file, i) => ({
        user_id: file.slice(0, 4),
        slot: 1,
        file_name: file,
        photo_digest: sha256(fixture('photos', file)),
        quality: result.outcomes[i].quality,
        face_id: result.outcomes[i].faceId,
      })),
    );
    for (const { quality } of rows) expect(quality).toBeGreaterThan(0.5);
    expect(new Set(s.query('SELECT embedding FROM templates').map(hex)).size).toBe(3);
  });

  it('refuses a photo of nobody it knows unless --create-missing is given', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,name\n1001,Martin Keller\n');
    await s.call(['import-csv', 'users.csv']);
    const result = await s.json(['import-faces', s.photos(['1001.jpg', '1002.jpg'])]);

    expect(result.code).toBe(3);
    expect(endings(result)).toEqual([
      ['1001.jpg', 'NEW_TEMPLATE_CREATED'],
      ['1002.jpg', 'USER_NOT_FOUND'],
    ]);
    expect(result.outcomes[1].message).toBe('there is no user with the user ID "1002"');
    expect(s.userIds()).toEqual(['1001']);
    expect(s.query('SELECT name FROM users')).toEqual([{ name: 'Martin Keller' }]);
  });

  it('changes nothing when the same folder is imported again', async () => {
    const s = new Scenario();
    const command = ['import-faces', s.photos(STAFF), '--create-missing'];
    await s.call(command);
    const before = s.query('SELECT * FROM templates');
    const again = await s.json(command);

    expect(again.code).toBe(0);
    expect(endings(again)).toEqual(STAFF.map((file) => [file, 'FACE_PRESERVED']));
    expect(s.query('SELECT * FROM templates')).toEqual(before);
    expect(s.count('users')).toBe(3);
  });

  it('leaves every photo as it was', async () => {
    const s = new Scenario();
    s.photos({ ...named(STAFF), 'Zoë.jpg': 'Zoë.jpg', 'a.png': 'png-plain.png' });
    s.write('photos/broken.jpg', readFileSync(fixture('broken', 'truncated.jpg')));
    for (const file of readdirSync(s.path('photos'))) {
      utimesSync(s.path('photos', file), 1_000_000, 1_000_000.5);
    }
    const before = snapshot(s.path('photos'));
    await s.call(['import-faces', 'photos', '--create-missing', '--profile-image']);
    await s.call(['import-faces', 'photos', '--if-face-exists', 'overwrite']);

    expect(snapshot(s.path('photos'))).toEqual(before);
  });

  it('keeps the users of collections apart', async () => {
    const s = new Scenario();
    const command = ['import-faces', s.photos(['1001.jpg']), '--create-missing'];
    await s.call([...command, '--collection', 'north']);
    const south = await s.json(['import-faces', 'photos', '--collection', 'south']);
    const again = await s.json([...command, '--collection', 'south']);

    expect(endings(south)).toEqual([['1001.jpg', 'USER_NOT_FOUND']]);
    expect(endings(again)).toEqual([['1001.jpg', 'NEW_TEMPLATE_CREATED']]);
    const expected = [
      { collection: 'north', user_id: '1001' },
      { collection: 'south', user_id: '1001' },
    ];
    expect(s.query('SELECT collection, user_id FROM users ORDER BY 1')).toEqual(expected);
    expect(s.query('SELECT collection, user_id FROM templates ORDER BY 1')).toEqual(expected);
  });

  it('takes the database from --db, else from FACEENROLL_DB, else from the working folder', async () => {
    const s = new Scenario();
    mkdirSync(s.path('data'));
    s.write('users.csv', 'user_id\n1001\n');
    const env = { FACEENROLL_DB: s.path('data', 'environment.db') };
    const command = ['import-csv', 'users.csv'];
    await s.call([...command, '--db', 'data/flag.db'], { env });
    expect(readdirSync(s.path('data'))).toEqual(['flag.db']);
    await s.call(command, { env });
    expect(readdirSync(s.path('data'))).toEqual(['environment.db', 'flag.db']);
    expect(readdirSync(s.cwd)).toEqual(['data', 'users.csv']);
    await s.call(command);
    expect(s.userIds()).toEqual(['1001']);
    for (const db of ['data/environment.db', 'data/flag.db']) {
      expectSound(s.path(db));
      expect(query(s.path(db), 'SELECT user_id FROM users')).toEqual([{ user_id: '1001' }]);
    }
  });

  it('makes a database file of any name, also of one that means something to SQLite', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\n1001\n');
    for (const name of [':memory:', 'file:x.db?mode=memory', "it's 100%.db"]) {
      expect((await s.call(['import-csv', 'users.csv', '--db', name])).code).toBe(0);
      expect(query(s.path(name), 'SELECT user_id FROM users'), name).toEqual([{ user_id: '1001' }]);
    }
  });

  it('gives the same templates with one worker as with two', async () => {
    const s = new Scenario();
    s.photos([...STAFF, '1004.jpg', 'large.jpg']);
    for (const n of ['1', '2']) {
      const command = ['import-faces', 'photos', '--create-missing', '--workers', n];
      expect((await s.call([...command, '--collection', n])).code).toBe(0);
    }
    const [one, two] = ['1', '2'].map((n) =>
      s.query(
        `SELECT user_id, slot, encoder, hex(embedding) AS embedding, quality, photo_digest, file_name
         FROM templates WHERE collection = ? ORDER BY user_id`,
        n,
      ),
    );
    expect(one).toHaveLength(5);
    expect(one).toEqual(two);
  });

  it('gives the same template whatever EXIF orientation a photo is stored in', async () => {
    const s = new Scenario();
    await s.call(['import-faces', s.photos(['exif-1.jpg', 'exif-6.jpg']), '--create-missing']);
    const [upright, turned] = s
      .query('SELECT embedding FROM templates ORDER BY user_id')
      .map((row) => vector(row.embedding));
    const similarity = upright?.reduce((sum, value, i) => sum + value * (turned?.[i] ?? 0), 0);
    expect(similarity).toBeGreaterThan(0.98);
  });

  it('takes the first photos only with --limit, and the rest the next time', async () => {
    const s = new Scenario();
    const photos = s.photos(['1001.jpg', '1002.jpg', '1003.jpg']);
    const first = await s.call(['import-faces', photos, '--create-missing', '--limit', '2']);
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^Enrolled +2/m);
    expect(first.stderr).toContain('Stopped after 2 photos (--limit): the rest was not read');
    const rest = await s.call(['import-faces', photos, '--create-missing']);
    expect(rest.stdout).toMatch(/^Enrolled +1/m);
    expect(rest.stderr).not.toContain('--limit');
  });

  it('writes down who ran what, when, with which options and counts', async () => {
    const s = new Scenario();
    await s.call(['import-faces', s.photos(['1001.jpg']), '--create-missing', '--ignore-case']);
    const [run] = s.query('SELECT * FROM runs');

    expect(run).toMatchObject({
      command: 'import-faces',
      input: s.path('photos'),
      collection: 'default',
      status: 'finished',
    });
    expect(JSON.parse(run.options)).toMatchObject({
      missingUsers: 'create',
      ignoreCase: true,
      ifFaceExists: 'preserve',
    });
    expect(JSON.parse(run.counts)).toMatchObject({ enrolled: { total: 1 }, exitCode: 0 });
    expect(Date.parse(run.ended_at)).toBeGreaterThanOrEqual(Date.parse(run.started_at));
    const audit = s.query('SELECT run_id, action, user_id FROM audit ORDER BY position');
    expect(audit).toEqual([
      { run_id: run.run_id, action: 'USER_CREATED', user_id: '1001' },
      { run_id: run.run_id, action: 'NEW_TEMPLATE_CREATED', user_id: '1001' },
    ]);
  });
});

const named = (files: readonly string[]) => Object.fromEntries(files.map((file) => [file, file]));
const hex = (row: { embedding: Buffer }) => row.embedding.toString('hex');
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const vector = (blob: Buffer) =>
  Array.from({ length: DIMENSIONS }, (_, i) => blob.readFloatLE(i * 4));

function snapshot(folder: string): unknown[] {
  return readdirSync(folder).map((file) => {
    const { mtimeMs, mode } = statSync(`${folder}/${file}`);
    return { file, mtimeMs, mode, sha256: sha256(`${folder}/${file}`) };
  });
}
