import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  realpathSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPhotoFile } from '../../src/face/photo-file.js';
import { temporaryFolder } from '../support/cli.js';

/** A file of so many zero bytes, which take no room on the disk. */
function fileOf(bytes: number): string {
  const path = join(temporaryFolder(), '1001.jpg');
  writeFileSync(path, '');
  truncateSync(path, bytes);
  return path;
}

describe('reading the file of a photo', () => {
  it('gives its bytes', async () => {
    const path = join(temporaryFolder(), '1001.jpg');
    writeFileSync(path, 'bytes');
    expect(String(await readPhotoFile(path))).toBe('bytes');
  });

  it('follows a link to a file', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'photo'), 'bytes');
    symlinkSync('photo', join(folder, '1001.jpg'));
    expect(String(await readPhotoFile(join(folder, '1001.jpg')))).toBe('bytes');
  });

  it.runIf(sep === '/')('finds a name that is not UTF-8 by its escapes', () => {
    const folder = realpathSync(temporaryFolder());
    mkdirSync(Buffer.from(`${folder}/B\xfcro`, 'latin1'));
    writeFileSync(Buffer.from(`${folder}/B\xfcro/M\xe9.jpg`, 'latin1'), 'bytes');
    const path = join(folder, 'B\\xFCro', 'M\\xE9.jpg');
    expect(String(readPhotoFile(path))).toBe('bytes');
    expect(String(readPhotoFile(path, folder))).toBe('bytes');
    expect(readPhotoFile(path, temporaryFolder())).toMatchObject({
      code: 'FILE_OUTSIDE_DIRECTORY',
    });
  });

  it('prefers the file that has a backslash in its name', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'M\\xE9.jpg'), 'literal');
    writeFileSync(Buffer.from(`${folder}/M\xe9.jpg`, 'latin1'), 'bytes');
    expect(String(readPhotoFile(join(folder, 'M\\xE9.jpg')))).toBe('literal');
  });

  it('refuses an empty file', async () => {
    expect(await readPhotoFile(fileOf(0))).toMatchObject({ code: 'FILE_EMPTY' });
  });

  it('accepts 10 MB and refuses a larger file with its size', async () => {
    expect(await readPhotoFile(fileOf(10_000_000))).toHaveLength(10_000_000);
    expect(await readPhotoFile(fileOf(10_000_001))).toMatchObject({ code: 'FILE_TOO_LARGE' });
    expect(await readPhotoFile(fileOf(5_000_000_000))).toMatchObject({
      code: 'FILE_TOO_LARGE',
      message: 'the file has 5000.0 MB; at most 10 MB are accepted',
    });
  });

  it('refuses a folder', async () => {
    const path = join(temporaryFolder(), '1001.jpg');
    mkdirSync(path);
    expect(await readPhotoFile(path)).toMatchObject({
      code: 'FILE_UNREADABLE',
      message: 'the file cannot be read: it is a folder',
    });
  });

  it.skipIf(process.platform === 'win32')(
    'does not wait for a writer at a named pipe',
    async () => {
      const path = join(temporaryFolder(), '1001.jpg');
      execFileSync('mkfifo', [path]);
      expect(await readPhotoFile(path)).toMatchObject({
        code: 'FILE_UNREADABLE',
        message: 'the file cannot be read: it is not an ordinary file',
      });
    },
  );

  it('says that a file is gone', async () => {
    expect(await readPhotoFile(join(temporaryFolder(), '1001.jpg'))).toMatchObject({
      code: 'FILE_UNREADABLE',
      message: 'the file cannot be read: it is gone',
    });
  });

  it.skipIf(process.getuid?.() === 0)('says that it may not read a file', async () => {
    const path = fileOf(1);
    chmodSync(path, 0);
    expect(await readPhotoFile(path)).toMatchObject({
      code: 'FILE_UNREADABLE',
      message: 'the file cannot be read: permission denied',
    });
  });
});
