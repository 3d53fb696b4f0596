import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { type FolderOptions, FolderSource } from '../../src/source/folder.js';
import { FIXTURES, temporaryFolder } from '../support/cli.js';

const JPEG = Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF', 'latin1');

/** A folder with these files, each with the first bytes of a JPEG. */
function folderWith(...files: string[]): string {
  const folder = temporaryFolder();
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), JPEG);
  }
  return folder;
}

async function read(
  folder: string,
  options: Partial<FolderOptions> = {},
): Promise<{ entries: Entry[]; skipped: number }> {
  const source = await FolderSource.open({
    folder,
    recursive: false,
    database: '/nowhere.db',
    ...options,
  });
  const entries: Entry[] = [];
  for await (const entry of source.entries()) entries.push(entry);
  return { entries, skipped: source.skipped };
}

/** User ID and file of each entry, or the code of its failure. */
function brief({ entries }: { entries: readonly Entry[] }): string[] {
  return entries.map(({ userId, photos, failure }) =>
    failure ? `${photos[0]?.file} ${failure.code}` : `${photos[0]?.file} of ${userId}`,
  );
}

describe('the photos of a folder', () => {
  it('belong to the users that their names tell, with the path and the name', async () => {
    const folder = folderWith('1001.jpg');
    expect(await read(folder)).toEqual({
      entries: [
        {
          userId: '1001',
          photos: [{ slot: 1, file: '1001.jpg', path: join(folder, '1001.jpg') }],
          cells: [],
        },
      ],
      skipped: 0,
    });
  });

  it('come in the order of their names', async () => {
    const folder = folderWith('b.jpg', 'a.png', 'B.jpeg', '10.jpg', '9.jpg');
    expect(brief(await read(folder))).toEqual([
      '10.jpg of 10',
      '9.jpg of 9',
      'B.jpeg of B',
      'a.png of a',
      'b.jpg of b',
    ]);
  });

  it('have user IDs in the composed form, and paths as the disk has them', async () => {
    const folder = folderWith('Zoe\u0308.jpg');
    const { entries } = await read(folder);
    expect(entries[0]).toMatchObject({
      userId: 'Zo\u00eb',
      photos: [{ file: 'Zoe\u0308.jpg', path: join(folder, 'Zoe\u0308.jpg') }],
    });
  });

  it('keep leading zeros, dots and spaces inside their user IDs', async () => {
    const folder = folderWith('007.jpg', 'j. smith.PNG', 'a.b.c.jfif');
    expect(brief(await read(folder))).toEqual([
      '007.jpg of 007',
      'a.b.c.jfif of a.b.c',
      'j. smith.PNG of j. smith',
    ]);
  });

  it('are known by their first bytes where the name says nothing', async () => {
    const folder = folderWith('1001');
    copyFileSync(join(FIXTURES, 'photos/png-plain.png'), join(folder, '1002'));
    expect(brief(await read(folder))).toEqual(['1001 of 1001', '1002 of 1002']);
  });

  it('are taken by their names, and judged by their bytes later', async () => {
    const folder = folderWith();
    copyFileSync(join(FIXTURES, 'broken/html.jpg'), join(folder, '1001.jpg'));
    expect(brief(await read(folder))).toEqual(['1001.jpg of 1001']);
  });

  it('are none in an empty folder', async () => {
    expect(await read(folderWith())).toEqual({ entries: [], skipped: 0 });
  });
});

describe('what is no photo in a folder', () => {
  it('is passed over and counted when it is hidden or of the system', async () => {
    const folder = folderWith(
      '1001.jpg',
      '.DS_Store',
      '._1001.jpg',
      'Thumbs.db',
      'desktop.ini',
      '.hidden/1002.jpg',
      '$RECYCLE.BIN/1003.jpg',
    );
    const seen = await read(folder, { recursive: true });
    expect([brief(seen), seen.skipped]).toEqual([['1001.jpg of 1001'], 6]);
  });

  it('fails with its format when it is another file', async () => {
    const folder = folderWith();
    for (const file of ['notes.txt', 'zip.jpg', 'heic.jpg']) {
      copyFileSync(join(FIXTURES, 'broken', file), join(folder, file.replace('jpg', 'bin')));
    }
    const { entries } = await read(folder);
    expect(entries.map(({ failure }) => [failure?.code, failure?.message])).toEqual([
      ['UNSUPPORTED_FORMAT', 'the file is a HEIC photo, not a JPEG or PNG photo'],
      ['UNSUPPORTED_FORMAT', 'the file is a text file, not a JPEG or PNG photo'],
      [
        'UNSUPPORTED_FORMAT',
        'the file is a ZIP archive or an office document, not a JPEG or PNG photo',
      ],
    ]);
    expect(entries[0]?.failure?.advice).toContain('iPhone');
    expect(entries[1]).toMatchObject({ userId: 'notes', photos: [{ file: 'notes.txt' }] });
  });

  it.skipIf(process.platform === 'win32')(
    'fails when it is a pipe, whatever its name',
    async () => {
      const folder = folderWith();
      execFileSync('mkfifo', [join(folder, '1001.jpg'), join(folder, '1002')]);
      expect(brief(await read(folder))).toEqual([
        '1001.jpg FILE_UNREADABLE',
        '1002 FILE_UNREADABLE',
      ]);
    },
  );
});

