import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readApiKey } from '../../src/domain/api-key.js';
import type { MasterKey } from '../../src/store/secrets/vault.js';
import { Store } from '../../src/store/store.js';
import { answerOf, changing, MADE_AT, newApiKey, requestOf } from '../support/api-keys.js';
import { query } from '../support/cli.js';
import {
  enrollUsers,
  filesWith,
  newKey,
  newPath,
  randomEmbedding,
  readStore,
  withRun,
} from '../support/keys.js';
import { newStore } from '../support/store.js';

const LATER = '2026-06-02T00:00:00.000Z';

/** The path and the store of a database that is encrypted if there is a key. */
function scene(key?: MasterKey): { path: string; store: Store } {
  const path = newPath();
  if (!key) return { path, store: newStore(path) };
  withRun(path, key, (run) => enrollUsers(run, { ann: randomEmbedding() }));
  return { path, store: Store.open(path, false, { key }) };
}

const secretOf = (key: string): string => readApiKey(key)?.secret ?? '';

const dataKeys = (path: string) =>
  query(`${path}-keys`, 'SELECT collection, user_id FROM user_keys ORDER BY 1, 2').map(
    ({ collection, user_id }) => `${collection}/${user_id}`,
  );

describe('an API key', () => {
  it('is what was told of it, and matches as it was shown', () => {
    const { store } = scene();
    const collections = ['default', 'visitors'];
    const expiresAt = '2026-06-01T23:59:59.999Z';
    const told = { name: 'gate', scopes: ['read', 'search'] as const, collections, expiresAt };
    const { key, signingSecret, ...made } = newApiKey(store, told);
    expect(made).toEqual({
      ...{ ...told, keyId: made.keyId, jwt: false, createdAt: MADE_AT, revokedAt: null },
    });
    expect(signingSecret).toBeNull();
    expect(key).toMatch(/^fe_[0-9a-f]{12}_[\w-]{43}$/);
    expect(store.apiKeys.matches(key, MADE_AT)).toEqual(made);
    expect(store.apiKeys.find(made.keyId)).toEqual(made);
    expect(store.apiKeys.list()).toEqual([made]);
  });

  it('matches in no other case, with no other secret, and under no other ID', () => {
    const { store } = scene();
    const [one, other] = [newApiKey(store), newApiKey(store)];
    const wrong = [
      ...[one.key.toLowerCase(), one.key.toUpperCase(), one.key.replace('fe_', 'FE_')],
      ...[`${one.key} `, ` ${one.key}`, `${one.key}\n`, one.key.slice(0, -1), `${one.key}A`],
      ...[secretOf(one.key), one.keyId, '', 'fe__', 'fe_'],
      one.key.replace(one.keyId, other.keyId),
      one.key.replace(one.keyId, '0123456789ab'),
      `fe_${one.keyId}_${'A'.repeat(43)}`,
    ].filter((text) => text !== one.key);
    expect(wrong.filter((text) => store.apiKeys.matches(text, MADE_AT))).toEqual([]);
  });

  it('matches only itself, whatever else is sent', () => {
    const { store } = scene();
    const made = Array.from({ length: 5 }, () => newApiKey(store));
    const sent = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...made.map(({ key }) => key)),
      // One character of a key is another one.
      fc
        .tuple(fc.constantFrom(...made), fc.nat({ max: 58 }), fc.string({ maxLength: 1 }))
        .map(([{ key }, at, by]) => key.slice(0, at) + by + key.slice(at + 1)),
      // The ID of one, the secret of another.
      fc
        .tuple(fc.constantFrom(...made), fc.constantFrom(...made))
        .map(([{ keyId }, { key }]) => `fe_${keyId}_${secretOf(key)}`),
    );
    fc.assert(
      fc.property(sent, (text) => {
        const meant = made.find(({ key }) => key === text);
        expect(store.apiKeys.matches(text, MADE_AT)?.keyId).toBe(meant?.keyId);
      }),
      { numRuns: 500 },
    );
  });

  it('matches up to its last instant, and not behind it', () => {
    const { store } = scene();
    const expiresAt = '2026-06-01T23:59:59.999Z';
    const { key } = newApiKey(store, { expiresAt });
    expect(store.apiKeys.matches(key, expiresAt)).toBeDefined();
    expect(store.apiKeys.matches(key, LATER)).toBeUndefined();
  });

  it('matches no longer when it is revoked, and gives its name away', () => {
    const { store } = scene();
    const { key, keyId } = newApiKey(store, { name: 'gate' });
    expect(() => newApiKey(store, { name: 'gate' })).toThrow(/UNIQUE/);
    expect(changing(store, () => store.apiKeys.revoke(keyId, LATER))).toBe(true);
    expect(store.apiKeys.matches(key, LATER)).toBeUndefined();
    expect(store.apiKeys.find(keyId)?.revokedAt).toBe(LATER);
    expect(changing(store, () => store.apiKeys.revoke(keyId, MADE_AT))).toBe(false);
    expect(store.apiKeys.find(keyId)?.revokedAt).toBe(LATER);
    expect(newApiKey(store, { name: 'gate' }).keyId).not.toBe(keyId);
  });

  it('does not match a digest that another program has damaged', () => {
    const { store, path } = scene();
    const { key } = newApiKey(store);
    const zeros = '0'.repeat(64);
    for (const digest of ['x'.repeat(64), `${'0'.repeat(63)}\u00e9`, zeros]) {
      const db = new Database(path);
      db.prepare('UPDATE api_keys SET secret_sha256 = ?').run(digest);
      db.close();
      expect(store.apiKeys.matches(key, MADE_AT)).toBeUndefined();
    }
  });

  it('is nowhere in the files of the database', () => {
    const { store, path } = scene();
    const { key } = newApiKey(store, { jwt: true });
    store.close();
    const secret = secretOf(key);
    for (const bytes of [Buffer.from(key), Buffer.from(secret), Buffer.from(secret, 'base64url')]) {
      expect(filesWith(dirname(path), bytes)).toEqual([]);
    }
  });
});

