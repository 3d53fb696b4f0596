import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Deletion } from '../../src/domain/deletion.js';
import type { KeptAnswer } from '../../src/store/answers.js';
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

/** A database with two users, and an API key; encrypted if there is a master key. */
function scene(key?: MasterKey) {
  const path = newPath();
  withRun(path, key, (run) => enrollUsers(run, { ann: randomEmbedding(), bob: randomEmbedding() }));
  const store = Store.open(path, false, { key });
  const apiKey = newApiKey(store);
  const keep = (more: Partial<KeptAnswer> = {}) => {
    const request = requestOf(apiKey);
    changing(store, () => store.answers.keep(request, answerOf(more)));
    return request;
  };
  return { path, store, apiKey, keep };
}

/** Whose answers are there: the user of each, or the collection, or nothing. */
const kept = (path: string) =>
  query(
    path,
    "SELECT coalesce(user_id, '(' || collection || ')', '-') AS whose FROM http_answers ORDER BY 1",
  ).map(({ whose }) => whose);

const ALL = ['(default)', '(visitors)', '-', 'ann', 'bob'];

/** Keeps an answer of each kind. */
function keepAll({ keep }: ReturnType<typeof scene>): void {
  for (const userId of ['ann', 'bob', null]) keep({ userId });
  keep({ collection: 'visitors' });
  keep({ collection: null });
}

function deletion(userId: string, what: Deletion['what']): Deletion {
  const counts = {
    templates: 1,
    thumbnails: 0,
    profileImage: what !== 'faces',
    waitingPhoto: false,
  };
  return { userId, what, reason: 'NAMED', date: null, ...counts };
}

describe.each([
  ['plain', undefined],
  ['encrypted', newKey()],
])('an answer in a database that is %s', (_, key) => {
  it('is found as it was kept, for its request alone', () => {
    const { store, apiKey, keep } = scene(key);
    const other = newApiKey(store);
    for (const userId of ['ann', null]) {
      const body = Buffer.from(`about ${userId}`);
      const { keyId, idempotencyKey } = keep({ userId, body, status: 422 });
      expect(store.answers.find(keyId, idempotencyKey)).toEqual(
        answerOf({ userId, body, status: 422 }),
      );
      expect(store.answers.find(other.keyId, idempotencyKey)).toBeUndefined();
    }
    expect(store.answers.find(apiKey.keyId, 'another')).toBeUndefined();
    store.close();
  });

  it('is kept once: what would be answered a second time is not done', () => {
    const { store, path, keep } = scene(key);
    const request = keep();
    const again = () =>
      changing(store, () => {
        store.collections.create('twice', MADE_AT);
        store.answers.keep(request, answerOf());
      });
    expect(again).toThrow(/UNIQUE/);
    expect(store.collections.has('twice')).toBe(false);
    expect(kept(path)).toEqual(['(default)']);
    store.close();
  });

  it('goes with its user, as do those that may name the user', () => {
    const s = scene(key);
    keepAll(s);
    const { removal } = s.store.collection('default', '');
    removal.remove([deletion('ann', 'user')], MADE_AT);
    expect(kept(s.path)).toEqual(['(visitors)', '-', 'bob']);
    s.store.close();
  });

  it('goes when the faces of its user are purged, and stays when one face is deleted', () => {
    const s = scene(key);
    keepAll(s);
    const { removal } = s.store.collection('default', '');
    removal.remove([deletion('ann', 'faces')], MADE_AT);
    expect(kept(s.path)).toEqual(ALL);
    removal.remove([deletion('bob', 'templates')], MADE_AT);
    expect(kept(s.path)).toEqual(['(visitors)', '-', 'ann']);
    s.store.close();
  });

  it('goes when its user is renamed', () => {
    const s = scene(key);
    keepAll(s);
    const { renames, transaction } = s.store.collection('default', '');
    transaction(() => renames.rename('ann', 'eve', MADE_AT));
    expect(kept(s.path)).toEqual(['(visitors)', '-', 'bob']);
    s.store.close();
  });

  it('goes with its collection', () => {
    const s = scene(key);
    keepAll(s);
    const { removal } = s.store.collection('default', '');
    removal.removeCollection(
      ['ann', 'bob'].map((userId) => deletion(userId, 'user')),
      MADE_AT,
    );
    expect(kept(s.path)).toEqual(['(visitors)', '-']);
    s.store.close();
  });

  it('goes with its API key', () => {
    const s = scene(key);
    keepAll(s);
    changing(s.store, () => s.store.apiKeys.revoke(s.apiKey.keyId, MADE_AT));
    expect(kept(s.path)).toEqual([]);
    s.store.close();
  });

  it('is swept when it is old', () => {
    const { store, path, keep } = scene(key);
    keep({ userId: 'ann', createdAt: '2026-06-01T10:00:00.000Z' });
    keep({ userId: 'bob', createdAt: '2026-06-01T10:00:00.001Z' });
    const before = '2026-06-01T10:00:00.001Z';
    expect(changing(store, () => store.answers.sweep(before))).toBe(1);
    expect(kept(path)).toEqual(['bob']);
    store.close();
  });
});

