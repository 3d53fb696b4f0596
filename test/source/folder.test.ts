import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Entry, Noticed } from '../../src/domain/entry.js';
import { type FolderOptions, FolderSource } from '../../src/source/folder.js';
import { watchedListing } from '../../src/source/watched-listing.js';
import { FIXTURES, temporaryFolder } from '../support/cli.js';
import { madeUpReport } from '../support/run-reports.js';

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
): Promise<{ entries: Entry[]; skipped: number; noticed: Noticed }> {
  const source = await FolderSource.open({
    folder,
    recursive: false,
    database: '/nowhere.db',
    ...options,
  });
  const entries: Entry[] = [];
  for await (const entry of source.entries()) entries.push(entry);
  return { entries, skipped: source.skipped, noticed: source.noticed };
}

/** User ID and file of each entry, or the code of its failure. */
function brief({ entries }: { entries: readonly Entry[] }): string[] {
  return entries.map(({ userId, photos, failure, doubt = failure }) =>
    doubt ? `${photos[0]?.file} ${doubt.code}` : `${photos[0]?.file} of ${userId}`,
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
      noticed: {},
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
    expect(await read(folderWith())).toEqual({ entries: [], skipped: 0, noticed: {} });
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

  it('is passed over and counted when it is a report of ours, by its mark', async () => {
    const folder = folderWith('1001.jpg');
    const [text = ''] = (await madeUpReport()).values();
    writeFileSync(join(folder, 'report.html'), text);
    writeFileSync(join(folder, 'faces'), text);
    writeFileSync(join(folder, 'page.html'), '<!doctype html>\n<title>x – faceenroll</title>');
    const seen = await read(folder);
    expect([brief(seen), seen.skipped]).toEqual([
      ['1001.jpg of 1001', 'page.html UNSUPPORTED_FORMAT'],
      2,
    ]);
    const looked = await watchedListing({ folder, recursive: false, database: '/nowhere.db' });
    expect([...looked.keys()].sort()).toEqual(['1001.jpg', 'faces', 'page.html']);
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
    [' .jpg', '\\x20.jpg USER_ID_MISSING'],
    ['a\nb.jpg', 'a\\x0Ab.jpg USER_ID_INVALID'],
    ['1001 .jpg', '1001 .jpg USER_ID_INVALID'],
    [' 1001.jpg', '\\x201001.jpg USER_ID_INVALID'],
    ['1001.jpg ', '1001.jpg\\x20 USER_ID_INVALID'],
  ])('of %j is refused, and none is made up', async (file, told) => {
    const seen = await read(folderWith(file));
    expect(brief(seen)).toEqual([told]);
    expect(seen.entries[0]?.userId).toBe('');
  });
});

describe('a name that tells no user ID for certain', () => {
  it('is doubted, and tells which one may be meant', async () => {
    const { entries } = await read(
      folderWith('1005.jpg.JPG', '1006 (1).png', 'photos\\\\1007.jpg'),
    );
    expect(entries.map(({ userId, failure, doubt }) => [userId, failure, doubt?.message])).toEqual([
      [
        '1005.jpg',
        undefined,
        'the file name "1005.jpg.JPG" has two extensions: is it a photo of "1005"?',
      ],
      [
        '1006 (1)',
        undefined,
        'the file name "1006 (1).png" is that of a copy: is it a photo of "1006"?',
      ],
      [
        'photos\\\\1007',
        undefined,
        'the file name "photos\\\\1007.jpg" has a path in it: is it a photo of "1007"?',
      ],
    ]);
    expect(entries[1]?.doubt?.advice).toContain('name the file "1006.png"');
  });

  it('is not doubted where a pattern says what it means', async () => {
    const folder = folderWith('1005.jpg.jpg', '1006 (1).jpg');
    expect(brief(await read(folder, { idPattern: /^(?<userId>\d+)/u }))).toEqual([
      '1005.jpg.jpg of 1005',
      '1006 (1).jpg of 1006',
    ]);
  });

  it('is that of a backup or of a temporary file, which is never taken, pattern or not', async () => {
    const folder = folderWith('1005.jpg~', '1006.jpg.bak', '1007.tmp');
    for (const options of [{}, { idPattern: /^(?<userId>\d+)/u }]) {
      const seen = await read(folder, options);
      expect(brief(seen)).toEqual([
        '1005.jpg~ FILE_NAME_INVALID',
        '1006.jpg.bak FILE_NAME_INVALID',
        '1007.tmp FILE_NAME_INVALID',
      ]);
      expect(seen.entries.every(({ userId }) => userId === '')).toBe(true);
    }
  });
});

