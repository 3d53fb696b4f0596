import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { similarityOf } from '../../../src/domain/similarity.js';
import { events, query } from '../../support/cli.js';
import { Scenario } from '../../support/scenario.js';

/** Three users: a large photo, a small one, and one of whom no picture is kept. */
async function enrolled(): Promise<Scenario> {
  const s = new Scenario();
  await s.prepare('fitted pictures', async () => {
    s.photos({ '1.jpg': 'large.jpg', '2.jpg': '1001.jpg' });
    s.photos({ '3.jpg': '1003.jpg' }, 'more');
    const keep = ['import-faces', 'photos', '--create-missing', '--profile-image'];
    expect((await s.call(keep)).code).toBe(0);
    const none = ['import-faces', 'more', '--create-missing', '--store-thumbnails', 'none'];
    expect((await s.call(none)).code).toBe(0);
  });
  return s;
}

const vectorOf = (bytes: Uint8Array) => new Float32Array(Uint8Array.from(bytes).buffer);

const EXPORT = ['export-csv', 'users.csv', '--photos', 'pictures', '--profile'];

it('writes pictures from the photos that were imported, and lists what cannot be made to fit', async () => {
  const s = await enrolled();
  const { code, stderr } = await s.call([...EXPORT, 'us-visa', '--originals', 'photos']);
  expect(code).toBe(3);
  expect(stderr).toMatch(
    /^1 picture for US visa .* \(us-visa\) written to .*pictures: 1 from original photos, 0 from profile images, 0 from thumbnails\.$/m,
  );
  expect(stderr).toContain('2 photos could not be made to fit:\n');
  expect(stderr).toContain('  2: PHOTO_DOES_NOT_FIT: of the best crop, the width is 320 pixels');
  expect(stderr).toContain('  3: NO_PICTURE: ');
  expect(stderr).toContain('users.photos.csv lists all of them');
  const { width, height } = await sharp(readFileSync(s.path('pictures', '1.jpg'))).metadata();
  expect([width, height]).toEqual([width, width]);
  expect(readFileSync(s.path('users.csv'), 'utf8')).toBe(
    'user_id,face_image_file1,faceenroll_missing\n1,1.jpg,\n2,,\n3,,\n',
  );
  const list = readFileSync(s.path('users.photos.csv'), 'utf8').split('\n');
  expect(list[0]).toBe('user_id,slot,file,made_from,width,height,bytes,code,message');
  expect(list[1]).toMatch(/^2,1,,original,,,,PHOTO_DOES_NOT_FIT,/);
  expect(list[3]).toMatch(/^1,1,1\.jpg,original,\d+,\d+,\d+,,$/);
});

it('takes the picture that is stored where the photo has changed, and tells it in JSON', async () => {
  const s = await enrolled();
  writeFileSync(s.path('photos', '1.jpg'), readFileSync(s.path('photos', '2.jpg')));
  rmSync(s.path('photos', '2.jpg'));
  const done = await s.call([...EXPORT, 'biostar-2', '--originals', 'photos', '--json']);
  const note = 'the photo is not among the originals, or has changed there';
  expect(events(done)).toMatchObject([
    { event: 'unfit', userId: '3', slot: 1, madeFrom: null, code: 'NO_PICTURE' },
    { event: 'picture', userId: '1', madeFrom: 'profile image', file: '1.jpg', note },
    { event: 'picture', userId: '2', madeFrom: 'profile image', file: '2.jpg', note },
    {
      ...{ event: 'export', users: 3, profile: 'biostar-2', originals: 0, profileImages: 2 },
      ...{ unfit: 1, withoutPicture: 1, exitCode: 3 },
      list: expect.stringMatching(/users\.photos\.csv$/),
    },
  ]);
});

it('takes no photo from outside the folder of the originals', async () => {
  const s = await enrolled();
  mkdirSync(s.path('links'));
  for (const name of ['1.jpg', '2.jpg']) symlinkSync(s.path('photos', name), s.path('links', name));
  const done = await s.call([...EXPORT, 'biostar-2', '--originals', 'links', '--json']);
  expect(events(done).at(-1)).toMatchObject({ originals: 0, profileImages: 2 });
});

