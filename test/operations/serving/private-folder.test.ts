import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  inPrivateFolder,
  removeLeftOverFolders,
} from '../../../src/operations/serving/private-folder.js';
import { temporaryFolder } from '../../support/cli.js';

function database(): { folder: string; db: string } {
  const folder = temporaryFolder();
  const db = join(folder, 'faces.db');
  writeFileSync(db, '');
  return { folder, db };
}

test('a folder is for its owner alone, beside the database, and gone with its use', async () => {
  const { folder, db } = database();
  const told = await inPrivateFolder(db, (own) => {
    writeFileSync(join(own, 'photo'), 'x');
    expect(statSync(own).mode & 0o777).toBe(0o700);
    expect(own.startsWith(`${db}-files-`)).toBe(true);
    return 7;
  });
  expect([told, readdirSync(folder)]).toEqual([7, ['faces.db']]);
});

test('it is gone when its use fails', async () => {
  const { folder, db } = database();
  const failing = inPrivateFolder(db, async (own) => {
    writeFileSync(join(own, 'photo'), 'x');
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(readdirSync(folder)).toEqual(['faces.db']);
});

test('what a killed process has left is removed, and what is in use stays', async () => {
  const { folder, db } = database();
  await inPrivateFolder(db, (own) => {
    // The lock that nobody holds is the killed one's.
    const left = `${db}-files-left`;
    mkdirSync(left);
    for (const name of ['lock', 'photo']) writeFileSync(join(left, name), '');
    writeFileSync(`${db}-files-no-folder`, '');
    removeLeftOverFolders(db);
    expect([existsSync(own), existsSync(left)]).toEqual([true, false]);
  });
  expect(readdirSync(folder)).toEqual(['faces.db', 'faces.db-files-no-folder']);
});
