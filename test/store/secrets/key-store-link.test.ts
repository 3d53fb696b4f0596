import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { KeyStore } from '../../../src/store/secrets/key-store.js';
import { temporaryFolder } from '../../support/cli.js';
import { newKey } from '../../support/keys.js';

it.each([
  ['to nowhere', undefined],
  ['to an empty file', ''],
])('no key store is made through a link %s', (_what, content) => {
  const folder = temporaryFolder();
  const [path, elsewhere] = [join(folder, 'test.db-keys'), join(folder, 'elsewhere')];
  if (content !== undefined) writeFileSync(elsewhere, content);
  symlinkSync(elsewhere, path);
  expect(() => KeyStore.create(path, newKey(), 'now')).toThrow(
    `${path} cannot be made: it is a symbolic link`,
  );
  expect(existsSync(elsewhere) ? readFileSync(elsewhere, 'utf8') : undefined).toBe(content);
});
