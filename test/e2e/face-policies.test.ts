import { copyFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { endings, fixture, Scenario } from '../support/scenario.js';

/** User 1001 enrolled with one photo; the folder `photos` holds another one by now. */
async function withOtherPhoto(): Promise<Scenario> {
  const s = new Scenario();
  await s.call(['import-faces', s.photos({ '1001.jpg': 'exif-1.jpg' }), '--create-missing']);
  copyFileSync(fixture('photos', 'exif-6.jpg'), s.path('photos', '1001.jpg'));
  return s;
}

const FACES = 'SELECT face_id, slot, photo_digest FROM templates ORDER BY slot';

describe('--multiple-faces', () => {
  it.each([
    ['refuse', 'MULTIPLE_FACES'],
    ['dominant', 'MULTIPLE_FACES'],
    ['largest', 'NEW_TEMPLATE_CREATED'],
  ])('%s lets a photo of two people end as %s', async (policy, ending) => {
    const s = new Scenario();
    s.write('two.txt', '');
    copyFileSync(fixture('broken', 'two-people.jpg'), s.path('1001.jpg'));
    const command = ['import-faces', '.', '--create-missing', '--multiple-faces', policy];
    const result = await s.json(command);
    expect(endings(result)).toContainEqual(['1001.jpg', ending]);
  });
});

describe('--if-face-exists', () => {
  it.each([[[]], [['--if-face-exists', 'preserve']]])('keeps the face with %j', async (flags) => {
    const s = await withOtherPhoto();
    const before = s.query(FACES);
    const result = await s.json(['import-faces', 'photos', ...flags]);

    expect(result.code).toBe(0);
    expect(endings(result)).toEqual([['1001.jpg', 'FACE_PRESERVED']]);
    expect(result.outcomes[0].outcome).toBe('unchanged');
    expect(s.query(FACES)).toEqual(before);
  });

  it('puts the new face in the place of the old one with overwrite', async () => {
    const s = await withOtherPhoto();
    const [before] = s.query(FACES);
    const command = ['import-faces', 'photos', '--if-face-exists', 'overwrite'];
    const result = await s.json(command);

    expect(endings(result)).toEqual([['1001.jpg', 'TEMPLATE_REPLACED']]);
    const [after, ...others] = s.query(FACES);
    expect(others).toEqual([]);
    expect(after).toMatchObject({ slot: 1, face_id: result.outcomes[0].faceId });
    expect(after.photo_digest).not.toBe(before.photo_digest);
    expect(s.query("SELECT detail FROM audit WHERE action = 'TEMPLATE_REPLACED'")).toEqual([
      { detail: expect.stringContaining(before.face_id) },
    ]);

    expect(endings(await s.json(command))).toEqual([['1001.jpg', 'SAME_PHOTO']]);
    expect(s.query(FACES)).toEqual([after]);
  });

  it('puts the new face beside the old one with add', async () => {
    const s = await withOtherPhoto();
    const [before] = s.query(FACES);
    const command = ['import-faces', 'photos', '--if-face-exists', 'add'];
    const result = await s.json(command);

    expect(endings(result)).toEqual([['1001.jpg', 'TEMPLATE_UPDATED']]);
    const after = s.query(FACES);
    expect(after).toEqual([
      before,
      expect.objectContaining({ slot: 2, face_id: result.outcomes[0].faceId }),
    ]);

    expect(endings(await s.json(command))).toEqual([['1001.jpg', 'SAME_PHOTO']]);
    expect(s.query(FACES)).toEqual(after);
  });

  it('keeps the face when the photo that should replace it cannot be used', async () => {
    const s = await withOtherPhoto();
    const before = s.query(FACES);
    copyFileSync(fixture('broken', 'two-people.jpg'), s.path('photos', '1001.jpg'));
    const result = await s.json(['import-faces', 'photos', '--if-face-exists', 'overwrite']);

    expect(endings(result)).toEqual([['1001.jpg', 'MULTIPLE_FACES']]);
    expect(s.query(FACES)).toEqual(before);
  });

  it('applies to each photo slot of a CSV by itself', async () => {
    const s = new Scenario();
    const pictures = s.photos(['exif-1.jpg', 'exif-2.jpg', 'exif-3.jpg', 'exif-4.jpg']);
    const columns = 'user_id,face_image_file1,face_image_file2\n';
    s.write('first.csv', `${columns}7,exif-1.jpg,exif-2.jpg\n`);
    s.write('second.csv', `${columns}7,exif-1.jpg,exif-3.jpg\n`);
    s.write('third.csv', `${columns}7,exif-4.jpg,\n`);
    const run = (csv: string, policy: string) =>
      s.json(['import-csv', csv, '--images', pictures, '--if-face-exists', policy]);

    await run('first.csv', 'preserve');
    expect(endings(await run('second.csv', 'overwrite'))).toEqual([
      ['exif-1.jpg', 'SAME_PHOTO'],
      ['exif-3.jpg', 'TEMPLATE_REPLACED'],
    ]);
    expect(endings(await run('third.csv', 'preserve'))).toEqual([['exif-4.jpg', 'FACE_PRESERVED']]);
    expect(endings(await run('third.csv', 'add'))).toEqual([['exif-4.jpg', 'TEMPLATE_UPDATED']]);
    expect(s.query('SELECT slot, file_name FROM templates ORDER BY slot')).toEqual([
      { slot: 1, file_name: 'exif-1.jpg' },
      { slot: 2, file_name: 'exif-3.jpg' },
      { slot: 3, file_name: 'exif-4.jpg' },
    ]);
  });

  it('lets photos change places', async () => {
    const s = new Scenario();
    const pictures = s.photos(['exif-1.jpg', 'exif-2.jpg']);
    const columns = 'user_id,face_image_file1,face_image_file2\n';
    s.write('first.csv', `${columns}7,exif-1.jpg,exif-2.jpg\n`);
    s.write('second.csv', `${columns}7,exif-2.jpg,exif-1.jpg\n`);
    await s.call(['import-csv', 'first.csv', '--images', pictures]);
    const command = ['import-csv', 'second.csv', '--images', pictures];
    const result = await s.json([...command, '--if-face-exists', 'overwrite']);
    expect(endings(result).map(([, ending]) => ending)).toEqual([
      'TEMPLATE_REPLACED',
      'TEMPLATE_REPLACED',
    ]);
    expect(s.query('SELECT slot, file_name FROM templates ORDER BY slot')).toEqual([
      { slot: 1, file_name: 'exif-2.jpg' },
      { slot: 2, file_name: 'exif-1.jpg' },
    ]);
  });
});

describe('--profile-image', () => {
  it('keeps the photo as an upright JPEG of at most 640 pixels', async () => {
    const s = new Scenario();
    s.photos({ 'big.jpg': 'large.jpg', 'small.png': 'png-alpha.png', 'turned.jpg': 'exif-6.jpg' });
    const result = await s.call(['import-faces', 'photos', '--create-missing', '--profile-image']);

    expect(result.code).toBe(0);
    const images = s.query(
      `SELECT p.user_id, p.jpeg, p.photo_digest = t.photo_digest AS same
       FROM profile_images AS p JOIN templates AS t USING (collection, user_id) ORDER BY 1`,
    );
    const sizes = await Promise.all(
      images.map(async ({ user_id, jpeg, same }) => {
        const { format, width, height, orientation = 1 } = await sharp(jpeg).metadata();
        return { user_id, same, format, width, height, orientation };
      }),
    );
    const image = { same: 1, format: 'jpeg', orientation: 1 };
    expect(sizes).toEqual([
      { user_id: 'big', ...image, width: 512, height: 640 },
      { user_id: 'small', ...image, width: 200, height: 250 },
      { user_id: 'turned', ...image, width: 240, height: 300 },
    ]);
    const audit = "SELECT user_id FROM audit WHERE action = 'PROFILE_IMAGE_SET' ORDER BY 1";
    expect(s.query(audit).map((row) => row.user_id)).toEqual(['big', 'small', 'turned']);
  });

  it('keeps no picture without the flag', async () => {
    const s = new Scenario();
    await s.call(['import-faces', s.photos(['1001.jpg']), '--create-missing']);
    expect(s.count('profile_images')).toBe(0);
  });

  it('replaces the picture together with the face', async () => {
    const s = new Scenario();
    const command = ['import-faces', s.photos(['1001.jpg']), '--create-missing', '--profile-image'];
    await s.call(command);
    const [before] = s.query('SELECT * FROM profile_images');
    copyFileSync(fixture('photos', '1002.jpg'), s.path('photos', '1001.jpg'));
    await s.call(command);
    expect(s.query('SELECT * FROM profile_images')).toEqual([before]);
    await s.call([...command, '--if-face-exists', 'overwrite', '--allow-identity-change']);
    const [after] = s.query('SELECT * FROM profile_images');
    expect(after.photo_digest).not.toBe(before.photo_digest);
    expect(s.query('SELECT photo_digest FROM templates')).toEqual([
      { photo_digest: after.photo_digest },
    ]);
  });
});