describe('sub-folders', () => {
  const files = ['a.jpg', 'sub/b.jpg', 'sub/deep/c.jpg', 'z.jpg'];

  it('are passed over and counted unless they are asked for', async () => {
    const seen = await read(folderWith(...files));
    expect([brief(seen), seen.skipped]).toEqual([['a.jpg of a', 'z.jpg of z'], 1]);
  });

  it('are read where they stand in the order, and name their photos by the way to them', async () => {
    const folder = folderWith(...files);
    const seen = await read(folder, { recursive: true });
    expect([brief(seen), seen.skipped]).toEqual([
      ['a.jpg of a', 'sub/b.jpg of b', 'sub/deep/c.jpg of c', 'z.jpg of z'],
      0,
    ]);
    expect(seen.entries[2]?.photos[0]?.path).toBe(join(folder, 'sub/deep/c.jpg'));
  });

  it('are no photos, whatever their names', async () => {
    const folder = folderWith('a.jpg/b.jpg');
    const seen = await read(folder);
    expect([brief(seen), seen.skipped]).toEqual([[], 1]);
    expect(brief(await read(folder, { recursive: true }))).toEqual(['a.jpg/b.jpg of b']);
  });
});

describe('a link', () => {
  it('to a file is taken for a photo', async () => {
    const folder = folderWith('1001.jpg');
    symlinkSync('1001.jpg', join(folder, '1002.jpg'));
    symlinkSync('1001.jpg', join(folder, '1003'));
    expect(brief(await read(folder))).toEqual([
      '1001.jpg of 1001',
      '1002.jpg of 1002',
      '1003 of 1003',
    ]);
  });

  it('to a folder is passed over and counted, even in circles', async () => {
    const folder = folderWith('1001.jpg');
    symlinkSync('.', join(folder, 'loop'));
    symlinkSync('..', join(folder, 'up.jpg'));
    const seen = await read(folder, { recursive: true });
    expect([brief(seen), seen.skipped]).toEqual([['1001.jpg of 1001'], 2]);
  });

  it('to nothing fails', async () => {
    const folder = folderWith();
    symlinkSync('gone.jpg', join(folder, '1001.jpg'));
    const { entries } = await read(folder);
    expect(entries[0]?.failure).toMatchObject({
      code: 'FILE_UNREADABLE',
      message: 'the file cannot be read: it does not exist',
    });
  });
});

describe('the user ID in a file name', () => {
  it('is what the pattern finds in the name without its extension', async () => {
    const folder = folderWith('1001_smith.jpg', '1002_jones.jpg');
    expect(brief(await read(folder, { idPattern: /^(?<userId>\d+)_/u }))).toEqual([
      '1001_smith.jpg of 1001',
      '1002_jones.jpg of 1002',
    ]);
    expect(brief(await read(folder, { idPattern: /(?<userId>[a-z]+)$/u }))).toEqual([
      '1001_smith.jpg of smith',
      '1002_jones.jpg of jones',
    ]);
  });

  it('is looked for in the whole name when it is not in the part before the extension', async () => {
    const folder = folderWith('photo.1001.jpg', 'smith.1002', '1003.jpg');
    const idPattern = /\.(?<userId>\d+)(\.jpg)?$/u;
    expect(brief(await read(folder, { idPattern }))).toEqual([
      '1003.jpg USER_ID_MISSING',
      'photo.1001.jpg of 1001',
      'smith.1002 of 1002',
    ]);
  });

  it('that does not fit the pattern is missing, and the message names both', async () => {
    const folder = folderWith('Smith.jpg');
    const { entries } = await read(folder, { idPattern: /^(?<userId>\d+)/u });
    expect(entries[0]?.failure).toEqual({
      code: 'USER_ID_MISSING',
      message: 'the file name "Smith.jpg" does not fit --id-pattern ^(?<userId>\\d+)',
      advice: 'Rename the file, or correct --id-pattern.',
    });
  });

  it('is matched in the composed form', async () => {
    const folder = folderWith('Zoe\u0308_1.jpg');
    const idPattern = /^(?<userId>Zo\u00eb)_/u;
    expect(brief(await read(folder, { idPattern }))).toEqual(['Zoe\u0308_1.jpg of Zo\u00eb']);
  });

  it.each([
    [' .jpg', 'USER_ID_MISSING'],
    ['a\nb.jpg', 'USER_ID_INVALID'],
    ['1001 .jpg', 'USER_ID_INVALID'],
    [' 1001.jpg', 'USER_ID_INVALID'],
  ])('of %j is refused', async (file, code) => {
    expect(brief(await read(folderWith(file)))).toEqual([`${file} ${code}`]);
  });
});

describe('a folder that cannot be read', () => {
  it('is refused before anything is read, with its name and the reason', async () => {
    const folder = folderWith('1001.jpg');
    await expect(read(join(folder, 'none'))).rejects.toThrow(
      `the folder ${join(folder, 'none')} cannot be read: it does not exist`,
    );
    await expect(read(join(folder, '1001.jpg'))).rejects.toThrow(
      '1001.jpg cannot be read: it is not a folder; import-csv reads a CSV file',
    );
  });

  it('stops the run when it is found on the way', async () => {
    const folder = folderWith('a.jpg', 'sub/b.jpg');
    const source = await FolderSource.open({ folder, recursive: true, database: '/nowhere.db' });
    const entries = source.entries();
    await entries.next();
    rmSync(join(folder, 'sub'), { recursive: true });
    await expect(entries.next()).rejects.toThrow(
      `the folder ${join(folder, 'sub')} cannot be read: it does not exist`,
    );
  });

  it.skipIf(process.getuid?.() === 0)('is refused when permission is missing', async () => {
    const folder = folderWith('1001.jpg');
    chmodSync(folder, 0);
    try {
      await expect(read(folder)).rejects.toThrow('permission denied');
    } finally {
      chmodSync(folder, 0o700);
    }
  });
});
