import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { events, query } from '../support/cli.js';
import { ENCODER } from '../support/encoder.js';
import { endings, Scenario } from '../support/scenario.js';

const CSV = `user_id,name,department,Floor,metadata,face_image_file1
1001,Änn Lee,Sales,3,"{""badge"":""A7""}",1001.jpg
1002,=José,Sales,,,1006.jpg
1003,Olu Okoye,Research,3,,
`;

/** Two users with a face and one without. */
async function gallery(more: readonly string[] = []): Promise<Scenario> {
  const s = new Scenario();
  await s.prepare(`gallery ${more.join(' ')}`, async () => {
    s.photos(['1001.jpg', '1006.jpg']);
    s.write('users.csv', CSV);
    const { code } = await s.call(['import-csv', 'users.csv', '--images', 'photos', ...more]);
    expect(code).toBe(0);
  });
  return s;
}

const ids = (result: {
  stdout: string;
  stderr: string;
  code: number | null;
  signal: null | NodeJS.Signals;
}) => events(result).flatMap(({ event, userId }) => (event === 'summary' ? [] : [userId]));

describe('users list', () => {
  const FOUND: readonly [options: string[], userIds: string[]][] = [
    [['--with-face'], ['1001', '1002']],
    [['--without-face'], ['1003']],
    [
      ['--department', 'Sales'],
      ['1001', '1002'],
    ],
    [
      ['--where', 'Floor=3'],
      ['1001', '1003'],
    ],
    [['--where', 'Floor='], ['1002']],
    [['--where', 'Department=Research', '--where', 'Floor=3'], ['1003']],
    [['--name', 'änN'], ['1001']],
    [
      ['--encoder', ENCODER],
      ['1001', '1002'],
    ],
    [['--encoder', 'other'], []],
    [
      ['--without-face', '--encoder', 'other'],
      ['1001', '1002', '1003'],
    ],
    [
      ['--enrolled-after', '2020-01-01'],
      ['1001', '1002'],
    ],
    [['--enrolled-before', '2020-01-01'], []],
    [['--quality-below', '0.1'], []],
    [
      ['--quality-below', '1'],
      ['1001', '1002'],
    ],
    [
      ['--sort', 'user_id:desc'],
      ['1003', '1002', '1001'],
    ],
    [
      ['--sort', 'Floor:desc'],
      ['1001', '1003', '1002'],
    ],
    [
      ['--sort', 'faces'],
      ['1003', '1001', '1002'],
    ],
    [['--page', '2', '--page-size', '2'], ['1003']],
    [['--page', '9', '--page-size', '2'], []],
  ];

  it('finds users by each filter, sorts them and cuts pages', async () => {
    const s = await gallery();
    const found = [];
    for (const [options] of FOUND) {
      const result = await s.call(['users', 'list', '--json', ...options]);
      expect(result).toMatchObject({ code: 0, stderr: '' });
      found.push([options, ids(result)]);
    }
    expect(found).toEqual(FOUND);
  });

  it('tells all there is of a user as JSON', async () => {
    const s = await gallery();
    const [user, , , summary] = events(await s.call(['users', 'list', '--json']));
    expect(user).toEqual({
      ...{ event: 'user', collection: 'default', userId: '1001', name: 'Änn Lee' },
      ...{ email: null, department: 'Sales', title: null, phone: null },
      ...{ startDatetime: null, expiryDatetime: null },
      ...{ consentAt: null, consentReference: null, retainUntil: null },
      ...{ fields: { Floor: '3' }, tags: [], faces: 1 },
      ...{ enrolledAt: user.createdAt, createdAt: user.createdAt, updatedAt: user.createdAt },
    });
    expect(summary).toEqual({ event: 'summary', total: 3, page: null, pageSize: null });
  });

  it('shows a table of at most 80 columns, and how many there are', async () => {
    const s = await gallery();
    const { stdout } = await s.call(['users', 'list', '--page-size', '2']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^user_id {2}name +department {2}faces {2}enrolled_at$/);
    expect(lines[1]).toMatch(/^1001 +Änn Lee +Sales +1 {2}\d{4}-\d\d-\d\d$/);
    expect(lines.at(-1)).toBe('2 of 3 users, page 1 of 2; --page 2 shows the next');
    expect(lines.every((line) => line.length <= 80)).toBe(true);
  });

  it('prints the columns that are named as a CSV without formulas', async () => {
    const s = await gallery();
    const { stdout } = await s.call(['users', 'list', '--csv', '--columns', 'name,Floor,faces']);
    expect(stdout).toBe("name,Floor,faces\nÄnn Lee,3,1\n'=José,,1\nOlu Okoye,3,0\n");
  });

  it('refuses a column that nobody has, and names those there are', async () => {
    const s = await gallery();
    const result = await s.call(['users', 'list', '--where', 'Flor=3']);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('no user has a column "Flor"; there are: "name"');
  });

  it('refuses dates that are none', async () => {
    const s = await gallery();
    for (const date of ['yesterday', '2026-02-31', '2026-13-01']) {
      expect((await s.call(['users', 'list', '--enrolled-after', date])).code).toBe(2);
    }
  });

  it('takes a misspelled collection for an error, and nobody for none', async () => {
    const s = await gallery();
    const misspelled = await s.call(['users', 'list', '--collection', 'defualt']);
    expect(misspelled).toMatchObject({ code: 1, stdout: '' });
    expect(misspelled.stderr).toMatch(/^faceenroll: there is no collection "defualt" .*\n$/);
    const nobody = await s.call(['users', 'list', '--name', 'nobody']);
    expect(nobody).toMatchObject({ code: 0, stdout: 'No users.\n' });
  });
});