describe('an answer in an encrypted database', () => {
  it('lies sealed, with the key of its user or of its API key', () => {
    const key = newKey();
    const { store, path, apiKey, keep } = scene(key);
    const bodies = ['about ann', 'about all'].map((text) => Buffer.from(text.repeat(9)));
    keep({ userId: 'ann', body: bodies[0] as Buffer });
    keep({ body: bodies[1] as Buffer });
    store.close();
    for (const body of bodies) expect(filesWith(dirname(path), body)).toEqual([]);
    const rows = [...readStore(path, key).secretRows()].filter(({ kind }) => kind === 'answer');
    expect(rows).toEqual(
      [
        ...[{ collection: 'default', userId: 'ann', keyId: null, plain: bodies[0] }],
        ...[{ collection: '', userId: null, keyId: apiKey.keyId, plain: bodies[1] }],
      ].map((row) => ({ kind: 'answer', faceId: null, isPart: false, ...row })),
    );
  });

  it('was plain before there was a key, and of that nothing is left', () => {
    const { store, path, keep } = scene();
    const body = Buffer.from('about ann'.repeat(9));
    const { keyId, idempotencyKey } = keep({ userId: 'ann', body });
    store.close();
    const key = newKey();
    const encrypting = Store.open(path, false, { key });
    expect(encrypting.secrets.encrypted).toMatchObject({ answer: 1 });
    encrypting.close();
    expect(filesWith(dirname(path), body)).toEqual([]);
    expect(readStore(path, key).answers.find(keyId, idempotencyKey)?.body).toEqual(body);
  });

  it('makes a data key for a user without a face, which goes with the answer', () => {
    const { store, path, keep } = scene(newKey());
    const ids = () =>
      query(`${path}-keys`, 'SELECT user_id FROM user_keys ORDER BY 1').map((row) => row.user_id);
    keep({ userId: 'nobody', status: 404 });
    keep({ userId: 'ann' });
    expect(ids()).toEqual(['ann', 'bob', 'nobody']);
    changing(store, () => store.answers.sweep('2099'));
    expect(ids()).toEqual(['ann', 'bob']);
    store.close();
  });

  it('keeps the key of a user whose last face is gone as long as it is there', () => {
    const { store, keep } = scene(newKey());
    const { keyId, idempotencyKey } = keep({ userId: 'ann' });
    const { removal, transaction, templates } = store.collection('default', '');
    transaction(() => templates.removeProfileImage('ann'));
    removal.remove([deletion('ann', 'faces')], MADE_AT);
    expect(store.answers.find(keyId, idempotencyKey)).toEqual(answerOf({ userId: 'ann' }));
    store.close();
  });
});
