import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCOPE_NAMES } from '../../src/domain/scopes.js';
import { Store } from '../../src/store/store.js';
import { enrolledScenario } from '../support/gallery-database.js';
import { filesWith, newKey } from '../support/keys.js';
import type { Scenario } from '../support/scenario.js';

const CREATE = ['keys', 'create', '--name', 'gate'];

/** The rows of the audit that concern keys. */
const audited = (s: Scenario) =>
  s
    .query(
      "SELECT action, collection, user_id, reference, detail FROM audit WHERE action LIKE 'KEY%'",
    )
    .map(({ detail, ...row }) => ({ ...row, detail: JSON.parse(detail) }));

/** Whether a key that was shown works now. */
function works(s: Scenario, key: string): boolean {
  const store = Store.open(s.db, true);
  try {
    return store.apiKeys.matches(key, new Date().toISOString()) !== undefined;
  } finally {
    store.close();
  }
}

/** Makes a key, and returns what --json tells of it. */
async function created(s: Scenario, ...more: readonly string[]) {
  const { code, stdout } = await s.call([...CREATE, ...more, '--json']);
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

describe('keys create', () => {
  it('prints a key on a line of its own, this once, and the key works', async () => {
    const s = enrolledScenario();
    const { code, stdout, stderr } = await s.call([...CREATE, '--scope', 'search,read']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^The API key [0-9a-f]{12} \("gate"\) has been created\. It is shown only this once:$/m,
    );
    const [key = ''] = /^fe_\S+$/m.exec(stdout) ?? [];
    expect(works(s, key)).toBe(true);
    const again = await Promise.all([s.call(['keys', 'list']), s.call(['keys', 'list', '--json'])]);
    for (const { stdout: listed } of again) expect(listed).not.toContain(key.slice(-43));
    expect(filesWith(dirname(s.db), Buffer.from(key.slice(-43)))).toEqual([]);
  });

  it('has a row in the audit, of no collection and without the secret', async () => {
    const s = enrolledScenario();
    const more = ['--collection', 'default', '--collection', 'lobby', '--reference', 'CHG-7'];
    const made = await created(s, '--scope', 'write,enroll', '--expires', '2999-12-31', ...more);
    const { keyId, key, expiresAt } = made;
    expect(new Date(expiresAt).getTime() + 1).toBe(new Date(2999, 11, 32).getTime());
    const [row] = audited(s);
    expect(row).toEqual({
      ...{ action: 'KEY_CREATED', collection: '', user_id: null, reference: 'CHG-7' },
      detail: {
        ...{ key: keyId, name: 'gate', scopes: ['enroll', 'write'] },
        ...{ collections: ['default', 'lobby'], jwt: false, expiresAt },
      },
    });
    expect(JSON.stringify(row)).not.toContain(key.slice(-43));
    expect((await s.call(['audit', 'verify'])).code).toBe(0);
  });

  it('says which collection is not there yet', async () => {
    const s = enrolledScenario();
    const collections = ['--collection', 'default', '--collection', 'lobby'];
    const { code, stderr } = await s.call([...CREATE, '--scope', 'read', ...collections]);
    expect(code).toBe(0);
    expect(stderr).toBe(
      'There is no collection "lobby" yet: the key works in it once it is there.\n',
    );
  });

  it('refuses a scope that there is not, and names all', async () => {
    const s = enrolledScenario();
    const { code, stderr } = await s.call([...CREATE, '--scope', 'read,everything']);
    expect(code).toBe(2);
    expect(stderr).toContain('There is no "everything"');
    for (const scope of SCOPE_NAMES) expect(stderr).toContain(scope);
    expect(audited(s)).toEqual([]);
  });

  it.each([
    ['no scope', ['--scope', ''], /There is no ""/],
    ['no name', ['--name', ' ', '--scope', 'read'], /must not be empty/],
    ['a collection without a name', ['--scope', 'read', '--collection', ''], /It must be a word/],
    ['an end in the past', ['--scope', 'read', '--expires', '2020-01-31'], /is in the past/],
    ['an end that is no date', ['--scope', 'read', '--expires', 'soon'], /--expires/],
  ])('refuses %s', async (_, more, message) => {
    const s = enrolledScenario();
    const { code, stdout, stderr } = await s.call([...CREATE, ...more]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(audited(s)).toEqual([]);
  });

  it('refuses the name of a key that is not revoked', async () => {
    const s = enrolledScenario();
    const { keyId } = await created(s, '--scope', 'read');
    const again = await s.call([...CREATE, '--scope', 'read']);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain(`the API key ${keyId} has the name "gate" already`);
    expect((await s.call(['keys', 'revoke', keyId])).code).toBe(0);
    expect((await created(s, '--scope', 'read')).keyId).not.toBe(keyId);
  });

  it('takes neither name nor collection of a configuration file', async () => {
    const s = enrolledScenario();
    s.write('faceenroll.config.json', '{"collection":"visitors"}');
    expect((await created(s, '--scope', 'read')).collections).toBeNull();
    s.write('faceenroll.config.json', '{"keys create":{"collection":"visitors"}}');
    const { code, stderr } = await s.call([...CREATE, '--scope', 'read']);
    expect(code).toBe(2);
    expect(stderr).toContain('it is for the command line alone');
  });

  it('--jwt shows the signing secret, and says in one line that a plain database has it as it is', async () => {
    const s = enrolledScenario();
    const { code, stdout, stderr } = await s.call([...CREATE, '--scope', 'enroll', '--jwt']);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^\S+ is not encrypted: the signing secret is stored there in the clear\.\n$/,
    );
    const [secret = ''] = /^[A-Za-z0-9+/]{86}==$/m.exec(stdout) ?? [];
    expect(Buffer.from(secret, 'base64')).toHaveLength(64);
    expect(filesWith(dirname(s.db), Buffer.from(secret, 'base64'))).not.toEqual([]);
  });

  it('--jwt seals it in an encrypted database, which needs its key', async () => {
    const s = enrolledScenario();
    const master = newKey();
    Store.open(s.db, false, { key: master }).close();
    const jwt = [...CREATE, '--scope', 'enroll', '--jwt', '--json'];
    const refused = await s.call(jwt);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('is encrypted: name its key with --key-file');
    expect(audited(s)).toEqual([]);
    const env = { FACEENROLL_KEY: master.bytes.toString('base64') };
    const made = await s.call(jwt, { env });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const secret = Buffer.from(JSON.parse(made.stdout).signingSecret, 'base64');
    expect(filesWith(dirname(s.db), secret)).toEqual([]);
    const verified = await s.call(['key', 'verify', '--json'], { env });
    expect(JSON.parse(verified.stdout)).toMatchObject({ signingSecrets: 1, broken: 0 });
    // Without a secret to be sealed it needs no key.
    expect((await s.call(['keys', 'create', '--name', 'door', '--scope', 'read'])).code).toBe(0);
    expect((await s.call(['keys', 'list'])).stdout).toContain('signs tokens');
  });
});

describe('keys revoke', () => {
  it('takes the beginning of an ID; the key works no longer, and the audit has it', async () => {
    const s = enrolledScenario();
    const { keyId, key } = await created(s, '--scope', 'read');
    expect(works(s, key)).toBe(true);
    const { code, stdout } = await s.call(['keys', 'revoke', keyId.slice(0, 5)]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `The API key ${keyId} ("gate") is revoked.\n`,
    });
    expect(works(s, key)).toBe(false);
    expect(audited(s)[1]).toMatchObject({
      ...{ action: 'KEY_REVOKED', collection: '' },
      detail: { key: keyId, name: 'gate', scopes: ['read'], collections: null },
    });
  });

  it('changes nothing of a key that is revoked already', async () => {
    const s = enrolledScenario();
    const { keyId } = await created(s, '--scope', 'read');
    await s.call(['keys', 'revoke', keyId]);
    const { code, stdout } = await s.call(['keys', 'revoke', keyId, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ keyId, state: 'revoked', action: 'UNCHANGED' });
    expect(audited(s)).toHaveLength(2);
  });

  it('refuses a beginning that several keys have, unless one alone is not revoked', async () => {
    const s = enrolledScenario();
    const ids = ['3f9a00000001', '3f9a00000002'];
    for (const [i, id] of ids.entries()) {
      s.change(
        `INSERT INTO api_keys (key_id, name, secret_sha256, scopes, created_at)
         VALUES ('${id}', 'key ${i}', '${'0'.repeat(64)}', '["read"]', '2026-01-01T00:00:00.000Z')`,
      );
    }
    const both = await s.call(['keys', 'revoke', '3f9a']);
    expect(both.code).toBe(1);
    for (const id of ids) expect(both.stderr).toContain(id);
    expect((await s.call(['keys', 'revoke', ids[0] as string])).code).toBe(0);
    expect((await s.call(['keys', 'revoke', '3f9a'])).stdout).toContain(
      `${ids[1]} ("key 1") is revoked`,
    );
    const none = await s.call(['keys', 'revoke', 'FFFF']);
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('there is no API key "FFFF"');
  });
});

