import { readFileSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DIMENSIONS } from '../support/encoder.js';
import { enroll } from '../support/enrolled.js';
import { enrolledScenario } from '../support/gallery-database.js';
import { filesWith } from '../support/keys.js';
import { endings, Scenario } from '../support/scenario.js';
import { unit } from '../support/vectors.js';

const EXPORT = ['templates', 'export', 'templates.ndjson'];
const IMPORT = ['templates', 'import', 'templates.ndjson'];
const OTHER = ['--db', 'other.db', '--create-missing'];

const ROWS = 'SELECT * FROM templates ORDER BY face_id';

/** The templates and users of both databases. */
function both(s: Scenario, sql = ROWS) {
  const { db } = s;
  const here = s.query(sql);
  const there = Object.assign(Object.create(s), { db: s.path('other.db') }) as Scenario;
  return { db, here, there: there.query(sql) };
}

describe('templates that are exported and imported into an empty database', () => {
  it('are the same, byte for byte, and so are the data of their users', async () => {
    const s = enrolledScenario(5);
    await s.call(['users', 'update', '1001', '--name', 'Ann', '--set', '__proto__=3'], {
      asTyped: true,
    });
    await s.call(['users', 'add', '2001'], { asTyped: true });
    const [{ face_id }] = s.query(ROWS);
    await s.call(['faces', 'update', face_id, '--metadata', '{"badge":"A7"}'], { asTyped: true });
    const exported = await s.call(EXPORT, { asTyped: true });
    expect(exported).toMatchObject({ code: 0, stdout: '' });
    expect(exported.stderr).toContain('5 templates exported to templates.ndjson.\n');
    expect(exported.stderr).toContain('is not encrypted');
    expect(statSync(s.path('templates.ndjson')).mode & 0o777).toBe(0o600);

    const imported = await s.json([...IMPORT, ...OTHER]);
    expect(imported.code).toBe(0);
    expect(imported.outcomes.map(({ row, action }) => [row, action])).toEqual(
      [2, 3, 4, 5, 6].map((row) => [row, 'NEW_TEMPLATE_CREATED']),
    );
    const templates = both(s);
    expect(templates.here).toHaveLength(5);
    expect(templates.there).toEqual(templates.here);
    const users = both(s, "SELECT user_id, name, fields FROM users WHERE user_id < '2' ORDER BY 1");
    expect(users.here[0]).toEqual({ user_id: '1001', name: 'Ann', fields: '{"__proto__":"3"}' });
    expect(users.there).toEqual(users.here);
    expect(both(s, "SELECT * FROM users WHERE user_id = '2001'").there).toEqual([]);
    expect((await s.call(['audit', 'verify', '--db', 'other.db'], { asTyped: true })).code).toBe(0);

    const again = await s.json([...IMPORT, ...OTHER]);
    expect(endings(again).map(([, ending]) => ending)).toEqual(Array(5).fill('FACE_PRESERVED'));
  });

  it('are those that the options mean', async () => {
    const s = enrolledScenario(3);
    await s.call(['users', 'update', '1002', '--department', 'Sales']);
    const { stdout, stderr, code } = await s.call(['templates', 'export', '--department', 'Sales']);
    expect(code).toBe(0);
    expect(stderr).toContain('1 template exported.\n');
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ user_id }) => user_id)).toEqual([undefined, '1002', undefined]);
    const one = await s.call(['templates', 'export', '--user', '1003']);
    expect(one.stdout).toContain('"user_id":"1003"');
    expect((await s.call(['templates', 'export', '--user', '1004'])).code).toBe(1);
  });
});