it('names a picture by the user ID only where that is a safe name', async () => {
  const s = new Scenario();
  s.photos(['1001.jpg']);
  s.write('in.csv', 'user_id,face_image_file1\n../x,1001.jpg\n');
  await s.call(['import-csv', 'in.csv', '--images', 'photos']);
  const { code } = await s.call([...EXPORT, 'biostar-2', '--originals', 'photos']);
  expect(code).toBe(0);
  const [name] = readdirSync(s.path('pictures'));
  expect(name).toMatch(/^____x~[0-9a-f]{8}\.jpg$/);
  expect(readFileSync(s.path('users.photos.csv'), 'utf8')).toContain('no safe file name');
});

it('begins nothing where a file is in the way, or an option is missing', async () => {
  const s = await enrolled();
  s.write('users.photos.csv', '');
  const taken = await s.call([...EXPORT, 'biostar-2']);
  expect([taken.code, taken.stderr]).toEqual([
    ...[1, expect.stringMatching(/users\.photos\.csv"? is there already/)],
  ]);
  expect(existsSync(s.path('pictures'))).toBe(false);
  const photos = await s.call(['export-csv', '--profile', 'biostar-2']);
  expect([photos.code, photos.stderr]).toEqual([2, expect.stringContaining('needs --photos')]);
  const profile = await s.call(['export-csv', '--photos', 'p', '--originals', 'photos']);
  expect([profile.code, profile.stderr]).toEqual([2, expect.stringContaining('needs --profile')]);
});

it('opens no photo where the name of a picture is taken in the folder', async () => {
  const s = await enrolled();
  s.write('pictures/2.jpg', 'mine');
  const { code, stderr } = await s.call([...EXPORT, 'biostar-2', '--originals', 'photos']);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/2\.jpg"? is there already/)]);
  expect(readdirSync(s.path('pictures'))).toEqual(['2.jpg']);
  expect(readFileSync(s.path('pictures', '2.jpg'), 'utf8')).toBe('mine');
});

it('is read back as a CSV with its pictures: the same users, and the same faces', async () => {
  const s = new Scenario();
  s.photos(['1001.jpg', '1005.jpg', 'large.jpg', 'exif-6.jpg']);
  const rows = ['../x,1001.jpg', 'con,1005.jpg', '=1+1,large.jpg', 'Zoë,exif-6.jpg'];
  s.write('in.csv', `user_id,face_image_file1\n${rows.join('\n')}\n`);
  const odd = ['--allow-odd-ids'];
  await s.call(['import-csv', 'in.csv', '--images', 'photos', ...odd]);
  const { code } = await s.call([...EXPORT, 'biostar-x', '--originals', 'photos']);
  expect(code).toBe(0);
  const back = ['import-csv', 'users.csv', '--images', 'pictures', '--db', 'other.db', ...odd];
  const { summary } = await s.json(back);
  expect(summary).toMatchObject({ enrolled: { total: 4 }, failed: { total: 0 } });
  const faces = (db: string) =>
    query(s.path(db), 'SELECT user_id, embedding FROM templates ORDER BY user_id');
  const [before, after] = [faces('faceenroll.db'), faces('other.db')];
  expect(after.map(({ user_id }) => user_id)).toEqual(before.map(({ user_id }) => user_id));
  for (const [i, { embedding }] of before.entries()) {
    expect(similarityOf(vectorOf(embedding), vectorOf(after[i]?.embedding))).toBeGreaterThan(0.95);
  }
});

it('leaves no picture behind when the CSV cannot be written', async () => {
  const s = await enrolled();
  const file = ['export-csv', 'gone/users.csv', '--photos', 'pictures'];
  const { code } = await s.call([...file, '--profile', 'biostar-2']);
  expect(code).toBe(1);
  expect(readdirSync(s.path('pictures'))).toEqual([]);
});