describe('keys list', () => {
  it('tells which keys work, which are expired and which are revoked', async () => {
    const s = enrolledScenario();
    const { keyId } = await created(s, '--scope', 'read');
    await s.call(['keys', 'revoke', keyId]);
    await created(s, '--scope', 'search', '--expires', '2999-12-31');
    s.change(
      "UPDATE api_keys SET expires_at = '2020-01-31T23:59:59.999Z' WHERE revoked_at IS NULL",
    );
    await created(s, '--scope', 'audit,export', '--name', 'reports', '--collection', 'default');
    const { stdout } = await s.call(['keys', 'list', '--json']);
    const states = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).state);
    expect(states).toEqual(['revoked', 'expired', 'active']);
    const { stdout: text } = await s.call(['keys', 'list']);
    expect(text).toMatch(/"gate", created \S+, revoked \S+\n +read; in all collections\n/);
    expect(text).toMatch(/"gate", created \S+, expired 2020-01-31\n/);
    expect(text).toMatch(/"reports", created \S+\n +export, audit; in "default"\n$/);
  });
});

describe('what is done for an API key', () => {
  it('has its ID in the detail of each row of the audit', () => {
    const s = enrolledScenario();
    const store = Store.open(s.db, false);
    const { audit, transaction } = store.collection('default', '', { keyId: '3f9a00000001' });
    transaction(() => audit.record('USER_UPDATED', { userId: '1001' }, { fields: 2 }, 'now'));
    store.close();
    const [row] = s.query("SELECT detail FROM audit WHERE action = 'USER_UPDATED'");
    expect(JSON.parse(row.detail)).toEqual({ fields: 2, key: '3f9a00000001' });
  });
});