describe('the secret that signs tokens', () => {
  it('is given back for a key that works, and for no other', () => {
    const { store } = scene();
    const expiresAt = LATER;
    const made = newApiKey(store, { jwt: true, expiresAt });
    const secret = store.apiKeys.signingSecret(made.keyId, MADE_AT);
    expect(secret?.toString('base64')).toBe(made.signingSecret);
    expect(secret).toHaveLength(64);
    expect(store.apiKeys.signingSecret(made.keyId, '2026-06-03T00:00:00.000Z')).toBeUndefined();
    expect(store.apiKeys.signingSecret(newApiKey(store).keyId, MADE_AT)).toBeUndefined();
    expect(store.apiKeys.signingSecret('nothing', MADE_AT)).toBeUndefined();
    changing(store, () => store.apiKeys.revoke(made.keyId, MADE_AT));
    expect(store.apiKeys.signingSecret(made.keyId, MADE_AT)).toBeUndefined();
  });

  it('lies sealed in an encrypted database, until the key is revoked and its data key destroyed', () => {
    const key = newKey();
    const { store, path } = scene(key);
    const [made, other] = [newApiKey(store, { jwt: true }), newApiKey(store, { jwt: true })];
    const secret = Buffer.from(made.signingSecret ?? '', 'base64');
    expect(filesWith(dirname(path), secret)).toEqual([]);
    expect(store.apiKeys.signingSecret(made.keyId, MADE_AT)).toEqual(secret);
    const both = [`/${made.keyId}`, `/${other.keyId}`].sort();
    expect(dataKeys(path)).toEqual([...both, 'default/ann']);
    changing(store, () => store.apiKeys.revoke(made.keyId, LATER));
    expect(dataKeys(path)).toEqual([`/${other.keyId}`, 'default/ann']);
    expect(query(path, 'SELECT count(*) AS n FROM keys_to_destroy')[0].n).toBe(0);
    store.close();
  });

  it('is sealed with the rest when a plain database is encrypted, and leaves nothing behind', () => {
    const { store, path } = scene();
    const made = newApiKey(store, { jwt: true });
    store.close();
    const secret = Buffer.from(made.signingSecret ?? '', 'base64');
    expect(filesWith(dirname(path), secret)).toEqual(['test.db']);
    const key = newKey();
    const encrypting = Store.open(path, false, { key });
    expect(encrypting.secrets.encrypted).toMatchObject({ 'signing secret': 1 });
    encrypting.close();
    expect(filesWith(dirname(path), secret)).toEqual([]);
    expect(readStore(path, key).apiKeys.signingSecret(made.keyId, MADE_AT)).toEqual(secret);
  });

  it('needs the key of an encrypted database; a key that signs nothing does not', () => {
    const { store, path } = scene(newKey());
    store.close();
    const locked = Store.open(path, false, { withoutSecrets: true });
    expect(newApiKey(locked).keyId).toBeDefined();
    expect(() => newApiKey(locked, { jwt: true })).toThrow(/is encrypted: name its key/);
    expect(locked.apiKeys.list()).toHaveLength(1);
    locked.close();
  });

  it('opens after the master key was rotated', () => {
    const [key, next] = [newKey(), newKey('another')];
    const { store, path } = scene(key);
    const made = newApiKey(store, { jwt: true });
    const request = requestOf(made);
    changing(store, () => store.answers.keep(request, answerOf()));
    store.secrets.keyStore?.rotate(key, next, LATER);
    store.close();
    const again = readStore(path, next);
    expect(again.apiKeys.signingSecret(made.keyId, MADE_AT)?.toString('base64')).toBe(
      made.signingSecret,
    );
    expect(again.answers.find(request.keyId, request.idempotencyKey)).toEqual(answerOf());
    expect([...again.secretRows()].filter(({ plain }) => !plain)).toEqual([]);
  });
});
