import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KeyError } from '../../../src/store/secrets/vault.js';
import { query, temporaryFolder } from '../../support/cli.js';
import { runMain } from '../../support/main.js';
import { endingsOf, enrolled, openService, photoOf } from '../../support/service.js';

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
  return { db, keyFile, newKey, call, service: await openService(db, { keyFile }) };
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

  it('enrolls nobody with a key that was replaced', async () => {
    const { db, keyFile, newKey, service, call } = await encrypted();
    await enrolled(service, '1001', [photoOf('ann')]);
    await call('key', 'rotate', '--key-file', keyFile, '--new-key-file', newKey);
    await expect(enrolled(service, '1002', [photoOf('bob')])).rejects.toThrow(KeyError);
    expect(query(db, 'SELECT user_id FROM users')).toEqual([{ user_id: '1001' }]);
    const another = await openService(db, { keyFile: newKey });
    await enrolled(another, '1002', [photoOf('bob')]);
    await call('key', 'verify', '--key-file', newKey);
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
