import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FatalError } from '../../src/domain/fatal-error.js';
import type { CsvOptions } from '../../src/source/csv.js';
import { CsvFolder } from '../support/csv-files.js';

const folder = new CsvFolder();

async function first(content: string, map: Record<string, string> = {}) {
  const source = await folder.open(content, { map: new Map(Object.entries(map)) });
  for await (const entry of source.entries()) return entry;
  return undefined;
}

async function refusal(content: string, options: Partial<CsvOptions> = {}): Promise<string> {
  const error = await folder.open(content, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FatalError);
  return (error as FatalError).message;
}

describe('a column that looks like photos, while none is called so', () => {
  test.each([
    ['user_id,name,Portrait\n1,a,\n', '--map "Portrait=face_image_file1"'],
    ['user_id,Foto\n', '--map "Foto=face_image_file1"'],
    [
      'user_id,image_1,image_2\n1,a,b\n',
      '--map "image_1=face_image_file1" --map "image_2=face_image_file2"',
    ],
    ['user_id,Datei\n1,a.JPG\n2,\n3,b.png\n', '--map "Datei=face_image_file1"'],
    ['user_id,scan\n1,/9j/4AAQSkZJRgABAQAAAQABAAD\n', '--map "scan=face_image_file1"'],
    ['user_id,photo,photo\n', '--map "photo=face_image_file1" --map "photo (2)=face_image_file2"'],
  ])('%j is refused, with the --map to type', async (content, maps) => {
    const message = await refusal(content);
    expect(message).toContain('has no photo column, but the column');
    expect(message).toContain(maps);
    expect(message).toMatch(/keep it as other data with --map ".*=other"$/);
  });

  test('is taken as proposed, and kept or left out as told', async () => {
    const content = 'user_id,photo,floor\n1,1.jpg,3\n';
    const mapped = await first(content, { photo: 'face_image_file1' });
    expect(mapped?.photos).toMatchObject([{ slot: 1, file: '1.jpg' }]);
    const kept = await first(content, { photo: 'other' });
    expect(kept).toMatchObject({ photos: [], user: { extra: { photo: '1.jpg', floor: '3' } } });
    const left = await first(content, { photo: 'ignore', floor: 'Ignore' });
    expect(left).toMatchObject({ photos: [], cells: ['1', '1.jpg', '3'] });
    expect(left?.user).toEqual({ known: {}, extra: {} });
  });

  test('is other data where there is a photo column already', async () => {
    const entry = await first('user_id,photo,face_image_file1\n1,old.jpg,1.jpg\n');
    expect(entry?.user?.extra).toEqual({ photo: 'old.jpg' });
    expect(entry?.photos).toHaveLength(1);
  });

  test('is what it is in an export', async () => {
    const entry = await first('user_id,photo,faceenroll_missing\n1,x,\n');
    expect(entry?.user?.extra).toEqual({ photo: 'x' });
  });

  test('is none when only some of its cells name photos', async () => {
    expect(await first('user_id,file\n1,a.jpg\n2,none yet\n')).toBeDefined();
  });
});

describe('--map', () => {
  test.each([
    ['photo', 'face_image_file1'],
    ['image2', 'face_image_file2'],
    ['Bild', 'face_image_file1'],
    ['phon', 'phone'],
    ['ignored', 'ignore'],
  ])('to the field %j, which there is not, proposes %s', async (name, proposed) => {
    const message = await refusal('user_id,x\n', { map: new Map([['x', name]]) });
    expect(message).toContain(`there is no field "${name}", did you mean ${proposed}?`);
  });

  test("keeps a heading that looks like ours as the customer's own", async () => {
    const entry = await first('user_id,title,tags\n1,x;y,a;b\n', { title: 'other', tags: 'other' });
    expect(entry?.user).toEqual({ known: {}, extra: { title: 'x;y', tags: 'a;b' } });
    expect(entry?.tags).toBeUndefined();
  });

  test('makes way for another column of the field', async () => {
    await writeFile(join(folder.path, 'b.jpg'), 'x');
    const map = { face_image_file1: 'ignore', 'Second photo': 'face_image_file1' };
    const entry = await first('user_id,face_image_file1,Second photo\n1,a.jpg,b.jpg\n', map);
    expect(entry?.photos).toMatchObject([{ file: 'b.jpg', path: join(folder.path, 'b.jpg') }]);
  });
});

describe('a heading that is there twice', () => {
  test('and is of no interest keeps both cells, and that is told', async () => {
    const source = await folder.open('user_id,Date,Date,Date (2),Date\n1,a,b,c,d\n');
    expect(source.notes).toEqual([
      expect.stringContaining(
        'has headings several times; their cells are kept as "Date (3)" (column 3) and "Date (4)" (column 5)',
      ),
    ]);
    for await (const { user, cells } of source.entries()) {
      expect(user?.extra).toEqual({ Date: 'a', 'Date (3)': 'b', 'Date (2)': 'c', 'Date (4)': 'd' });
      expect(cells).toEqual(['1', 'a', 'b', 'c', 'd']);
    }
    expect(source.headings).toEqual(['user_id', 'Date', 'Date', 'Date (2)', 'Date']);
  });

  test('and differs in case alone is two headings', async () => {
    const entry = await first('user_id,Notes,notes\n1,a,b\n');
    expect(entry?.user?.extra).toEqual({ Notes: 'a', notes: 'b' });
  });

  test('can be taken by a --map under its number', async () => {
    const content = 'user_id,Date,Date\n1,a,b\n';
    expect((await first(content, { 'Date (2)': 'name' }))?.user).toEqual({
      ...{ known: { name: 'b' }, extra: { Date: 'a' } },
    });
    expect((await first(content, { Date: 'name' }))?.user?.known).toEqual({ name: 'a' });
  });

  test('and is one of ours is refused until one is left out', async () => {
    const content = 'user_id,name,name\n1,a,b\n';
    expect(await refusal(content)).toContain('leave one out: --map "name (2)=ignore"');
    expect((await first(content, { 'name (2)': 'ignore' }))?.user).toEqual({
      ...{ known: { name: 'a' }, extra: {} },
    });
    expect((await first('User ID,user_id\n1,2\n', { user_id: 'other' }))?.userId).toBe('1');
  });

  test('of which a --map names neither for certain is refused', async () => {
    expect(await refusal('user_id,Ab,aB\n', { map: new Map([['ab', 'name']]) })).toContain(
      'has "Ab" and "aB"; name one of them',
    );
  });
});
