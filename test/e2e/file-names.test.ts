import { symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endings, Scenario } from '../support/scenario.js';

const IMPORT = ['import-faces', 'photos', '--create-missing'];

describe('the file names of a folder', () => {
  it('match user IDs in another case only with --ignore-case', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\nAB1\n');
    await s.call(['import-csv', 'users.csv']);
    s.photos({ 'ab1.jpg': '1001.jpg' });

    expect(endings(await s.json(['import-faces', 'photos']))).toEqual([
      ['ab1.jpg', 'USER_NOT_FOUND'],
    ]);
    const result = await s.json(['import-faces', 'photos', '--ignore-case', '--create-missing']);
    expect(endings(result)).toEqual([['ab1.jpg', 'NEW_TEMPLATE_CREATED']]);
    expect(result.outcomes[0].userId).toBe('AB1');
    expect(s.userIds()).toEqual(['AB1']);
    expect(s.query('SELECT user_id FROM templates')).toEqual([{ user_id: 'AB1' }]);
  });

  it('are refused when they fit two users that differ only in case', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\nAB1\nab1\n');
    await s.call(['import-csv', 'users.csv']);
    s.photos({ 'Ab1.jpg': '1001.jpg' });
    const result = await s.json([...IMPORT, '--ignore-case']);

    expect(endings(result)).toEqual([['Ab1.jpg', 'USER_NOT_FOUND']]);
    expect(result.outcomes[0].message).toContain('"AB1" and "ab1"');
    expect(s.count('templates')).toBe(0);
  });

  it('give the user ID through --id-pattern', async () => {
    const s = new Scenario();
    s.photos({ '1001_Smith.jpg': '1001.jpg', 'badge-1002.jpg': '1002.jpg', 'x.jpg': '1003.jpg' });
    const pattern = '^(?<userId>[0-9]+)_|-(?<id>[0-9]+)';
    const result = await s.json([...IMPORT, '--id-pattern', pattern]);

    expect(result.code).toBe(3);
    expect(endings(result)).toEqual([
      ['1001_Smith.jpg', 'NEW_TEMPLATE_CREATED'],
      ['badge-1002.jpg', 'USER_ID_MISSING'],
      ['x.jpg', 'USER_ID_MISSING'],
    ]);
    expect(result.outcomes[2].message).toContain('"x.jpg" does not fit --id-pattern');
    expect(s.userIds()).toEqual(['1001']);
  });

  it('of sub-folders are taken with --recursive alone', async () => {
    const s = new Scenario();
    s.photos({ '1001.jpg': '1001.jpg', 'a/1002.jpg': '1002.jpg', 'a/b/1003.jpg': '1003.jpg' });
    const flat = await s.json(IMPORT);
    expect(endings(flat)).toEqual([['1001.jpg', 'NEW_TEMPLATE_CREATED']]);
    expect(flat.summary.skipped).toBe(1);

    const deep = await s.json([...IMPORT, '--recursive']);
    expect(endings(deep)).toEqual([
      ['1001.jpg', 'FACE_PRESERVED'],
      ['a/1002.jpg', 'NEW_TEMPLATE_CREATED'],
      ['a/b/1003.jpg', 'NEW_TEMPLATE_CREATED'],
    ]);
    expect(s.userIds()).toEqual(['1001', '1002', '1003']);
  });

  it('of one user are all named, and none is enrolled', async () => {
    const s = new Scenario();
    s.photos({
      '1001.jpg': '1001.jpg',
      '1001.png': 'png-plain.png',
      '1002.jpg': '1002.jpg',
      'sub/1002.JPG': '1003.jpg',
      '1003.jpg': '1003.jpg',
    });
    const result = await s.json([...IMPORT, '--recursive']);

    expect(result.code).toBe(3);
    expect(endings(result)).toEqual([
      ['1001.jpg', 'MULTIPLE_FILES_FOR_USER'],
      ['1001.png', 'MULTIPLE_FILES_FOR_USER'],
      ['1002.jpg', 'MULTIPLE_FILES_FOR_USER'],
      ['1003.jpg', 'NEW_TEMPLATE_CREATED'],
      ['sub/1002.JPG', 'MULTIPLE_FILES_FOR_USER'],
    ]);
    expect(result.outcomes[0].message).toContain('"1001.jpg" and "1001.png"');
    expect(result.outcomes[1].message).toContain('"1001.jpg" and "1001.png"');
    expect(result.outcomes[2].message).toContain('"1002.jpg" and "sub/1002.JPG"');
    expect(s.userIds()).toEqual(['1003']);
  });

  it('of one user are found with --ignore-case when they differ in case', async () => {
    const s = new Scenario();
    s.photos({ 'AB.jpg': '1001.jpg', 'ab.png': 'png-plain.png' });
    expect(endings(await s.json([...IMPORT, '--ignore-case', '--dry-run']))).toEqual([
      ['AB.jpg', 'MULTIPLE_FILES_FOR_USER'],
      ['ab.png', 'MULTIPLE_FILES_FOR_USER'],
    ]);
    await s.call(IMPORT);
    expect(s.userIds()).toEqual(['AB', 'ab']);
  });

  it('that are hidden or of the system are passed over and counted', async () => {
    const s = new Scenario();
    s.photos({ '1001.jpg': '1001.jpg', '.1002.jpg': '1002.jpg', '._1001.jpg': '1003.jpg' });
    for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini']) s.write(`photos/${name}`, 'x');
    const result = await s.json(IMPORT);

    expect(result.code).toBe(0);
    expect(endings(result)).toEqual([['1001.jpg', 'NEW_TEMPLATE_CREATED']]);
    expect(result.summary.skipped).toBe(5);
    expect((await s.call(IMPORT)).stdout).toContain('5 skipped');
  });

  it('of other files are reported, and do not stand in the way of the photo', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    s.write('photos/1001.txt', 'Taken in May.\n');
    s.write('photos/notes.txt', 'Photos still missing: 1009, 1010.\n');
    const result = await s.json(IMPORT);

    expect(endings(result)).toEqual([
      ['1001.jpg', 'NEW_TEMPLATE_CREATED'],
      ['1001.txt', 'UNSUPPORTED_FORMAT'],
      ['notes.txt', 'UNSUPPORTED_FORMAT'],
    ]);
    expect(result.outcomes[2].message).toContain('text file');
    expect(s.userIds()).toEqual(['1001']);
  });

  it('of the program itself are passed over, in a folder that is also the working folder', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg'], '.');
    for (const ending of ['NEW_TEMPLATE_CREATED', 'FACE_PRESERVED']) {
      const result = await s.json(['import-faces', '.', '--create-missing']);
      expect(endings(result)).toEqual([['1001.jpg', ending]]);
    }
  });

  it('match user IDs of the other Unicode normal form', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\nZo\u00eb\n');
    await s.call(['import-csv', 'users.csv']);
    s.photos({ 'Zoe\u0308.jpg': '1001.jpg' });
    const result = await s.json(['import-faces', 'photos']);

    expect(result.outcomes).toMatchObject([{ userId: 'Zo\u00eb', outcome: 'enrolled' }]);
    expect(s.userIds()).toEqual(['Zo\u00eb']);
  });

  it('are user IDs to the letter: spaces, dots, zeros and __proto__ are data', async () => {
    const s = new Scenario();
    const ids = ['007', 'Claire Dubois', '__proto__', 'constructor', 'j.doe'];
    s.photos(Object.fromEntries(ids.map((id) => [`${id}.jpg`, '1001.jpg'])));
    expect((await s.call(IMPORT)).code).toBe(0);
    expect(s.userIds()).toEqual(ids);
  });

  it('with a line break or a space at the end are no user IDs', async () => {
    const s = new Scenario();
    s.photos({ '1001 .jpg': '1001.jpg', '10\n01.jpg': '1002.jpg' });
    expect(endings(await s.json(IMPORT))).toEqual([
      ['10\\x0A01.jpg', 'USER_ID_INVALID'],
      ['1001 .jpg', 'USER_ID_INVALID'],
    ]);
    expect(s.userIds()).toEqual([]);
  });

  it('of links are taken like files; a link to nowhere fails alone', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg'], 'elsewhere');
    s.photos(['1002.jpg']);
    symlinkSync('../elsewhere/1001.jpg', s.path('photos', '1001.jpg'));
    symlinkSync('../elsewhere/gone.jpg', s.path('photos', '1003.jpg'));
    symlinkSync('../photos', s.path('photos', 'round'));
    const result = await s.json([...IMPORT, '--recursive']);

    expect(endings(result)).toEqual([
      ['1001.jpg', 'NEW_TEMPLATE_CREATED'],
      ['1002.jpg', 'NEW_TEMPLATE_CREATED'],
      ['1003.jpg', 'FILE_UNREADABLE'],
    ]);
  });
});
