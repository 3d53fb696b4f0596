import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PhotoCells } from '../../src/source/photo-cell.js';
import type { PhotoPlace } from '../../src/source/photo-path.js';

let root: string;
let folder: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'photo-cell-')));
  folder = join(root, 'photos');
  await mkdir(folder);
});

afterEach(() => rm(root, { recursive: true }));

async function files(...names: string[]): Promise<void> {
  for (const name of names) {
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, 'x');
  }
}

const photo = (cell: string, place: Partial<PhotoPlace> = {}) =>
  new PhotoCells({ folder, ...place }).photo(cell, 1);

describe('a cell that names no file names what was meant', () => {
  test.each([
    ['1002.jpg', '1002.JPG', 'another case'],
    ['C:\\Photos\\1001.jpg', '1001.jpg', 'a Windows path'],
    ['1001', '1001.jpg', 'no extension'],
    ['1001.png', '1001.jpg', 'another extension'],
    ['1001.heic', '1001.jpg', 'an extension that is not taken'],
    ['1001.jpg.jpg', '1001.jpg', 'two extensions'],
    ['photos/1001.jpg', '1001.jpg', 'a folder too much'],
    ['Ann_Lee.jpg', 'Ann Lee.jpg', 'an underscore for a space'],
    ['annlee.JPG', 'Ann Lee.jpg', 'no space'],
    ['Ann%20Lee.jpg', 'Ann Lee.jpg', 'from a web address'],
    ["'1001.jpg", '1001.jpg', 'an apostrophe before it'],
    ['1001.jgp', '1001.jpg', 'a slip in the extension'],
    ['2001.jpg', 'Sales/2001.jpg', 'a folder too little'],
    ['sales/2001.jpg', 'Sales/2001.jpg', 'a folder in another case'],
    ['3001.jpg', '\\x203001.jpg', 'a space in the name of the file'],
  ])('%s: %s (%s)', async (cell, meant) => {
    await files('1001.jpg', '1002.JPG', 'Ann Lee.jpg', 'Sales/2001.jpg', ' 3001.jpg');
    const { failure, file } = await photo(cell);
    expect(file).toBe(cell);
    expect(failure).toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: `there is no file "${cell}" in "${folder}", but there is "${meant}"`,
    });
    expect(failure?.advice).toContain(`Write "${meant}" into the cell`);
  });

  test('or several, where each is as likely', async () => {
    await files('1003.jpg', '1003.png', 'a/7.jpg', 'b/7.jpg');
    expect((await photo('1003')).failure?.message).toContain(
      'but there is "1003.jpg" or "1003.png"',
    );
    expect((await photo('7.jpg')).failure?.message).toContain(
      'but there is "a/7.jpg" or "b/7.jpg"',
    );
  });

  test('and nothing, where nothing is near', async () => {
    await files('1001.jpg');
    expect((await photo('9999.jpg')).failure?.message).toBe(
      `there is no file "9999.jpg" in "${folder}"`,
    );
    expect((await photo('photos/')).failure?.message).toBeDefined();
  });

  test('of a path that leads out, too, and of what lies outside nothing', async () => {
    await files('1001.jpg');
    await writeFile(join(root, 'secret.jpg'), 'x');
    await symlink(root, join(folder, 'up'));
    expect((await photo('/srv/hr/1001.jpg')).failure).toMatchObject({
      code: 'FILE_OUTSIDE_DIRECTORY',
      message: `"/srv/hr/1001.jpg" is outside the photo folder "${folder}"; in it there is "1001.jpg"`,
    });
    for (const cell of ['secret.png', '../secret', 'SECRET.jpg']) {
      expect((await photo(cell)).failure?.message).not.toContain('secret.jpg"');
    }
  });

  test('or that it is a link which leads out', async () => {
    await files('1001.jpg');
    await writeFile(join(root, 'other.jpg'), 'x');
    await symlink(join(root, 'other.jpg'), join(folder, '1002.jpg'));
    expect((await photo('1002.jpg')).failure).toMatchObject({
      code: 'FILE_OUTSIDE_DIRECTORY',
      message: '"1002.jpg" is a link that leads out of the photo folder',
    });
  });

  test('is never taken in its place', async () => {
    await files('1002.JPG');
    expect(await photo('1002.jpg')).not.toHaveProperty('path');
  });

  test('and lists the folder once for thousands of rows', async () => {
    await files(...Array.from({ length: 400 }, (_, i) => `${i}.JPG`));
    const cells = new PhotoCells({ folder });
    const found = await Promise.all(
      Array.from({ length: 2000 }, (_, i) => cells.photo(`${i % 400}.jpg`, 1)),
    );
    await rm(join(folder, '7.JPG'));
    found.push(await cells.photo('7.jpg', 1));
    expect(found.every(({ failure }) => failure?.message.endsWith('.JPG"'))).toBe(true);
  });
});