describe('faces', () => {
  it('are listed, shown by a prefix, and keep metadata that can be merged', async () => {
    const s = await gallery();
    const [first, second, summary] = events(await s.call(['faces', 'list', '--json']));
    expect(summary).toMatchObject({ total: 2 });
    expect(first).toMatchObject({
      ...{ event: 'face', userId: '1001', collection: 'default', slot: 1, liveness: null },
      ...{ encoder: ENCODER, fileName: '1001.jpg', metadata: { badge: 'A7' } },
    });
    expect(first.photoDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toMatchObject({ userId: '1002', metadata: {} });

    const shown = await s.call([
      'faces',
      'show',
      first.faceId.slice(0, 30).toUpperCase(),
      '--json',
    ]);
    expect(events(shown)).toEqual([first]);
    const both = await s.call(['faces', 'show', first.faceId.slice(0, 4)]);
    expect(both).toMatchObject({ code: 1, stdout: '' });
    expect(both.stderr).toContain('several face IDs begin with');
    const none = await s.call(['faces', 'show', 'xyz']);
    expect(none).toMatchObject({ code: 1, stdout: '' });

    const update = ['faces', 'update', first.faceId, '--json', '--metadata'];
    const [merged] = events(await s.call([...update, '{"desk":{"a":1},"badge":null}', '--merge']));
    expect(merged).toMatchObject({ action: 'FACE_UPDATED', metadata: { desk: { a: 1 } } });
    const [replaced] = events(await s.call([...update, '{"x":1}']));
    expect(replaced).toMatchObject({ action: 'FACE_UPDATED', metadata: { x: 1 } });
    const [same] = events(await s.call([...update, '{"x":1}']));
    expect(same).toMatchObject({ action: 'UNCHANGED', updatedAt: replaced.updatedAt });
    expect((await s.call([...update, '[1]'])).code).toBe(2);
    const audit = s.query("SELECT user_id, face_id FROM audit WHERE action = 'FACE_UPDATED'");
    expect(audit).toEqual(Array(2).fill({ user_id: '1001', face_id: first.faceId }));
  });

  it('have the metadata of --metadata where a folder is imported', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    await s.call(['import-faces', 'photos', '--create-missing', '--metadata', '{"from":"badge"}']);
    expect(s.query('SELECT metadata FROM templates')).toEqual([{ metadata: '{"from":"badge"}' }]);
  });

  it('are not made of rows whose metadata is no JSON object', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg', '1006.jpg']);
    s.write('users.csv', 'user_id,metadata,face_image_file1\n1,{bad,1001.jpg\n2,[1],1006.jpg\n');
    const result = await s.json(['import-csv', 'users.csv', '--images', 'photos']);
    expect(result.code).toBe(3);
    expect(endings(result).map(([, code]) => code)).toEqual([
      'METADATA_INVALID',
      'METADATA_INVALID',
    ]);
    expect(result.outcomes[0].message).toContain('it is not JSON');
    expect(s.count('users')).toBe(0);
  });
});

