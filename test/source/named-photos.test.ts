import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { NamedPhotos } from '../../src/source/named-photos.js';
import { temporaryFolder } from '../support/cli.js';

/** A folder with `work/in/a.jpg`, `work/b.jpg` and `c.jpg`. */
function folders(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'work', 'in'), { recursive: true });
  for (const name of ['work/in/a.jpg', 'work/b.jpg', 'c.jpg'])
    writeFileSync(join(folder, name), '');
  return folder;
}

async function entryOf(source: NamedPhotos): Promise<Entry | undefined> {
  const entries: Entry[] = [];
  for await (const entry of source.entries()) entries.push(entry);
  expect(entries).toHaveLength(1);
  return entries[0];
}

describe('photos that are named for one user', () => {
  it('take the slots in their order, and names that begin in the working folder', async () => {
    const work = join(folders(), 'work');
    const source = new NamedPhotos('1001', [join(work, 'b.jpg'), 'in/../in/a.jpg'], work);
    expect(source.folder).toBe(work);
    expect(await entryOf(source)).toEqual({
      ...{ userId: '1001', cells: [] },
      photos: [
        { slot: 1, file: 'b.jpg', path: join(work, 'b.jpg') },
        { slot: 2, file: join('in', 'a.jpg'), path: join(work, 'in', 'a.jpg') },
      ],
    });
  });

  it('have names that begin in the folder they share, where one lies outside', async () => {
    const folder = folders();
    const source = new NamedPhotos('1', ['../c.jpg', 'in/a.jpg'], join(folder, 'work'));
    expect(source.folder).toBe(folder);
    const entry = await entryOf(source);
    expect(entry?.photos.map(({ file }) => file)).toEqual(['c.jpg', join('work', 'in', 'a.jpg')]);
    const elsewhere = new NamedPhotos('1', ['../b.jpg'], join(folder, 'work', 'in'));
    expect(elsewhere.folder).toBe(join(folder, 'work'));
  });

  it('fail one by one where there is no such file, or all where the user ID cannot be', async () => {
    const folder = folders();
    const missing = await entryOf(new NamedPhotos('1', ['no.jpg', 'c.jpg', 'c.jpg/x'], folder));
    expect(missing?.photos.map(({ failure }) => failure?.code)).toEqual([
      ...['FILE_NOT_FOUND', undefined, 'FILE_NOT_FOUND'],
    ]);
    expect(missing?.failure).toBeUndefined();
    const wrong = await entryOf(new NamedPhotos(' 7', ['c.jpg'], folder));
    expect(wrong?.failure?.code).toBe('USER_ID_INVALID');
  });
});
