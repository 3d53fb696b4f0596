import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resolvePhoto } from '../../src/source/photo-path.js';

let root: string;
let folder: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'photo-path-')));
  folder = join(root, 'photos');
  await mkdir(join(folder, 'team'), { recursive: true });
  await writeFile(join(folder, 'anna.jpg'), 'x');
  await writeFile(join(folder, 'team', 'ben.jpg'), 'x');
  await writeFile(join(root, 'secret.jpg'), 'x');
});

afterEach(() => rm(root, { recursive: true }));

async function codeFor(file: string): Promise<string | undefined> {
  return (await resolvePhoto({ folder }, file)).failure?.code;
}

describe('a photo inside the folder', () => {
  test.each(['anna.jpg', './anna.jpg', 'team/../anna.jpg', 'team//../anna.jpg'])(
    'is found as %j',
    async (file) => {
      expect(await resolvePhoto({ folder }, file)).toEqual({ path: join(folder, 'anna.jpg') });
    },
  );

  test('is found by its absolute path', async () => {
    const path = join(folder, 'team', 'ben.jpg');
    expect(await resolvePhoto({ folder }, path)).toEqual({ path });
  });

  test('is found by an absolute path through the folder as the operator named it', async () => {
    const given = join(root, 'link');
    await symlink(folder, given);
    const file = join(given, 'anna.jpg');
    expect(await resolvePhoto({ folder, given }, file)).toEqual({ path: join(folder, 'anna.jpg') });
  });

  test('is found behind a link that stays inside', async () => {
    await symlink(join(folder, 'anna.jpg'), join(folder, 'link.jpg'));
    expect(await resolvePhoto({ folder }, 'link.jpg')).toEqual({ path: join(folder, 'anna.jpg') });
  });

  test('is found although its name begins with two dots', async () => {
    await writeFile(join(folder, '..anna.jpg'), 'x');
    expect(await codeFor('..anna.jpg')).toBeUndefined();
  });

  test.runIf(sep === '/')('is found by a Windows path', async () => {
    expect(await resolvePhoto({ folder }, 'team\\ben.jpg')).toEqual({
      path: join(folder, 'team', 'ben.jpg'),
    });
  });

  test.runIf(sep === '/')('keeps a backslash that is in its name', async () => {
    const path = join(folder, 'team\\ben.jpg');
    await writeFile(path, 'x');
    expect(await resolvePhoto({ folder }, 'team\\ben.jpg')).toEqual({ path });
  });

  test.each([
    ['NFC', 'NFD'],
    ['NFD', 'NFC'],
  ])('is found when the disk has its name in %s and the CSV in %s', async (disk, cell) => {
    await writeFile(join(folder, 'Zoë.jpg'.normalize(disk)), 'x');
    expect(await codeFor('Zoë.jpg'.normalize(cell))).toBeUndefined();
  });
});

describe('a path that leads out of the folder', () => {
  test.each(['../secret.jpg', '../missing.jpg', '..', '/etc/passwd', '/no/such/file', 'a/../../b'])(
    '%j is refused, and the answer does not tell whether it exists',
    async (file) => {
      expect(await codeFor(file)).toBe('FILE_OUTSIDE_DIRECTORY');
    },
  );

  test('is refused for a folder whose name begins alike', async () => {
    await mkdir(`${folder}-old`);
    await writeFile(join(`${folder}-old`, 'x.jpg'), 'x');
    expect(await codeFor('../photos-old/x.jpg')).toBe('FILE_OUTSIDE_DIRECTORY');
    expect(await codeFor(join(`${folder}-old`, 'x.jpg'))).toBe('FILE_OUTSIDE_DIRECTORY');
  });

  test('is refused when a link leads there', async () => {
    await symlink(join(root, 'secret.jpg'), join(folder, 'link.jpg'));
    await symlink(root, join(folder, 'up'));
    expect(await codeFor('link.jpg')).toBe('FILE_OUTSIDE_DIRECTORY');
    expect(await codeFor('up/secret.jpg')).toBe('FILE_OUTSIDE_DIRECTORY');
  });

  test.runIf(sep === '/')('is refused when it is written with backslashes', async () => {
    expect(await codeFor('..\\secret.jpg')).toBe('FILE_OUTSIDE_DIRECTORY');
    expect(await codeFor('\\\\server\\share\\a.jpg')).toBe('FILE_OUTSIDE_DIRECTORY');
  });
});

describe('a name without a file', () => {
  test.each([
    ['a missing file', 'missing.jpg'],
    ['a file in a missing folder', 'nowhere/anna.jpg'],
    ['a file inside a file', 'anna.jpg/anna.jpg'],
    ['a NUL byte', 'anna\0.jpg'],
    ['a name that no file system takes', `${'a'.repeat(5000)}.jpg`],
    ['a path that no file system takes', `${'a/'.repeat(9000)}b.jpg`],
  ])('%s is not found', async (_, file) => {
    expect(await codeFor(file)).toBe('FILE_NOT_FOUND');
  });

  test('names the file as written and the folder', async () => {
    const { failure } = await resolvePhoto({ folder }, 'team\\missing.jpg');
    expect(failure?.message).toBe(`there is no file "team\\missing.jpg" in "${folder}"`);
  });
});

describe('what is no readable file', () => {
  test('a folder', async () => {
    expect((await resolvePhoto({ folder }, 'team')).failure).toMatchObject({
      code: 'FILE_UNREADABLE',
      message: 'the file cannot be read: it is a folder',
    });
    expect(await codeFor('.')).toBe('FILE_UNREADABLE');
  });

  test('links in a circle', async () => {
    await symlink(join(folder, 'b.jpg'), join(folder, 'a.jpg'));
    await symlink(join(folder, 'a.jpg'), join(folder, 'b.jpg'));
    expect(await codeFor('a.jpg')).toBe('FILE_UNREADABLE');
  });

  test.runIf(sep === '/')('what is neither a file nor a folder', async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(join(folder, 'a.jpg'), listening));
    expect((await resolvePhoto({ folder }, 'a.jpg')).failure?.message).toContain(
      'it is not a regular file',
    );
    server.close();
  });
});
