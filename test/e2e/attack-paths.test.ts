import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endings, fixture, type JsonResult, Scenario } from '../support/scenario.js';
import { whenSampled } from '../support/signals.js';

/** Imports a CSV that names one photo a row, from the folder `photos`; returns how each row ended. */
async function importPaths(s: Scenario, paths: readonly string[]): Promise<JsonResult> {
  const rows = paths.map((path, i) => `${i},"${path}"\n`);
  s.write('users.csv', `user_id,face_image_file1\n${rows.join('')}`);
  return s.json(['import-csv', 'users.csv', '--images', 'photos']);
}

/** A photo folder with one portrait, and one portrait beside the folder that nobody may reach. */
function besideSecret(): Scenario {
  const s = new Scenario();
  s.photos({ 'team/anna.jpg': '1001.jpg' });
  s.photos({ 'secret.jpg': '1002.jpg' }, '.');
  return s;
}

const codes = (result: JsonResult): string[] => endings(result).map(([, ending]) => ending);

describe('a path in a CSV', () => {
  it('that leads out of the folder is refused, whether or not anything is there', async () => {
    const paths = [
      ...['../secret.jpg', 'team/../../secret.jpg', '../../../../../../../../etc/passwd'],
      ...['/etc/passwd', '/dev/zero', '/proc/self/environ', '/no/such/file'],
      ...['..\\secret.jpg', '\\\\server\\share\\photo.jpg', '//server/share/photo.jpg'],
      '\\\\.\\PhysicalDrive0',
    ];
    const result = await importPaths(besideSecret(), paths);
    expect(codes(result)).toEqual(paths.map(() => 'FILE_OUTSIDE_DIRECTORY'));
    for (const { message } of result.outcomes)
      expect(message).toContain('is outside the photo folder');
  });

  it('with a drive, a stream, a NUL, another case and the like is a name, of which there is no file', async () => {
    const paths = [
      ...['C:\\Users\\anna.jpg', 'team/anna.jpg:secret', 'file:secret.jpg', '%2e%2e/secret.jpg'],
      ...['team/anna.jpg\0.png', '../secret.jpg\0', 'TEAM/ANNA.JPG'],
    ];
    const result = await importPaths(besideSecret(), paths);
    expect(codes(result)).toEqual(paths.map(() => 'FILE_NOT_FOUND'));
  });

  it('through links is followed within the folder and nowhere else', async () => {
    const s = besideSecret();
    symlinkSync('team/anna.jpg', s.path('photos', 'inside.jpg'));
    symlinkSync('../secret.jpg', s.path('photos', 'outside.jpg'));
    symlinkSync('..', s.path('photos', 'up'));
    symlinkSync('/dev/zero', s.path('photos', 'zero.jpg'));
    const paths = [
      'inside.jpg',
      'outside.jpg',
      'up/secret.jpg',
      'up/photos/team/anna.jpg',
      'zero.jpg',
    ];
    const result = await importPaths(s, [...paths, '../photos/team/anna.jpg']);
    expect(codes(result)).toEqual([
      'NEW_TEMPLATE_CREATED',
      'FILE_OUTSIDE_DIRECTORY',
      'FILE_OUTSIDE_DIRECTORY',
      'NEW_TEMPLATE_CREATED',
      'FILE_OUTSIDE_DIRECTORY',
      'NEW_TEMPLATE_CREATED',
    ]);
  });

  it('to a named pipe or a folder fails at once, and the others are enrolled', async () => {
    const s = besideSecret();
    execFileSync('mkfifo', [s.path('photos', 'pipe.jpg')]);
    mkdirSync(s.path('photos', 'folder.jpg'));
    const result = await importPaths(s, ['pipe.jpg', 'folder.jpg', 'team/anna.jpg']);
    expect(codes(result)).toEqual(['FILE_UNREADABLE', 'FILE_UNREADABLE', 'NEW_TEMPLATE_CREATED']);
  });

  it('means the file that is spelled like it, where names differ in case or Unicode form alone', async () => {
    const s = new Scenario();
    s.photos({
      'anna.jpg': '1001.jpg',
      'ANNA.jpg': '1002.jpg',
      'Zo\u00eb.jpg': '1003.jpg',
      'Zoe\u0308.jpg': '1004.jpg',
    });
    const names = ['anna.jpg', 'ANNA.jpg', 'Zo\u00eb.jpg', 'Zoe\u0308.jpg'];
    expect(codes(await importPaths(s, names))).toEqual(Array(4).fill('NEW_TEMPLATE_CREATED'));
    // A file system that ignores the case has fewer photos, and no photo is another's.
    const digests = s.query('SELECT DISTINCT photo_digest FROM templates');
    const files = new Set(names.map((name) => String(readFileSync(s.path('photos', name)))));
    expect(digests).toHaveLength(files.size);
  });

  it('is checked again when the photo is opened: a link put there meanwhile leads nowhere', async () => {
    const s = new Scenario();
    s.photos(Object.fromEntries(PORTRAITS.map((name) => [name, 'large.jpg'])));
    s.photos({ 'late/1001.jpg': '1001.jpg' });
    s.photos({ '1001.jpg': '1002.jpg' }, 'outside');
    const rows = [...PORTRAITS, 'late/1001.jpg'].map((path, i) => `${i},${path}\n`);
    s.write('users.csv', `user_id,face_image_file1\n${rows.join('')}`);
    let swapped = Promise.resolve();
    const result = await s.runJson(
      ['import-csv', 'users.csv', '--images', 'photos', '--workers', '1'],
      {
        onStart: () => {
          // All paths have been checked by then, and the last photo waits for its turn.
          swapped = whenSampled(s, 1).then(() => {
            renameSync(s.path('photos', 'late'), s.path('photos', 'was-late'));
            symlinkSync('../outside', s.path('photos', 'late'));
          });
        },
      },
    );
    await swapped;
    expect(codes(result)).toEqual([
      ...PORTRAITS.map(() => 'NEW_TEMPLATE_CREATED'),
      'FILE_OUTSIDE_DIRECTORY',
    ]);
    expect(result.outcomes.at(-1).message).toContain('"late/1001.jpg" is outside');
  });
});

/** So many before the last one that there is time to put a link in its way. */
const PORTRAITS = Array.from({ length: 20 }, (_, i) => `portrait-${i}.jpg`);

describe('a photo folder that is itself behind a link', () => {
  it('is the folder that the link leads to', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg'], 'real');
    symlinkSync('real', s.path('photos'));
    expect(codes(await importPaths(s, ['1001.jpg', s.path('photos', '1001.jpg')]))).toEqual([
      'NEW_TEMPLATE_CREATED',
      'NEW_TEMPLATE_CREATED',
    ]);
  });
});

describe('a CSV that is no file', () => {
  it.each(['/dev/zero', '/dev/stdin', 'pipe.csv'])(
    '%s is refused before it is read',
    async (file) => {
      const s = new Scenario();
      execFileSync('mkfifo', [s.path('pipe.csv')]);
      const result = await s.call(['import-csv', file, '--images', fixture('photos')]);
      expect(result).toMatchObject({ code: 1, stdout: '' });
      expect(result.stderr).toMatch(/is not a regular file|does not exist/);
    },
  );
});