describe('users add and update', () => {
  it('change what is named, and tell the audit', async () => {
    const s = await gallery();
    const add = ['users', 'add', 'É1', '--name', 'Eva', '--set', 'Floor=7', '--json'];
    expect(events(await s.call(add))).toMatchObject([
      {
        action: 'USER_CREATED',
        userId: 'É1',
        name: 'Eva',
        department: null,
        fields: { Floor: '7' },
      },
    ]);
    const again = await s.call(['users', 'add', 'E\u03011']);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('already');

    const update = ['users', 'update', 'É1', '--department', 'IT', '--set', 'Badge=9', '--json'];
    const fields = { Floor: '7', Badge: '9' };
    expect(events(await s.call(update))).toMatchObject([
      { action: 'USER_UPDATED', name: 'Eva', department: 'IT', fields },
    ]);
    expect(events(await s.call(update))).toMatchObject([{ action: 'UNCHANGED' }]);
    expect(
      s.query("SELECT action, detail FROM audit WHERE user_id = 'É1' ORDER BY position"),
    ).toEqual([
      { action: 'USER_CREATED', detail: '{"fields":["name","Floor"]}' },
      { action: 'USER_UPDATED', detail: '{"fields":["department","Badge"]}' },
    ]);
  });

  it.each([
    [['add', ' 7'], 1, 'begins with a space (U+0020)'],
    [['add', '1005.0'], 1, 'as programs write "1005". Correct the user ID. If people do have'],
    [['update', 'nobody', '--name', 'x'], 1, 'there is no user with the user ID "nobody"'],
    [['update', '1001'], 2, 'nothing is to be changed'],
    [['update', '1001', '--set', 'user_id=2'], 2, '"user_id" is no field of a user'],
    [['show', 'nobody'], 1, 'there is no user with the user ID "nobody"'],
  ])('refuse %j', async (args, code, message) => {
    const s = await gallery();
    const before = s.query('SELECT * FROM users');
    const result = await s.call(['users', ...args]);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toContain(message);
    expect(s.query('SELECT * FROM users')).toEqual(before);
  });
});

describe('status', () => {
  it('tells of each user what there is of templates', async () => {
    const s = await gallery();
    const all = await s.call(['status', '--json']);
    expect(events(all)).toMatchObject([
      { userId: '1001', available: true, upgradeDue: false, enrolledBefore: false, thumbnails: 1 },
      { userId: '1002', available: true, encoders: [ENCODER] },
      { userId: '1003', available: false, upgradeDue: false, enrolledAt: null, templates: 0 },
    ]);
    const other = await s.call(['status', '1001', '--models', 'opencv']);
    expect(other.stdout).toMatch(
      new RegExp(`^1001: upgrade due, since .*, 1 template, 1 thumbnail, ${ENCODER}\n$`),
    );
    s.photos({ '1001.jpg': '1006.jpg' });
    const again = ['--if-face-exists', 'overwrite', '--allow-identity-change'];
    await s.call(['import-faces', 'photos', ...again]);
    const [replaced] = events(await s.call(['status', '1001', '--json']));
    expect(replaced).toMatchObject({ available: true, enrolledBefore: true, templates: 1 });
    const unknown = await s.call(['status', '1003', 'nobody']);
    expect(unknown).toMatchObject({ code: 1, stdout: '1003: no template\n' });
    expect(unknown.stderr).toBe('faceenroll: there is no user with the user ID "nobody"\n');
  });
});

describe('collections', () => {
  it('are listed and created once', async () => {
    const s = await gallery();
    expect((await s.call(['collections', 'create', 'visitors'])).code).toBe(0);
    expect(await s.call(['collections', 'create', 'visitors'])).toMatchObject({ code: 1 });
    expect(await s.call(['collections', 'create', ' '])).toMatchObject({ code: 2 });
    expect(events(await s.call(['collections', 'list', '--json']))).toMatchObject([
      { event: 'collection', name: 'default', users: 3, templates: 2 },
      { event: 'collection', name: 'visitors', users: 0, templates: 0 },
    ]);
    await s.call(['users', 'add', '1', '--collection', 'visitors']);
    expect(ids(await s.call(['users', 'list', '--json', '--collection', 'visitors']))).toEqual([
      '1',
    ]);
  });
});

