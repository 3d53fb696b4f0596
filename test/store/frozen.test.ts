import { appendFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openDatabase, openDatabaseFile } from '../../src/store/database.js';
import { DatabaseError } from '../../src/store/database-error.js';
import { expectFrozen, frozenName, isFrozen, markFrozen } from '../../src/store/frozen.js';
import { temporaryFolder } from '../support/cli.js';

function closedDatabase(name = 'test.db'): string {
  const path = join(temporaryFolder(), name);
  openDatabase(path).close();
  return path;
}

it.each([
  ['written', (path: string) => utimesSync(path, 1, 1)],
  ['made longer', (path: string) => appendFileSync(path, 'x')],
  ['given a log', (path: string) => writeFileSync(`${path}-wal`, 'x')],
])('what is read as a file that does not change, and is %s meanwhile, is told', (_, change) => {
  const path = closedDatabase();
  const [read, ordinary] = [openDatabaseFile(path), openDatabaseFile(path)];
  onTestFinished(() => {
    read.close();
    ordinary.close();
  });
  markFrozen(read, path);
  expectFrozen(read);
  change(path);
  expect(() => expectFrozen(read)).toThrow(DatabaseError);
  expect(() => expectFrozen(read)).toThrow(`${path} was changed while it was read`);
  expect(isFrozen(ordinary)).toBe(false);
  expectFrozen(ordinary);
});

it('the name of a file that does not change says so, whatever else is in it', () => {
  vi.stubEnv('SQLITE_USE_URI', '1');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  expect(frozenName(closedDatabase('a b%?#.db'))).toMatch(
    /^file:\/\/\/.*\/a%20b%25%3F%23\.db\?immutable=1$/,
  );
});

it('where SQLite takes no such names, what to do is told', () => {
  vi.stubEnv('SQLITE_USE_URI', undefined);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  expect(() => frozenName(closedDatabase())).toThrow('SQLITE_USE_URI=1 in its environment');
});
