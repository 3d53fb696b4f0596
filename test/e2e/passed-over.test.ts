import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endings, fixture, Scenario } from '../support/scenario.js';

const IMPORT = ['import-faces', 'photos', '--create-missing'];

describe('a folder without a photo of its own', () => {
  it('ends with 3 and says what was not looked into', async () => {
    const s = new Scenario();
    s.photos({ 'HR/1001.jpg': '1001.jpg', 'Sales/2025/1002.jpg': '1002.jpg' });
    const text = await s.call(IMPORT);
    expect(text.code).toBe(3);
    expect(text.stdout).toContain('2 folders with 2 photos were not looked into: --recursive');
    expect(text.stdout).toContain(`Nothing to do: there is no photo in "${s.path('photos')}"`);

    const { code, summary } = await s.json(IMPORT);
    expect(code).toBe(3);
    expect(summary).toMatchObject({
      notLookedInto: { folders: 2, links: 0, photos: 2, atLeast: false },
      nothingToDo: `there is no photo in "${s.path('photos')}"`,
      exitCode: 3,
    });
  });

  it('says so on stderr with --quiet, and is no mistake with --allow-empty', async () => {
    const s = new Scenario();
    s.write('photos/notes/readme.txt', 'x');
    const quiet = await s.call([...IMPORT, '--quiet']);
    expect(quiet).toMatchObject({ code: 3, stdout: '' });
    expect(quiet.stderr).toContain('Nothing to do: there is no photo in');
    expect(await s.call([...IMPORT, '--quiet', '--allow-empty'])).toMatchObject({
      ...{ code: 0, stdout: '', stderr: '' },
    });
    expect((await s.json([...IMPORT, '--allow-empty'])).summary.nothingToDo).toBeNull();
  });
});

describe('names that are those of no user', () => {
  it('make no user, and neither does the report when it is retried as it is', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\n2005\n002006\n');
    await s.call(['import-csv', 'users.csv']);
    s.photos({
      '2005.png.jpg': '1001.jpg',
      '2006.jpg': '1002.jpg',
      'team\\2007.jpg': '1003.jpg',
      '2008 - Copy.jpg': '1004.jpg',
      '2009.jpg.crdownload': '1005.jpg',
      '2010.jpg': '1006.jpg',
    });
    const result = await s.json(IMPORT);
    expect(endings(result)).toEqual([
      ['2005.png.jpg', 'FILE_NAME_INVALID'],
      ['2006.jpg', 'USER_NOT_FOUND'],
      ['2008 - Copy.jpg', 'FILE_NAME_INVALID'],
      ['2009.jpg', 'FILE_NOT_DOWNLOADED'],
      ['2010.jpg', 'NEW_TEMPLATE_CREATED'],
      ['team\\2007.jpg', 'FILE_NAME_INVALID'],
    ]);
    expect(result.outcomes[1].message).toContain('did you mean "002006"?');

    const retry = await s.json(['import-csv', 'photos.errors.csv']);
    expect(retry.outcomes.map(({ code }) => code)).toEqual([
      ...['FILE_NAME_INVALID', 'USER_NOT_FOUND', 'FILE_NAME_INVALID', 'FILE_NOT_DOWNLOADED'],
      'FILE_NAME_INVALID',
    ]);
    expect(s.userIds()).toEqual(['002006', '2005', '2010']);

    renameSync(s.path('photos/2009.jpg.crdownload'), s.path('photos/2009.jpg'));
    const filled = readFileSync(s.path('photos.errors.csv'), 'utf8').replace(
      ',2005.png.jpg',
      '2005,2005.png.jpg',
    );
    s.write('photos.errors.csv', filled);
    await s.json(['import-csv', 'photos.errors.csv']);
    expect(s.query('SELECT user_id FROM templates ORDER BY 1').map((row) => row.user_id)).toEqual([
      ...['2005', '2009', '2010'],
    ]);
  });

  it('are proposed by the users that there are', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\nE0017\n');
    await s.call(['import-csv', 'users.csv']);
    s.photos({ '17_Smith.jpg': '1001.jpg' });
    const { stdout } = await s.call(['import-faces', 'photos']);
    expect(stdout).toContain(
      '17_Smith.jpg: there is no user with the user ID "17_Smith"; did you mean "E0017"?',
    );
  });
});

