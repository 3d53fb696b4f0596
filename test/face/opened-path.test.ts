import {
  closeSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { liesIn } from '../../src/face/opened-path.js';
import { readPhotoFile } from '../../src/face/photo-file.js';
import { temporaryFolder } from '../support/cli.js';

/** A photo folder with a file in a sub-folder, and one of the same name outside. */
function folders() {
  const root = realpathSync(temporaryFolder());
  for (const folder of ['photos/team', 'elsewhere', 'photos-old']) {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'anna.jpg'), folder);
  }
  return { root, photos: join(root, 'photos') };
}

function isIn(folder: string, path: string): boolean {
  const file = openSync(path, 'r');
  onTestFinished(() => closeSync(file));
  return liesIn(folder, file, path);
}

describe('an opened file', () => {
  it('lies in the folders above it and in no other', () => {
    const { root, photos } = folders();
    const path = join(photos, 'team', 'anna.jpg');
    for (const folder of [join(photos, 'team'), photos, root, '/']) {
      expect([folder, isIn(folder, path)]).toEqual([folder, true]);
    }
    expect(isIn(photos, join(root, 'elsewhere', 'anna.jpg'))).toBe(false);
    expect(isIn(photos, join(root, 'photos-old', 'anna.jpg'))).toBe(false);
  });

  it('lies where it was opened, whatever its path has become since', () => {
    const { root, photos } = folders();
    const path = join(photos, 'team', 'anna.jpg');
    renameSync(join(photos, 'team'), join(photos, 'was-team'));
    symlinkSync(join(root, 'elsewhere'), join(photos, 'team'));
    const file = openSync(path, 'r');
    onTestFinished(() => closeSync(file));
    expect(liesIn(photos, file, path)).toBe(false);
    expect(readPhotoFile(path, photos)).toMatchObject({
      code: 'FILE_OUTSIDE_DIRECTORY',
      message: `"team/anna.jpg" is outside the photo folder "${photos}"`,
    });
    expect(String(readPhotoFile(path))).toBe('elsewhere');
  });

  it('lies in its folder also when that is named through a link', () => {
    const { root, photos } = folders();
    symlinkSync(photos, join(root, 'link'));
    expect(isIn(join(root, 'link'), join(photos, 'team', 'anna.jpg'))).toBe(true);
  });
});
