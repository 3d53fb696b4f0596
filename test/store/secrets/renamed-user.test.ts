import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { renameUser } from '../../../src/operations/users/rename-user.js';
import type { MasterKey } from '../../../src/store/secrets/vault.js';
import { Store } from '../../../src/store/store.js';
import { query } from '../../support/cli.js';
import { enrollUsers, newKey, newPath, randomEmbedding, withRun } from '../../support/keys.js';
import { addEverything } from '../../support/renames.js';

const NOW = '2026-06-15T12:00:00.000Z';

/** Uses a store that is closed afterwards. */
function using<T>(path: string, key: MasterKey | undefined, use: (store: Store) => T): T {
  const store = Store.open(path, false, { key, withoutSecrets: true });
  try {
    return use(store);
  } finally {
    store.close();
  }
}

const rename = (path: string, key: MasterKey | undefined, from: string, to: string) =>
  using(path, key, (store) => renameUser(store.collection('default', ''), from, to));

/** What each secret is in plain, those that do not open as undefined; and whose it is. (Answers are forgotten.) */
const secrets = (path: string, key: MasterKey) =>
  using(path, key, (store) =>
    [...store.secretRows()]
      .filter(({ kind }) => kind !== 'answer')
      .map(({ kind, userId, plain }) => ({ kind, userId, plain })),
  );

const owners = (path: string) =>
  query(`${path}-keys`, 'SELECT user_id FROM user_keys ORDER BY 1').map((row) => row.user_id);

function scene() {
  const [path, key] = [newPath(), newKey()];
  withRun(path, key, (run) => enrollUsers(run, { bob: randomEmbedding() }));
  const store = Store.open(path, false, { key });
  addEverything(store, 'ann');
  store.close();
  return { path, key };
}

describe('a user of an encrypted database who is renamed', () => {
  it('has every secret as before, sealed under a key of the new ID; the old key is destroyed', () => {
    const { path, key } = scene();
    const before = secrets(path, key);
    expect(before.filter(({ userId }) => userId === 'ann')).toHaveLength(15);
    rename(path, key, 'ann', 'eve');
    expect(secrets(path, key)).toEqual(
      before.map((one) => ({ ...one, userId: one.userId === 'ann' ? 'eve' : one.userId })),
    );
    expect(owners(path)).toEqual(['bob', 'eve']);
    expect(query(path, 'SELECT * FROM keys_to_destroy')).toEqual([]);
  });

  it('can be renamed back, and along a chain, and leaves one key', () => {
    const { path, key } = scene();
    const before = secrets(path, key);
    using(path, key, (store) => {
      const part = store.collection('default', '');
      for (const [from, to] of [
        ['ann', 'eve'],
        ['eve', 'ann'],
        ['ann', 'Ann'],
        ['Ann', 'cy'],
        ['cy', 'ann'],
      ] as const) {
        renameUser(part, from, to);
      }
    });
    expect(secrets(path, key)).toEqual(before);
    expect(owners(path)).toEqual(['ann', 'bob']);
  });

  it('may give the former ID to another, who gets a key of their own', () => {
    const { path, key } = scene();
    rename(path, key, 'ann', 'eve');
    rename(path, key, 'bob', 'ann');
    expect(owners(path)).toEqual(['ann', 'eve']);
    expect(secrets(path, key).filter(({ plain }) => !plain)).toEqual([]);
  });

  it('is deleted under the new ID with the key', () => {
    const { path, key } = scene();
    rename(path, key, 'ann', 'eve');
    using(path, undefined, (store) => {
      const { removal } = store.collection('default', '');
      const plan = { what: 'user', reason: 'NAMED', date: null } as const;
      const had = { templates: 3, thumbnails: 3, profileImage: true, waitingPhoto: true };
      removal.remove([{ userId: 'eve', ...plan, ...had }], NOW);
    });
    expect(owners(path)).toEqual(['bob']);
  });

  it('with faces needs the key, and without any does not', () => {
    const { path, key } = scene();
    const before = query(path, 'SELECT * FROM templates');
    expect(() => rename(path, undefined, 'ann', 'eve')).toThrow('is encrypted: name its key');
    expect(() => rename(path, newKey(), 'ann', 'eve')).toThrow('is not the key of');
    expect(query(path, 'SELECT * FROM templates')).toEqual(before);
    expect(owners(path)).toEqual(['ann', 'bob']);
    expect(rename(path, undefined, 'an~', 'eve').belongings.faces).toBe(0);
    expect(secrets(path, key).filter(({ plain }) => !plain)).toEqual([]);
  });

  it('stays whole when the transaction fails after the new key was kept', () => {
    const { path, key } = scene();
    const before = secrets(path, key);
    using(path, key, (store) => {
      const part = store.collection('default', '');
      expect(() =>
        part.transaction(() => {
          renameUser(part, 'ann', 'eve');
          throw new Error('the disk is full');
        }),
      ).toThrow('the disk is full');
    });
    expect(secrets(path, key)).toEqual(before);
    expect(owners(path)).toEqual(['ann', 'bob']);
    rename(path, key, 'ann', 'eve');
    expect(secrets(path, key).filter(({ plain }) => !plain)).toEqual([]);
  });

  it('is not renamed when a secret does not open', () => {
    const { path, key } = scene();
    const db = new Database(path);
    db.exec("UPDATE profile_images SET jpeg = zeroblob(9029) WHERE user_id = 'ann'");
    db.close();
    expect(() => rename(path, key, 'ann', 'eve')).toThrow('a secret of the user "ann"');
    expect(query(path, "SELECT user_id FROM users WHERE user_id = 'eve'")).toEqual([]);
    expect(owners(path)).toEqual(['ann', 'bob']);
  });
});

describe('a key for a rename', () => {
  it('does not encrypt a database that is not encrypted', () => {
    const path = newPath();
    withRun(path, undefined, (run) => enrollUsers(run, { ann: randomEmbedding() }));
    rename(path, newKey(), 'ann', 'eve');
    expect(query(path, 'SELECT * FROM encryption')).toEqual([]);
  });
});
