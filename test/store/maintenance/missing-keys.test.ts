import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/findings.js';
import { checkDatabase } from '../../../src/store/check/check.js';
import { backUp } from '../../../src/store/maintenance/backup.js';
import { restore } from '../../../src/store/maintenance/restore.js';
import { enrollUsers, newKey, newPath, randomEmbedding, withRun } from '../../support/keys.js';

/** A database with one user, encrypted when there is a key. */
function newDatabase(key?: ReturnType<typeof newKey>): string {
  const path = newPath();
  withRun(path, key, (run) => enrollUsers(run, { ann: randomEmbedding() }));
  return path;
}

const SILENT = { signal: new AbortController().signal, onProgress: () => {} };

async function backupOf(database: string): Promise<string> {
  const file = `${database}.copy`;
  await backUp({ database, file, force: false, ...SILENT });
  return file;
}

/** The warning of a restore over what is there. */
async function warningOf(file: string, database: string) {
  const options = { discard: true, mayReplace: () => true, ...SILENT };
  const restored = await restore({ file, database, ...options });
  expect(restored?.backup.users).toBe(1);
  return restored?.warning;
}

function findingsOf(path: string): Finding[] {
  return [...checkDatabase(path, undefined, { onStep: () => {}, onRows: () => {} })];
}

const WRONG_KEYS: readonly [string, (keys: string) => void, string][] = [
  ['are missing', (keys) => rmSync(keys), 'is missing'],
  [
    'are those of another database',
    (keys) => copyFileSync(`${newDatabase(newKey())}-keys`, keys),
    'belongs to another database',
  ],
  [
    'are something else',
    (keys) => writeFileSync(keys, 'x'.repeat(5000)),
    'is not a readable key store',
  ],
];

describe('restore of an encrypted backup', () => {
  it.each(WRONG_KEYS)('warns when the data keys %s', async (_what, spoil, told) => {
    const database = newDatabase(newKey());
    const file = await backupOf(database);
    expect(await warningOf(file, database)).toBeUndefined();
    spoil(`${database}-keys`);
    const warning = await warningOf(file, database);
    expect(warning?.code).toBe('KEYS_MISSING');
    expect(warning?.message).toContain(`${database}-keys ${told}`);
  });

  it('warns in a new place, where there are none', async () => {
    const file = await backupOf(newDatabase(newKey()));
    expect((await warningOf(file, newPath()))?.code).toBe('KEYS_MISSING');
  });
});

describe('restore of a plain backup', () => {
  it('warns when the database that it replaces is encrypted', async () => {
    const database = newDatabase();
    const file = await backupOf(database);
    expect(await warningOf(file, database)).toBeUndefined();
    withRun(database, newKey(), () => {});
    expect((await warningOf(file, database))?.code).toBe('NOT_ENCRYPTED_ANY_MORE');
  });
});

describe('check without a key', () => {
  it.each(WRONG_KEYS)('tells when the data keys %s', async (_what, spoil, told) => {
    const database = newDatabase(newKey());
    expect(findingsOf(database)).toEqual([]);
    spoil(`${database}-keys`);
    const [first] = findingsOf(database);
    expect(first?.code).toBe('KEYS_MISSING');
    expect(first?.message).toContain(`${database}-keys ${told}`);
  });
});