describe.runIf(sep === '/' && process.platform === 'linux')('names that are no text', () => {
  it('are told with their byte, and can be retried from the report', async () => {
    const s = new Scenario();
    s.photos({ ' 3002.jpg': '1002.jpg', '30\n03.jpg': '1003.jpg' });
    const name = Buffer.from(`${s.path('photos')}/M\xfcller.jpg`, 'latin1');
    writeFileSync(name, readFileSync(fixture('photos', '1001.jpg')));
    const result = await s.json(IMPORT);
    expect(endings(result)).toEqual([
      ['\\x203002.jpg', 'USER_ID_INVALID'],
      ['30\\x0A03.jpg', 'USER_ID_INVALID'],
      ['M\\xFCller.jpg', 'FILE_NAME_INVALID'],
    ]);
    expect(result.outcomes[2].message).toContain('is not UTF-8: it has the byte 0xFC');

    let id = 3000;
    const filled = readFileSync(s.path('photos.errors.csv'), 'utf8').replace(/^,/gm, () => {
      id += 1;
      return `${id},`;
    });
    s.write('filled.csv', filled);
    const retry = await s.json(['import-csv', 'filled.csv', '--images', 'photos']);
    expect(endings(retry)).toEqual([
      ['\\x203002.jpg', 'NEW_TEMPLATE_CREATED'],
      ['30\\x0A03.jpg', 'NEW_TEMPLATE_CREATED'],
      ['M\\xFCller.jpg', 'NEW_TEMPLATE_CREATED'],
    ]);
    expect(s.userIds()).toEqual(['3001', '3002', '3003']);
  });
});

describe('one rule about links holds for an import and the retry of its report', () => {
  const linked = (): Scenario => {
    const s = new Scenario();
    s.photos(['1001.jpg', '1002.jpg'], 'store');
    mkdirSync(s.path('photos'));
    for (const name of ['1001.jpg', '1002.jpg']) {
      symlinkSync(`../store/${name}`, s.path('photos', name));
    }
    return s;
  };

  it('a folder takes photos through links, and so do its retry and the next one', async () => {
    const s = linked();
    s.write('users.csv', 'user_id\n1001\n');
    await s.call(['import-faces', 'photos']);
    await s.call(['import-csv', 'users.csv']);
    const retry = await s.json(['import-csv', 'photos.errors.csv']);
    expect(endings(retry)).toEqual([
      ['1001.jpg', 'NEW_TEMPLATE_CREATED'],
      ['1002.jpg', 'USER_NOT_FOUND'],
    ]);
    s.write('more.csv', 'user_id\n1002\n');
    await s.call(['import-csv', 'more.csv']);
    const again = await s.json(['import-csv', retry.summary.errorReport]);
    expect(endings(again)).toEqual([['1002.jpg', 'NEW_TEMPLATE_CREATED']]);
  });

  it('a CSV refuses them, and so does its retry', async () => {
    const s = linked();
    s.write('users.csv', 'user_id,face_image_file1\n1001,1001.jpg\n');
    for (const file of ['users.csv', 'users.errors.csv']) {
      const images = file === 'users.csv' ? ['--images', 'photos'] : [];
      expect(endings(await s.json(['import-csv', file, ...images]))).toEqual([
        ['1001.jpg', 'FILE_OUTSIDE_DIRECTORY'],
      ]);
    }
  });

  it('the photos of one user that were named through links are retried, too', async () => {
    const s = linked();
    s.write('photos/faceless.jpg', readFileSync(fixture('broken', 'landscape.jpg')));
    await s.call(['enroll', '7', 'photos/faceless.jpg', 'photos/1001.jpg', '--create-missing']);
    s.photos({ 'faceless.jpg': '1003.jpg' }, 'photos');
    const report = readFileSync(s.path('7.errors.csv'), 'utf8');
    expect(report).toContain('photos/1001.jpg');
    const retry = await s.json(['import-csv', '7.errors.csv', '--duplicates', 'off']);
    expect(retry.outcomes.map(({ code }) => code)).not.toContain('FILE_OUTSIDE_DIRECTORY');
  });
});
