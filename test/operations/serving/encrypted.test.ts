import { randomBytes } from 'node:crypto';
import { copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KeyError } from '../../../src/store/secrets/vault.js';
import { query, temporaryFolder } from '../../support/cli.js';
import { runMain } from '../../support/main.js';
import { endingsOf, enrolled, openService, photoOf, quietHost } from '../../support/service.js';

/** A service whose database is encrypted, and the commands of its operator. */
async function encrypted() {
  const cwd = temporaryFolder();
  const [db, keyFile, newKey] = ['served.db', 'a.key', 'b.key'].map((name) => join(cwd, name));
  if (!db || !keyFile || !newKey) throw new Error('no paths');
  for (const file of [keyFile, newKey]) {
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 });
  }
  const call = async (...args: string[]) => {
    const { code, stdout, stderr } = await runMain([...args, '--db', db], { cwd });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    return stdout;
  };
  const rotate = () => call('key', 'rotate', '--key-file', keyFile, '--new-key-file', newKey);
  const said: string[] = [];
  const host = { ...quietHost(), tell: (message: string) => void said.push(message) };
  const service = await openService(db, { keyFile }, undefined, host);
  return { db, keyFile, newKey, call, rotate, said, service };
}

describe('a service with a key', () => {
  it('seals what it enrolls, also in the files beside the database', async () => {
    const { db, keyFile, service, call } = await encrypted();
    expect(endingsOf(await enrolled(service, '1001', [photoOf('ann')]))).toEqual([
      'NEW_TEMPLATE_CREATED',
    ]);
    expect(endingsOf(await enrolled(service, '1002', [photoOf('ann', 2)]))).toEqual([
      'DUPLICATE_OF_ENROLLED_USER',
    ]);
    const [{ embedding }] = query(db, 'SELECT embedding FROM templates');
    // Version, nonce and tag.
    expect(embedding).toHaveLength(192 * 4 + 29);
    await call('key', 'verify', '--key-file', keyFile);
    await call('users', 'delete', '1001', '--yes');
    expect(readFileSync(db).includes(embedding)).toBe(false);
    expect(endingsOf(await enrolled(service, '1002', [photoOf('ann', 3)]))).toEqual([
      'NEW_TEMPLATE_CREATED',
    ]);
  });

  it('enrolls nobody with a key that was replaced, and says what to do', async () => {
    const { db, keyFile, newKey, service, call, rotate, said } = await encrypted();
    await enrolled(service, '1001', [photoOf('ann')]);
    await rotate();
    const { message } = await enrolled(service, '1002', [photoOf('bob')]).catch((error) => error);
    expect(message).toBe(
      `the key from "${keyFile}" (--key-file) is no longer the key of ${db}: put the new key into that file, or start again with it`,
    );
    expect(await service.whyNotReady()).toBe(message);
    expect(query(db, 'SELECT user_id FROM users')).toEqual([{ user_id: '1001' }]);
    expect(said).toEqual([]);
    const another = await openService(db, { keyFile: newKey });
    await enrolled(another, '1002', [photoOf('bob')]);
    await call('key', 'verify', '--key-file', newKey);
  });

  it('goes on when the new key is in the place of the replaced one', async () => {
    const { db, keyFile, newKey, service, call, rotate, said } = await encrypted();
    await enrolled(service, '1001', [photoOf('ann')]);
    await rotate();
    await expect(enrolled(service, '1002', [photoOf('bob')])).rejects.toThrow(KeyError);
    renameSync(newKey, keyFile);
    expect(endingsOf(await enrolled(service, '1002', [photoOf('ann', 2)]))).toEqual([
      'DUPLICATE_OF_ENROLLED_USER',
    ]);
    await enrolled(service, '1003', [photoOf('bob')]);
    expect(await service.whyNotReady()).toBeUndefined();
    expect(said).toEqual([
      `${db} has another key than before: it was read from "${keyFile}" (--key-file)`,
    ]);
    await call('key', 'verify', '--key-file', keyFile);
  });

  it('goes on with its key as long as that opens the database, whatever is in the file', async () => {
    const { keyFile, newKey, service, rotate } = await encrypted();
    await enrolled(service, '1001', [photoOf('ann')]);
    const oldKey = `${keyFile}.old`;
    renameSync(keyFile, oldKey);
    copyFileSync(newKey, keyFile);
    await enrolled(service, '1002', [photoOf('bob')]);
    renameSync(oldKey, keyFile);
    await rotate();
    copyFileSync(newKey, keyFile);
    await enrolled(service, '1003', [photoOf('eve')]);
  });

  it('writes nothing plain into a database that was encrypted meanwhile', async () => {
    const cwd = temporaryFolder();
    const [db, keyFile] = [join(cwd, 'served.db'), join(cwd, 'a.key')];
    writeFileSync(keyFile, randomBytes(32).toString('base64'), { mode: 0o600 });
    const service = await openService(db);
    await enrolled(service, '1001', [photoOf('ann')]);
    writeFileSync(join(cwd, 'users.csv'), 'user_id,name\n2001,Bo\n');
    const args = ['import-csv', 'users.csv', '--key-file', keyFile, '--db', db];
    expect((await runMain(args, { cwd })).code).toBe(0);
    await expect(enrolled(service, '1002', [photoOf('bob')])).rejects.toThrow(KeyError);
  });
});