describe('export-csv', () => {
  const EXPORTED = `user_id,name,department,Floor,face_image_file1,metadata,faceenroll_missing
1001,Änn Lee,Sales,3,1001.jpg,"{""badge"":""A7""}",
1002,'=José,Sales,,1006.jpg,,
1003,Olu Okoye,Research,3,,,
`;

  it('writes what imports back, templates and metadata included', async () => {
    const s = await gallery();
    const result = await s.call(['export-csv', 'out.csv']);
    expect(result).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(s.path('out.csv'), 'utf8')).toBe(EXPORTED);
    expect(statSync(s.path('out.csv')).mode & 0o777).toBe(0o600);
    expect((await s.call(['export-csv'])).stdout).toBe(EXPORTED);
    await s.call(['import-csv', 'out.csv', '--images', 'photos', '--db', 'other.db']);
    const select = `SELECT u.user_id, name, department, fields, slot, photo_digest, file_name, metadata
      FROM users AS u LEFT JOIN templates AS t USING (user_id) ORDER BY 1`;
    expect(query(s.path('other.db'), select)).toEqual(s.query(select));
  });

  it('overwrites nothing', async () => {
    const s = await gallery();
    s.write('out.csv', 'mine');
    const result = await s.run(['export-csv', 'out.csv']);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('"out.csv" is there already');
    expect(readFileSync(s.path('out.csv'), 'utf8')).toBe('mine');
    expect(existsSync(s.path('out.csv.part'))).toBe(false);
  });

  it('selects users by the filters of a list', async () => {
    const s = await gallery();
    const { stdout } = await s.call(['export-csv', '--without-face']);
    expect(stdout.split('\n').map((line) => line.split(',')[0])).toEqual(['user_id', '1003', '']);
  });

  it('writes profile images under safe names, which the CSV tells', async () => {
    const s = await gallery(['--profile-image']);
    s.photos(['1001.jpg'], 'more');
    s.write('more.csv', 'user_id,face_image_file1\n../up,1001.jpg\n');
    await s.call(['import-csv', 'more.csv', '--images', 'more', '--profile-image']);
    const { stdout, stderr, code } = await s.run(['export-csv', '--photos', 'pictures']);
    expect(code).toBe(0);
    expect(stderr).toContain('3 profile images and 0 thumbnails written to pictures.');
    const names = readdirSync(s.path('pictures')).sort();
    expect(names).toEqual([
      '1001.jpg',
      '1002.jpg',
      expect.stringMatching(/^____up~[0-9a-f]{8}\.jpg$/),
    ]);
    for (const name of names) {
      expect(stdout).toContain(`,${name},`);
      expect(statSync(s.path('pictures', name)).mode & 0o777).toBe(0o600);
    }
    const again = await s.run(['export-csv', '--photos', 'pictures']);
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/"pictures\/.*\.jpg" is there already/);
    expect(readdirSync(s.path('pictures')).sort()).toEqual(names);
  });

  it('leaves no face behind when it fails, and removes nothing of others', async () => {
    const s = await gallery(['--profile-image']);
    const theirs = s.write('pictures/1002.jpg', 'of somebody else');
    const failed = await s.run(['export-csv', 'out.csv', '--photos', 'pictures']);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('"pictures/1002.jpg" is there already');
    expect(readdirSync(s.path('pictures'))).toEqual(['1002.jpg']);
    expect(readFileSync(theirs, 'utf8')).toBe('of somebody else');
    expect(existsSync(s.path('out.csv'))).toBe(false);
  });

  it('names the folder of the pictures when that cannot be made', async () => {
    const s = await gallery();
    const args = ['export-csv', 'out.csv', '--photos', 'users.csv/pictures'];
    const { code, stderr } = await s.run(args);
    expect(code).toBe(1);
    expect(stderr).toContain('"users.csv/pictures" cannot be written');
  });
});