describe('a cell that is no name at all says so', () => {
  test.each([
    ['https://hr.example/1001.jpg', 'is an address, and photos are not downloaded'],
    ['ftp://hr.example/1001.jpg', 'is an address, and photos are not downloaded'],
    ['1001.jpg;1002.JPG', 'names several photos ("1001.jpg;1002.JPG"), and one cell takes one'],
    ['1001.jpg, 1002.png', 'names several photos'],
    ['1001.jpg | 1002.jpg | 1003.jpg', 'names several photos'],
    ['1001.jpg 1002.jpg', 'names several photos'],
    [`/9j/4AAQSkZJRg${'Ab9+/'.repeat(20_000)}==`, 'in base64 (100,016 characters)'],
    [`iVBORw0KGgo${'AAAA'.repeat(5)}`, 'holds a photo itself in base64'],
    ['A1b2'.repeat(100), 'holds a photo itself in base64'],
    ['data:image/jpeg;base64,/9j/4AAQ', 'holds a photo itself as a data: URL'],
    [`0xFFD8FFE0${'00'.repeat(20)}`, 'holds a photo itself in hexadecimal digits'],
  ])('%#', async (cell, message) => {
    const { failure, file } = await photo(cell);
    expect(failure?.code).toBe('FILE_NOT_FOUND');
    expect(failure?.message).toContain(message);
    expect(failure?.message.length).toBeLessThan(250);
    expect(file.length).toBeLessThan(130);
  });

  test('unless there is such a file', async () => {
    await files('a.jpg;b.jpg');
    expect(await photo('a.jpg;b.jpg')).toMatchObject({ path: join(folder, 'a.jpg;b.jpg') });
  });
});

describe('a photo that is not downloaded', () => {
  test('is told with what stands for it', async () => {
    await files('.1004.jpg.icloud', 'Sales/1005.JPG.crdownload');
    expect((await photo('1004.jpg')).failure).toMatchObject({
      code: 'FILE_NOT_DOWNLOADED',
      message:
        'the photo "1004.jpg" is not downloaded yet: ".1004.jpg.icloud" is a placeholder of iCloud Drive',
    });
    expect((await photo('Sales/1005.jpg')).failure?.message).toContain(
      '"Sales/1005.JPG.crdownload" is a download that has not ended',
    );
  });
});

describe('spaces around a name', () => {
  test('belong to it where the file has them, and else do not count', async () => {
    await files(' 1.jpg', '2.jpg');
    expect(await photo(' 1.jpg')).toMatchObject({ file: ' 1.jpg', path: join(folder, ' 1.jpg') });
    expect(await photo(' 2.jpg ')).toMatchObject({ file: '2.jpg', path: join(folder, '2.jpg') });
  });
});

describe.runIf(sep === '/')('a name with escaped bytes', () => {
  test('is found by them', async () => {
    await files(' 1.jpg', '2\n.jpg');
    await writeFile(Buffer.from(`${folder}/M\xfc.jpg`, 'latin1'), 'x');
    expect(await photo('\\x201.jpg')).toMatchObject({ path: join(folder, ' 1.jpg') });
    expect(await photo('2\\x0A.jpg')).toMatchObject({ path: join(folder, '2\n.jpg') });
    expect(await photo('M\\xFC.jpg')).toMatchObject({ path: join(folder, 'M\\xFC.jpg') });
  });

  test('is that of the file that has it to the letter, and refused where both are there', async () => {
    await files('M\\xFC.jpg');
    expect(await photo('M\\xFC.jpg')).toMatchObject({ path: join(folder, 'M\\xFC.jpg') });
    await writeFile(Buffer.from(`${folder}/M\xfc.jpg`, 'latin1'), 'x');
    expect((await photo('M\\xFC.jpg')).failure?.code).toBe('FILE_NAME_INVALID');
    expect(await photo('M\\x5CxFC.jpg')).toMatchObject({ path: join(folder, 'M\\xFC.jpg') });
  });

  test('cannot lead out of the folder', async () => {
    await writeFile(join(root, 'secret.jpg'), 'x');
    await symlink(join(root, 'secret.jpg'), Buffer.from(`${folder}/l\xff.jpg`, 'latin1'));
    const dots = await photo('\\x2E\\x2E\\x2Fsecret.jpg');
    expect(dots.failure?.code).toBe('FILE_OUTSIDE_DIRECTORY');
    expect((await photo('\\x201.jpg')).failure?.code).toBe('FILE_NOT_FOUND');
    expect((await photo('l\\xFF.jpg')).failure?.code).toBe('FILE_OUTSIDE_DIRECTORY');
  });
});

describe('links that may lead anywhere', () => {
  test('are followed as in an import of the folder, and paths still do not lead out', async () => {
    await mkdir(join(root, 'store'));
    await writeFile(join(root, 'store', '1.jpg'), 'x');
    await symlink('../store/1.jpg', join(folder, '1.jpg'));
    expect((await photo('1.jpg')).failure?.code).toBe('FILE_OUTSIDE_DIRECTORY');
    expect(await photo('1.jpg', { links: 'anywhere' })).toEqual({
      ...{ slot: 1, file: '1.jpg', path: join(folder, '1.jpg') },
    });
    for (const cell of ['../store/1.jpg', join(root, 'store', '1.jpg')]) {
      expect((await photo(cell, { links: 'anywhere' })).failure?.code).toBe(
        'FILE_OUTSIDE_DIRECTORY',
      );
    }
  });
});