describe('a photo that is not there yet', () => {
  it('fails under its own name and user, so that it can be retried', async () => {
    const folder = folderWith('.1004.jpg.icloud', '1008.jpg.part', '1009.JPG.crdownload');
    const { entries, skipped } = await read(folder);
    expect(skipped).toBe(0);
    expect(
      entries.map(({ userId, photos, failure }) => [userId, photos, failure?.message]),
    ).toEqual([
      [
        '1004',
        [{ slot: 1, file: '1004.jpg' }],
        'the photo "1004.jpg" is not downloaded yet: ".1004.jpg.icloud" is a placeholder of iCloud Drive',
      ],
      [
        '1008',
        [{ slot: 1, file: '1008.jpg' }],
        'the photo "1008.jpg" is not downloaded yet: "1008.jpg.part" is a download that has not ended',
      ],
      [
        '1009',
        [{ slot: 1, file: '1009.JPG' }],
        'the photo "1009.JPG" is not downloaded yet: "1009.JPG.crdownload" is a download that has not ended',
      ],
    ]);
  });

  it('in a sub-folder is named by the way to it, and a folder of Safari is one', async () => {
    const folder = folderWith('sub/.1004.jpg.icloud', '1005.jpg.download/1005.jpg');
    const seen = await read(folder, { recursive: true });
    expect(brief(seen)).toEqual([
      '1005.jpg FILE_NOT_DOWNLOADED',
      'sub/1004.jpg FILE_NOT_DOWNLOADED',
    ]);
  });

  it('is a remnant where the photo itself lies beside it', async () => {
    const seen = await read(folderWith('1008.jpg', '1008.jpg.part'));
    expect(brief(seen)).toEqual(['1008.jpg of 1008', '1008.jpg.part FILE_NAME_INVALID']);
  });

  it('tells no user ID when its own name tells none', async () => {
    const { entries } = await read(folderWith('.1004 (1).jpg.icloud'));
    expect(entries[0]).toMatchObject({ userId: '', failure: { code: 'FILE_NOT_DOWNLOADED' } });
  });
});

describe.runIf(sep === '/')('a name that is not UTF-8', () => {
  const latin1 = (folder: string, name: string): Buffer =>
    Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);

  it('is named as that, with its byte, and has no user ID', async () => {
    const folder = folderWith();
    writeFileSync(latin1(folder, 'M\xfcller.jpg'), JPEG);
    const { entries } = await read(folder);
    expect(entries).toMatchObject([
      {
        userId: '',
        photos: [{ file: 'M\\xFCller.jpg', path: join(folder, 'M\\xFCller.jpg') }],
        failure: {
          code: 'FILE_NAME_INVALID',
          message:
            'the file name "M\\xFCller.jpg" is not UTF-8: it has the byte 0xFC, written \\xFC here',
        },
      },
    ]);
  });

  it('is taken where a pattern finds the user ID in it', async () => {
    const folder = folderWith();
    writeFileSync(latin1(folder, '1001_M\xfcller.jpg'), JPEG);
    writeFileSync(latin1(folder, '1002_\xc3'), JPEG);
    expect(brief(await read(folder, { idPattern: /^(?<userId>\d+)_/u }))).toEqual([
      '1001_M\\xFCller.jpg of 1001',
      '1002_\\xC3 of 1002',
    ]);
  });

  it('of a sub-folder does not hide what lies in it', async () => {
    const folder = folderWith();
    mkdirSync(latin1(folder, 'B\xfcro'));
    writeFileSync(latin1(folder, 'B\xfcro/1001.jpg'), JPEG);
    writeFileSync(latin1(folder, 'B\xfcro/1002'), JPEG);
    expect(brief(await read(folder, { recursive: true }))).toEqual([
      'B\\xFCro/1001.jpg of 1001',
      'B\\xFCro/1002 of 1002',
    ]);
  });

  it('is refused when another file has the name that it is written as', async () => {
    const folder = folderWith('1_\\xFC.jpg');
    writeFileSync(latin1(folder, '1_\xfc.jpg'), JPEG);
    const seen = await read(folder, { idPattern: /^(?<userId>\d)_/u });
    expect(brief(seen)).toEqual(['1_\\x5CxFC.jpg of 1', '1_\\xFC.jpg FILE_NAME_INVALID']);
  });
});