describe('an import of templates', () => {
  it('refuses unknown users and faces of others, reports them and ends with exit code 3', async () => {
    const s = enrolledScenario(3);
    await s.call(EXPORT);
    const unknown = await s.json([...IMPORT, '--db', 'other.db']);
    expect(unknown).toMatchObject({
      code: 3,
      summary: { errorReport: 'templates.ndjson.errors.csv', retry: null },
    });
    expect(endings(unknown).map(([, code]) => code)).toEqual(Array(3).fill('USER_NOT_FOUND'));
    const report = readFileSync(s.path('templates.ndjson.errors.csv'), 'utf8');
    expect(report.split('\n')[0]).toBe(
      '\ufeffuser_id,face_id,file_name,row,error_code,error_message,error_advice,report_row',
    );
    expect(report).toContain('1003.jpg,4,USER_NOT_FOUND');

    // The face of 1001 under another user ID.
    const [{ embedding }] = s.query("SELECT embedding FROM templates WHERE user_id = '1001'");
    const values = Array.from({ length: DIMENSIONS }, (_, i) => embedding.readFloatLE(4 * i));
    enroll(s.path('other.db'), [{ userId: '9', embedding: unit(values) }]);
    const duplicate = await s.json([...IMPORT, ...OTHER]);
    expect(duplicate.code).toBe(3);
    expect(endings(duplicate)).toEqual([
      ['1001.jpg', 'DUPLICATE_OF_ENROLLED_USER'],
      ['1002.jpg', 'NEW_TEMPLATE_CREATED'],
      ['1003.jpg', 'NEW_TEMPLATE_CREATED'],
    ]);
    const flagged = await s.json([...IMPORT, ...OTHER, '--duplicates', 'flag']);
    expect(flagged).toMatchObject({ code: 0, summary: { flagged: { total: 1 } } });
  });

  it('gives a face a new ID where its own is taken, and tells it in the audit', async () => {
    const s = enrolledScenario(2);
    await s.call(EXPORT);
    const { code, outcomes } = await s.json([
      ...IMPORT,
      '--collection',
      'copy',
      '--create-missing',
    ]);
    expect(code).toBe(0);
    expect(s.count('templates')).toBe(4);
    const old = s.query(
      "SELECT face_id FROM templates WHERE collection = 'default' ORDER BY user_id",
    );
    const told = s.query(
      `SELECT face_id, detail ->> '$.movedFrom' AS was FROM audit
       WHERE collection = 'copy' AND face_id IS NOT NULL ORDER BY position`,
    );
    expect(told.map(({ was }) => was)).toEqual(old.map(({ face_id }) => face_id));
    expect(told.map(({ face_id }) => face_id)).toEqual(outcomes.map(({ faceId }) => faceId));
  });

  it.each([
    ['preserve', 'FACE_PRESERVED', 1],
    ['overwrite', 'TEMPLATE_REPLACED', 1],
    ['add', 'TEMPLATE_UPDATED', 2],
  ])('with --if-face-exists %s does as import-csv does', async (policy, ending, faces) => {
    const s = new Scenario();
    const embedding = unit(Array.from({ length: DIMENSIONS }, (_, i) => (i % 7) - 3));
    enroll(s.db, [{ userId: '1', embedding }]);
    await s.call(EXPORT);
    enroll(s.path('other.db'), [{ userId: '1', embedding }]);
    const all = [...IMPORT, '--db', 'other.db', '--if-face-exists', policy];
    const dry = await s.json([...all, '--dry-run']);
    expect(endings(dry)).toEqual([['1.jpg', ending]]);
    expect(both(s).there).toHaveLength(1);
    expect(endings(await s.json(all))).toEqual([['1.jpg', ending]]);
    expect(both(s).there).toHaveLength(faces);
    if (policy === 'preserve') return;
    expect(endings(await s.json(all))).toEqual([['1.jpg', 'SAME_PHOTO']]);
  });

  it('does nothing with a file that was cut off or is of another encoder', async () => {
    const s = enrolledScenario(2);
    await s.call(EXPORT);
    const whole = readFileSync(s.path('templates.ndjson'), 'utf8');
    s.write('cut.ndjson', whole.slice(0, -1));
    const cut = await s.call(['templates', 'import', 'cut.ndjson', ...OTHER]);
    expect(cut).toMatchObject({ code: 1, stdout: '' });
    expect(cut.stderr).toContain('cut.ndjson" was cut off or altered');
    enroll(s.path('x.db'), [{ userId: '1', embedding: unit([1, 2]) }], { encoder: 'elsewhere' });
    await s.call(['templates', 'export', 'x.ndjson', '--db', 'x.db']);
    const foreign = await s.call(['templates', 'import', 'x.ndjson', ...OTHER]);
    expect(foreign.code).toBe(1);
    expect(foreign.stderr).toContain('were made by the encoder "elsewhere" (2 values)');
    expect(filesWith(s.cwd, Buffer.from('SQLite format 3'))).not.toContain('other.db');
  });
});

describe('templates of an encrypted database', () => {
  it('are encrypted in the file unless --plain says otherwise, and open with their key alone', async () => {
    const s = enrolledScenario(2);
    const plain = s.query(ROWS).map(({ embedding }) => embedding as Buffer);
    for (const name of ['old.key', 'new.key'])
      await s.call(['key', 'generate', name], { asTyped: true });
    s.write('none.csv', 'user_id\n');
    await s.call(['import-csv', 'none.csv', '--key-file', 'old.key'], { asTyped: true });
    expect(s.count('encryption')).toBe(1);

    expect((await s.call(EXPORT, { asTyped: true })).stderr).toContain(
      'is encrypted: name its key',
    );
    const sealed = await s.call([...EXPORT, '--key-file', 'old.key'], { asTyped: true });
    expect(sealed).toMatchObject({
      code: 0,
      stderr: '2 templates exported to templates.ndjson.\n',
    });
    const text = readFileSync(s.path('templates.ndjson'), 'utf8');
    expect(text).not.toContain('"1001"');
    const open = await s.call([...EXPORT.slice(0, 2), '--plain', '--key-file', 'old.key'], {
      asTyped: true,
    });
    expect(open.stderr).toContain(
      'warning: What was written is not encrypted, though the database is',
    );
    expect(open.stdout).toContain(plain[0]?.toString('base64'));

    for (const key of [[], ['--key-file', 'new.key']]) {
      const refused = await s.call([...IMPORT, ...OTHER, ...key], { asTyped: true });
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toContain('--from-key-file');
    }
    const keys = ['--from-key-file', 'old.key', '--key-file', 'new.key'];
    const moved = await s.json([...IMPORT, ...OTHER, ...keys]);
    expect(moved).toMatchObject({ code: 0, summary: { enrolled: { total: 2 } } });
    for (const embedding of plain) expect(filesWith(s.cwd, embedding)).toEqual([]);
    await s.call(
      [
        'templates',
        'export',
        'back.ndjson',
        '--plain',
        '--db',
        'other.db',
        '--key-file',
        'new.key',
      ],
      { asTyped: true },
    );
    const faces = readFileSync(s.path('back.ndjson'), 'utf8').split('\n').slice(1, 3);
    expect(faces.map((line) => JSON.parse(line).embedding).sort()).toEqual(
      plain.map((embedding) => embedding.toString('base64')).sort(),
    );
  });

  it('are written over no file and through no link', async () => {
    const s = enrolledScenario(1);
    s.write('templates.ndjson', 'mine');
    symlinkSync('elsewhere', s.path('link.ndjson'));
    for (const name of ['templates.ndjson', 'link.ndjson']) {
      const { code, stderr } = await s.call(['templates', 'export', name]);
      expect(code).toBe(1);
      expect(stderr).toContain('is there already');
    }
    expect(readFileSync(s.path('templates.ndjson'), 'utf8')).toBe('mine');
  });
});
