import { copyFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { backUpKeys, refuseKeysTarget } from '../../../src/store/maintenance/backup-keys.js';
import { enrollUsers, newKey, newPath, randomEmbedding, withRun } from '../../support/keys.js';

function encrypted() {
  const [database, key] = [newPath(), newKey()];
  withRun(database, key, (run) => enrollUsers(run, { ann: randomEmbedding() }));
  const beside = (name: string) => join(dirname(database), name);
  return { database, key, beside, file: beside('backup.db'), keys: beside('keys.copy') };
}

function refused(backup: Parameters<typeof backUpKeys>[0], message: string): void {
  expect(() => refuseKeysTarget(backup)).toThrow(message);
  expect(() => backUpKeys(backup)).toThrow(message);
}

describe('backUpKeys', () => {
  it('makes a copy, and replaces an older one of the same keys', () => {
    const s = encrypted();
    backUpKeys(s);
    withRun(s.database, s.key, (run) => enrollUsers(run, { bob: randomEmbedding() }));
    expect(readFileSync(s.keys)).not.toEqual(readFileSync(`${s.database}-keys`));
    backUpKeys(s);
    expect(readFileSync(s.keys)).toEqual(readFileSync(`${s.database}-keys`));
  });

  it.each([
    ['a master key', 'bm90IGEga2V5\n'],
    ['an empty file', ''],
  ])('never replaces %s', (_what, content) => {
    const s = encrypted();
    writeFileSync(s.keys, content);
    refused(s, `${s.keys} already exists, and is not a copy of data keys`);
    expect(readFileSync(s.keys, 'utf8')).toBe(content);
  });

  it('never replaces nor touches a database of any kind', () => {
    const s = encrypted();
    const other = new Database(s.keys);
    other.pragma('journal_mode = WAL');
    other.exec('CREATE TABLE x (y)');
    other.close();
    const before = readFileSync(s.keys);
    refused(s, 'is not a copy of data keys');
    expect(readFileSync(s.keys)).toEqual(before);
  });

  it('never replaces the keys of another database', () => {
    const s = encrypted();
    copyFileSync(`${encrypted().database}-keys`, s.keys);
    const before = readFileSync(s.keys);
    refused(s, `${s.keys} holds the data keys of another database`);
    expect(readFileSync(s.keys)).toEqual(before);
  });

  it('refuses the file of the backup, by any name, and the unfinished ones', () => {
    const s = encrypted();
    symlinkSync(dirname(s.database), s.beside('link'));
    for (const keys of ['backup.db', 'link/backup.db', 'backup.db.part']) {
      refused({ ...s, keys: s.beside(keys) }, 'is where the backup goes');
    }
    refused({ ...s, file: `${s.keys}.part` }, 'is where the backup goes');
  });

  it('refuses what belongs to the database, behind a link, too', () => {
    const s = encrypted();
    symlinkSync(`${s.database}-keys`, s.beside('link'));
    for (const keys of [s.database, `${s.database}-keys`, s.beside('link')]) {
      refused({ ...s, keys }, `${keys} belongs to the database itself`);
    }
  });

  it('refuses to copy keys that are not those of the database, over good ones', () => {
    const s = encrypted();
    backUpKeys(s);
    const before = readFileSync(s.keys);
    copyFileSync(`${encrypted().database}-keys`, `${s.database}-keys`);
    refused(s, `${s.database}-keys belongs to another database`);
    expect(readFileSync(s.keys)).toEqual(before);
  });

  it('tells that a database is not encrypted', () => {
    const database = newPath();
    withRun(database, undefined, (run) => enrollUsers(run, { ann: randomEmbedding() }));
    const keys = join(dirname(database), 'keys.copy');
    refused({ database, keys, file: `${database}.copy` }, 'is not encrypted');
    expect(existsSync(keys)).toBe(false);
  });
});
