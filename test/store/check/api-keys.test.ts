import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/findings.js';
import { checkDatabase } from '../../../src/store/check/check.js';
import { Store } from '../../../src/store/store.js';
import { answerOf, changing, newApiKey, requestOf } from '../../support/api-keys.js';
import { enrollUsers, newKey, newPath, randomEmbedding, withRun } from '../../support/keys.js';

/** A database with an API key that signs tokens, and two answers kept for it. */
function scene(master?: ReturnType<typeof newKey>) {
  const path = newPath();
  withRun(path, master, (run) => enrollUsers(run, { ann: randomEmbedding() }));
  const store = Store.open(path, false, { key: master });
  const apiKey = newApiKey(store, { jwt: true });
  const requests = [requestOf(apiKey), requestOf(apiKey)];
  changing(store, () => {
    for (const [i, userId] of ['ann', null].entries()) {
      store.answers.keep(requests[i] as never, answerOf({ userId }));
    }
  });
  store.close();
  return { path, keyId: apiKey.keyId, requests };
}

/** What is found of API keys: random embeddings are not unit vectors. */
function findings(path: string, master?: ReturnType<typeof newKey>): Finding[] {
  const found = checkDatabase(path, master, { onStep: () => {}, onRows: () => {} });
  return [...found].filter(({ code }) => /^(API_KEY|ANSWER|JSON|REFERENCE|DATABASE)_/.test(code));
}

function tamper(path: string, sql: string): void {
  const db = new Database(path);
  db.pragma('ignore_check_constraints = ON');
  db.exec(sql);
  db.close();
}

describe('a check of API keys', () => {
  it.each([undefined, newKey()])('finds nothing where nothing is wrong', (master) => {
    expect(findings(scene(master).path, master)).toEqual([]);
  });

  it('finds secrets and answers that do not open, and the key that they are of', () => {
    const master = newKey();
    const { path, keyId, requests } = scene(master);
    tamper(
      path,
      "UPDATE api_keys SET signing_secret = x'0102'; UPDATE http_answers SET body = x''",
    );
    expect(findings(path, master)).toEqual([
      {
        code: 'API_KEY_UNUSABLE',
        message: `the API key ${keyId}: its signing secret does not open`,
      },
      ...requests.map(({ idempotencyKey }) => ({
        code: 'ANSWER_UNREADABLE',
        message: `the answer kept for ${idempotencyKey} of the API key ${keyId} does not open`,
      })),
    ]);
    // Without the key of the database nobody can tell.
    expect(findings(path)).toEqual([]);
  });

  it('finds a secret that is cut, a digest that is none, and scopes that are no list', () => {
    const { path, keyId } = scene();
    tamper(path, "UPDATE api_keys SET signing_secret = x'0102', scopes = '7'");
    tamper(path, `UPDATE api_keys SET secret_sha256 = '${'X'.repeat(64)}'`);
    expect(findings(path)).toEqual([
      { code: 'JSON_INVALID', message: expect.stringMatching(/^scopes of api_keys, key_id /) },
      {
        code: 'API_KEY_UNUSABLE',
        message: `the API key ${keyId}: the digest of its secret is none`,
      },
      { code: 'API_KEY_UNUSABLE', message: `the API key ${keyId}: its signing secret is cut` },
    ]);
  });

  it('takes an answer that is forgotten meanwhile, with its key, for no damage', () => {
    const master = newKey();
    const { path } = scene(master);
    const found = checkDatabase(path, master, {
      onRows: () => {},
      onStep: (step) => {
        if (step !== 'Checking the file') return;
        const store = Store.open(path, false, { key: master });
        changing(store, () => store.apiKeys.revoke(store.apiKeys.list()[0]?.keyId ?? '', '2026'));
        changing(store, () => store.answers.sweep('2099'));
        store.close();
      },
    });
    const codes = [...found].map(({ code }) => code);
    expect(codes.filter((code) => /^(API_KEY|ANSWER)_/.test(code))).toEqual([]);
  });
});
