import { readdirSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { events, query } from '../support/cli.js';
import { Scenario } from '../support/scenario.js';

const HEAD = 'user_id,face_image_file1,face_image_file2';

/** Three users, the first with two photos. */
async function enrolled(...more: readonly string[]): Promise<Scenario> {
  const s = new Scenario();
  await s.prepare(`thumbnails ${more.join(' ')}`, async () => {
    s.photos(['exif-1.jpg', 'exif-2.jpg', '1003.jpg', '1006.jpg']);
    s.write('users.csv', `${HEAD}\n1,exif-1.jpg,exif-2.jpg\n2,1003.jpg,\n3,1006.jpg,\n`);
    const { code } = await s.call(['import-csv', 'users.csv', '--images', 'photos', ...more]);
    expect(code).toBe(0);
  });
  return s;
}

const withThumbnail = (s: Scenario) =>
  s.query('SELECT templates.user_id FROM thumbnails JOIN templates USING (face_id) ORDER BY 1');

it('an import keeps the aligned face of each template unless told', async () => {
  const s = await enrolled();
  expect(s.count('thumbnails')).toBe(4);
  expect(s.query('SELECT DISTINCT length(landmarks) AS bytes FROM thumbnails')).toEqual([
    { bytes: 40 },
  ]);
  expect((await s.call(['check'])).stdout).toContain('3 users, 4 templates, 4 thumbnails, ');
  const none = await enrolled('--store-thumbnails', 'none');
  expect([none.count('templates'), none.count('thumbnails')]).toEqual([4, 0]);
});

it('status and faces tell whether there is one', async () => {
  const s = await enrolled();
  s.photos({ '2.jpg': '1007.jpg' }, 'more');
  const more = ['--if-face-exists', 'overwrite', '--allow-identity-change'];
  await s.call(['import-faces', 'more', ...more, '--store-thumbnails', 'none']);
  expect(events(await s.call(['status', '--json']))).toMatchObject([
    { userId: '1', templates: 2, thumbnails: 2 },
    { userId: '2', templates: 1, thumbnails: 0 },
    { userId: '3', templates: 1, thumbnails: 1 },
  ]);
  const columns = ['--columns', 'user_id,thumbnail', '--sort', 'thumbnail', '--csv'];
  expect((await s.call(['faces', 'list', ...columns])).stdout).toBe(
    'user_id,thumbnail\n2,no\n1,yes\n1,yes\n3,yes\n',
  );
  const user = await s.call(['users', 'show', '3', '--json']);
  expect(events(user)).toMatchObject([{ templates: [{ thumbnail: true }] }]);
});

it('the retry of an error report does as its run did', async () => {
  const s = new Scenario();
  s.photos(['1003.jpg']);
  s.write('users.csv', 'user_id,face_image_file1\n1,gone.jpg\n');
  const command = ['import-csv', 'users.csv', '--images', 'photos', '--store-thumbnails', 'none'];
  expect((await s.call(command)).code).toBe(3);
  s.photos({ 'gone.jpg': '1003.jpg' });
  expect((await s.call(['import-csv', 'users.errors.csv'])).code).toBe(0);
  expect([s.count('templates'), s.count('thumbnails')]).toEqual([1, 0]);
});

it('goes with its template when that is replaced or its user deleted', async () => {
  const s = await enrolled();
  s.photos({ '2.jpg': '1007.jpg' }, 'more');
  const more = ['--if-face-exists', 'overwrite', '--allow-identity-change'];
  expect((await s.call(['import-faces', 'more', ...more])).code).toBe(0);
  expect(withThumbnail(s)).toHaveLength(4);
  const deleted = await s.call(['users', 'delete', '1', '--yes']);
  expect(deleted.stdout).toContain('Deleted: 1 user (2 templates, 2 thumbnails, 0 profile images)');
  expect(withThumbnail(s)).toEqual([{ user_id: '2' }, { user_id: '3' }]);
  expect(s.count('thumbnails')).toBe(2);
});

it('an export writes a picture for each photo, and what it wrote can be imported', async () => {
  const s = await enrolled();
  s.photos({ '3.jpg': '1007.jpg' }, 'more');
  const more = ['--if-face-exists', 'overwrite', '--allow-identity-change', '--profile-image'];
  expect((await s.call(['import-faces', 'more', ...more])).code).toBe(0);
  const exported = await s.call(['export-csv', 'out.csv', '--photos', 'pictures'], {
    asTyped: true,
  });
  expect(exported.stderr).toContain('1 profile image and 3 thumbnails written to pictures.');
  expect(readdirSync(s.path('pictures')).sort()).toEqual(['1.jpg', '1~2.jpg', '2.jpg', '3.jpg']);

  const again = ['import-csv', 'out.csv', '--images', 'pictures', '--db', 'other.db'];
  expect(await s.call(again)).toMatchObject({ code: 0 });
  const slots = 'SELECT user_id, slot FROM templates ORDER BY 1, 2';
  expect(query(s.path('other.db'), slots)).toEqual(s.query(slots));
  // The same faces: the people in both databases are found in each other's photos.
  const found = await s.call([
    ...['identify', 'photos/exif-1.jpg', 'photos/1003.jpg', 'more/3.jpg'],
    ...['--db', 'other.db', '--top', '1', '--json'],
  ]);
  expect(events(found)).toMatchObject(['1', '2', '3'].map((userId) => ({ matches: [{ userId }] })));
});

it('an export tells who has a face and no picture', async () => {
  const s = await enrolled('--store-thumbnails', 'none');
  const { stderr } = await s.call(['export-csv', 'out.csv', '--photos', 'pictures']);
  expect(stderr).toContain('0 profile images and 0 thumbnails written');
  expect(stderr).toContain('3 users with a face but without a picture');
});

it.each([
  ["UPDATE thumbnails SET jpeg = x'ffd8ffe00010'", 'its end is missing'],
  ["UPDATE thumbnails SET landmarks = x'00'", 'its landmarks are not five points'],
  [
    `UPDATE thumbnails SET landmarks = x'${'00'.repeat(36)}0000c07f'`,
    'its landmarks are not numbers',
  ],
  ["UPDATE thumbnails SET user_id = '3'", 'the template is of another user'],
])('check finds what another program did: %s', async (sql, told) => {
  const s = await enrolled();
  const db = new Database(s.db);
  db.exec(`${sql} WHERE user_id = '2'`);
  db.close();
  const checked = await s.call(['check', '--json']);
  expect(checked.code).toBe(3);
  const findings = events(checked).filter(({ event }) => event !== 'summary');
  expect(findings).toMatchObject([{ code: 'THUMBNAIL_UNUSABLE' }]);
  expect(findings[0].message).toContain(told);
});