describe('folders that are not looked into', () => {
  const many = (folder: string, n: number): string[] =>
    Array.from({ length: n }, (_, i) => `${folder}/${i}.jpg`);

  it('are counted with their photos, those below them too', async () => {
    const folder = folderWith('1.jpg', ...many('HR', 3), ...many('Sales/2025', 4), 'docs/a.txt');
    const { noticed, skipped } = await read(folder);
    expect(noticed).toEqual({
      notLookedInto: { folders: 2, links: 0, photos: 7, atLeast: false },
    });
    expect(skipped).toBe(3);
  });

  it('are nothing to tell where no photo lies in them', async () => {
    const folder = folderWith('docs/a.txt', '.git/x.txt', '@eaDir/x/a.txt', 'thumbs/1.jpg');
    expect((await read(folder)).noticed).toEqual({ systemFolders: ['thumbs'] });
  });

  it('count what is still in the cloud, too', async () => {
    expect((await read(folderWith('HR/.1004.jpg.icloud'))).noticed.notLookedInto?.photos).toBe(1);
  });

  it('are counted up to a bound', async () => {
    const { noticed } = await read(
      folderWith(...many('a', 60), ...many('b', 10_000), ...many('c', 5)),
    );
    expect(noticed.notLookedInto).toEqual({ folders: 2, links: 0, photos: 10_000, atLeast: true });
  });

  it('are links to folders, whether sub-folders are taken or not', async () => {
    const folder = folderWith('1.jpg', 'sub/2.jpg');
    const elsewhere = folderWith(...many('.', 3));
    symlinkSync(elsewhere, join(folder, 'more'));
    symlinkSync('sub', join(folder, 'same'));
    symlinkSync('.', join(folder, 'loop'));
    symlinkSync('..', join(folder, 'up'));
    expect((await read(folder)).noticed.notLookedInto).toEqual({
      ...{ folders: 1, links: 1, photos: 4, atLeast: false },
    });
    expect((await read(folder, { recursive: true })).noticed.notLookedInto).toEqual({
      ...{ folders: 0, links: 1, photos: 3, atLeast: false },
    });
  });
});

describe('folders of other systems', () => {
  it('are passed over with what lies in them, and named', async () => {
    const folders = ['@eaDir/1.jpg', '#recycle', '.@__thumb', '__MACOSX', 'lost+found', 'Thumbs'];
    const folder = folderWith(
      '1001.jpg',
      'sub/1002.jpg',
      ...folders.map((name) => `${name}/9.jpg`),
    );
    const seen = await read(folder, { recursive: true });
    expect(brief(seen)).toEqual(['1001.jpg of 1001', 'sub/1002.jpg of 1002']);
    expect(seen.skipped).toBe(6);
    expect(seen.noticed.systemFolders?.toSorted()).toEqual([
      ...['#recycle', '.@__thumb', '@eaDir', 'Thumbs', '__MACOSX', 'lost+found'],
    ]);
  });

  it('are told from those of people', async () => {
    const folder = folderWith('thumbs up/1.jpg', '@home/2.jpg', 'recycling/3.jpg');
    expect((await read(folder, { recursive: true })).entries).toHaveLength(3);
  });
});

it('a folder without a photo says so', async () => {
  const folder = folderWith();
  const source = await FolderSource.open({ folder, recursive: false, database: '/nowhere.db' });
  expect(source.emptiness).toBe(`there is no photo in "${folder}"`);
});

describe('a folder that cannot be read', () => {
  it('is refused before anything is read, with its name and the reason', async () => {
    const folder = folderWith('1001.jpg');
    await expect(read(join(folder, 'none'))).rejects.toThrow(
      `the folder ${join(folder, 'none')} cannot be read: it does not exist`,
    );
    await expect(read(join(folder, '1001.jpg'))).rejects.toThrow(
      'is a JPEG photo, not a folder: name the folder that it lies in',
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
