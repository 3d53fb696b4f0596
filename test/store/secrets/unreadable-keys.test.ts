import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { keyStoreIn, keyStoreProblem } from '../../../src/store/secrets/key-store-id.js';
import { temporaryFolder } from '../../support/cli.js';

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const openSync = vi.fn(fs.openSync);
  return { ...fs, openSync, default: { ...fs, openSync } };
});

it('a file of keys that may not be read is told, and ends nothing', () => {
  const database = join(temporaryFolder(), 'test.db');
  writeFileSync(database, '');
  writeFileSync(`${database}-keys`, 'sealed '.repeat(99));
  vi.mocked(openSync).mockImplementation(() => {
    throw Object.assign(new Error('permission denied'), { code: 'EACCES' });
  });
  expect(keyStoreIn(`${database}-keys`)).toBeUndefined();
  expect(keyStoreProblem(database, 'an id')).toContain('is not a readable key store');
});
