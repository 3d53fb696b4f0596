import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  databaseExists,
  openDatabase,
  openDatabaseDry,
  openDatabaseFile,
} from '../../src/store/database.js';
import { DatabaseError, NoDatabaseError } from '../../src/store/database-error.js';
import { lookAt } from '../../src/store/look.js';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { Store } from '../../src/store/store.js';
import { query, temporaryFolder } from '../support/cli.js';

const newPath = (): string => join(temporaryFolder(), 'test.db');

/** What the making of a database leaves that is interrupted, or another program that makes none. */
const UNMADE: Readonly<Record<string, (path: string) => void>> = {
  'an empty file': (path) => writeFileSync(path, ''),
  'the header of a log alone': (path) => sql(path, 'PRAGMA journal_mode = WAL'),
  'a version without tables': (path) => sql(path, 'PRAGMA user_version = 3'),
  'a version that is still to come, without tables': (path) =>
    sql(path, 'PRAGMA user_version = 99'),
  'the mark of another program, without tables': (path) => sql(path, 'PRAGMA application_id = 7'),
  'a table that was dropped': (path) => sql(path, 'CREATE TABLE t (x); DROP TABLE t'),
};

function sql(path: string, statements: string): void {
  const db = new Database(path);
  db.exec(statements);
  db.close();
}

function tablesOf(path: string): unknown[] {
  return query(path, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
}

function expectMade(path: string): void {
  expect(query(path, 'PRAGMA user_version')).toEqual([{ user_version: MIGRATIONS.length }]);
  expect(query(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  const fresh = newPath();
  openDatabase(fresh).close();
  expect(tablesOf(path)).toEqual(tablesOf(fresh));
}

describe.each(Object.entries(UNMADE))('%s', (_, make) => {
  it('is no database for what reads, and is left as it is', () => {
    const path = newPath();
    make(path);
    const before = readFileSync(path);
    expect(databaseExists(path)).toBe(false);
    expect(lookAt(path)).toBeUndefined();
    for (const dryRun of [true, false]) {
      expect(() => Store.open(path, dryRun, { mustExist: true })).toThrow(NoDatabaseError);
    }
    const dry = openDatabaseDry(path);
    expect(dry.prepare('SELECT count(*) FROM users').pluck().get()).toBe(0);
    dry.close();
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(existsSync(`${path}-lock`)).toBe(false);
  });

  it('is made a database by what writes', () => {
    const path = newPath();
    make(path);
    Store.open(path, false).close();
    expectMade(path);
  });
});

describe('a database whose making is cut off', () => {
  it('at any byte of its log is either none or whole', () => {
    const original = newPath();
    const db = openDatabase(original);
    const log = readFileSync(`${original}-wal`);
    const states = new Set<boolean>();
    // Odd, so that cuts fall in headers of frames and in pages; and just before the end.
    for (const length of [...steps(log.length, 15_013), log.length - 1, log.length]) {
      const path = newPath();
      copyFileSync(original, path);
      writeFileSync(`${path}-wal`, log.subarray(0, length));
      const exists = databaseExists(path);
      states.add(exists);
      expect([length, exists]).toEqual([length, length === log.length]);
      Store.open(path, false).close();
      expectMade(path);
    }
    db.close();
    expect([...states]).toEqual([false, true]);
  });
});

function steps(end: number, width: number): number[] {
  return Array.from({ length: Math.ceil(end / width) }, (_, i) => i * width);
}

describe.skipIf(process.platform === 'win32')('what is no file', () => {
  const PLACES: Readonly<Record<string, readonly [(path: string) => unknown, string]>> = {
    'a named pipe': [(path) => execFileSync('mkfifo', [path]), 'it is not a regular file'],
    'a link to a device': [(path) => symlinkSync('/dev/null', path), 'it is not a regular file'],
    'a socket': [(path) => listening(path), 'it is not a regular file'],
    'a link to itself': [(path) => symlinkSync(path, path), 'its links lead in a circle'],
    'a link to a folder': [(path) => symlinkSync(temporaryFolder(), path), 'it is a folder'],
    'a link to nowhere': [(path) => symlinkSync('nowhere', path), 'a file that does not exist'],
  };

  it.each(Object.entries(PLACES))('is refused when it is %s', async (_, [make, reason]) => {
    const path = newPath();
    await make(path);
    for (const open of [openDatabase, openDatabaseDry, openDatabaseFile, databaseExists, lookAt]) {
      expect(() => open(path)).toThrow(DatabaseError);
      expect(() => open(path)).toThrow(`${path} cannot be opened: `);
      expect(() => open(path)).toThrow(reason);
    }
    expect(() => Store.open(path, false)).toThrow(reason);
    for (const end of ['-journal', '-wal', '-lock']) {
      expect([end, existsSync(path + end), existsSync(`/dev/null${end}`)]).toEqual([
        end,
        false,
        false,
      ]);
    }
  });

  function listening(path: string): Promise<void> {
    const server = createServer();
    onTestFinished(() => {
      server.close();
    });
    return new Promise((resolve) => server.listen(path, resolve));
  }
});
