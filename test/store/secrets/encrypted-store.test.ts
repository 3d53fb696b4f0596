import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { toBlob } from '../../../src/store/embedding.js';
import { Store } from '../../../src/store/store.js';
import { query } from '../../support/cli.js';
import { sampleOf } from '../../support/entries.js';
import {
  enrollUsers,
  filesWith,
  imageOf,
  newKey,
  newPath,
  randomEmbedding,
  readStore,
  withRun,
} from '../../support/keys.js';
import { embeddingsOf, startRun } from '../../support/store.js';

const FILE = { path: '/photos/a.jpg', size: 10, modifiedMs: 20 };

/** An encrypted database with two users. */
function encrypted() {
  const [path, key] = [newPath(), newKey()];
  const users = { ann: randomEmbedding(), bob: randomEmbedding() };
  withRun(path, key, (run) => enrollUsers(run, users));
  return { path, key, users };
}

function execute(path: string, sql: string, ...values: unknown[]): void {
  const db = new Database(path);
  db.pragma('foreign_keys = ON');
  db.prepare(sql).run(...values);
  db.close();
}

/** Changes the database as another program would, whatever refers to the row. */
function tamper(path: string, sql: string): void {
  const db = new Database(path);
  db.pragma('foreign_keys = OFF');
  db.prepare(sql).run();
  db.close();
}

/** The file's change counter (SQLite's file format, offset 24): one more for each transaction. */
const changes = (path: string): number => readFileSync(`${path}-keys`).readUInt32BE(24);

const wrappedKey = (path: string, userId: string): Buffer =>
  query(`${path}-keys`, 'SELECT wrapped_key FROM user_keys WHERE user_id = ?', userId)[0]
    .wrapped_key;

const keysOf = (path: string) =>
  query(`${path}-keys`, 'SELECT user_id FROM user_keys ORDER BY 1').map((row) => row.user_id);

/** The kinds and owners of secrets that do not open. */
const broken = (path: string, key: ReturnType<typeof newKey>) =>
  [...readStore(path, key).secretRows()]
    .filter(({ plain }) => !plain)
    .map(({ kind, userId }) => `${kind} of ${userId}`);

describe('an encrypted database', () => {
  it('gives back what was stored, and holds none of it in plain', () => {
    const { path, key, users } = encrypted();
    const { templates } = readStore(path, key).collection('default', 'encoder');
    expect(embeddingsOf(templates, 'ann')).toEqual([users.ann]);
    expect(templates.detailsOf('bob').map(({ embedding }) => embedding)).toEqual([users.bob]);
    expect([...templates.all()].map(({ userId, embedding }) => [userId, embedding])).toEqual(
      Object.entries(users),
    );
    const images = [...readStore(path, key).secretRows()].filter(
      ({ kind }) => kind === 'profile image',
    );
    expect(images.map(({ plain }) => plain)).toEqual([imageOf('ann'), imageOf('bob')]);
    for (const secret of [toBlob(users.ann), imageOf('ann'), key.bytes]) {
      expect(filesWith(dirname(path), secret)).toEqual([]);
    }
  });

  it('keeps its data keys in a file of its own, for the owner alone', () => {
    const { path } = encrypted();
    expect(statSync(`${path}-keys`).mode & 0o777).toBe(0o600);
    expect(keysOf(path)).toEqual(['ann', 'bob']);
    expect(query(path, 'SELECT key_store, wiped FROM encryption')).toEqual([
      { key_store: query(`${path}-keys`, 'SELECT key_store FROM master')[0].key_store, wiped: 1 },
    ]);
  });

  it('uses one data key for all secrets of a user', () => {
    const { path, key } = encrypted();
    withRun(path, key, (run) => {
      const template = { faceId: 'f9', userId: 'ann', slot: 2, fileName: 'y.jpg' };
      run.templates.add(template, sampleOf('Y', { embedding: randomEmbedding() }), 'now');
    });
    expect(keysOf(path)).toEqual(['ann', 'bob']);
    expect(broken(path, key)).toEqual([]);
  });
});

describe('a secret that was moved', () => {
  it.each([
    [
      'to another user',
      "UPDATE templates SET embedding = (SELECT embedding FROM templates WHERE user_id = 'bob') WHERE user_id = 'ann'",
    ],
    ['with its row', "UPDATE templates SET user_id = 'bob', slot = 2 WHERE user_id = 'ann'"],
    ['to another face', "UPDATE templates SET face_id = 'another' WHERE user_id = 'ann'"],
    ['to another encoder', "UPDATE templates SET encoder = 'another' WHERE user_id = 'ann'"],
    ['and overwritten', "UPDATE templates SET embedding = zeroblob(157) WHERE user_id = 'ann'"],
  ])('%s does not open', (_, sql) => {
    const { path, key } = encrypted();
    tamper(path, sql);
    expect(broken(path, key)).toHaveLength(1);
    const store = readStore(path, key);
    const [{ encoder, user_id }] = query(
      path,
      "SELECT * FROM templates WHERE face_id <> 'face of bob'",
    );
    const { templates } = store.collection('default', encoder);
    expect(() => templates.detailsOf(user_id)).toThrow('faceenroll key verify');
  });

  it('of an image to another user does not open', () => {
    const { path, key } = encrypted();
    execute(
      path,
      "UPDATE profile_images SET jpeg = (SELECT jpeg FROM profile_images WHERE user_id = 'bob') WHERE user_id = 'ann'",
    );
    expect(broken(path, key)).toEqual(['profile image of ann']);
  });

  it('of a data key to another user does not open', () => {
    const { path, key } = encrypted();
    execute(
      `${path}-keys`,
      "UPDATE user_keys SET wrapped_key = (SELECT wrapped_key FROM user_keys WHERE user_id = 'bob') WHERE user_id = 'ann'",
    );
    const { templates } = readStore(path, key).collection('default', 'encoder');
    expect(() => embeddingsOf(templates, 'ann')).toThrow('a data key in');
    expect(embeddingsOf(templates, 'bob')).toHaveLength(1);
  });
});

describe('samples', () => {
  it('are sealed with a key of their own, which goes when they are cleared', () => {
    const [path, key] = [newPath(), newKey()];
    const sample = sampleOf('A', { embedding: randomEmbedding(), profileImage: imageOf('A') });
    withRun(path, key, (run) => {
      const kept = run.transaction(() => run.samples.keep(FILE, sample));
      expect(filesWith(dirname(path), toBlob(sample.embedding))).toEqual([]);
      expect(filesWith(dirname(path), imageOf('A'))).toEqual([]);
      expect(run.samples.get(kept)).toEqual(sample);
      expect(query(`${path}-keys`, 'SELECT collection FROM sample_keys')).toHaveLength(1);
    });
    expect(query(`${path}-keys`, 'SELECT * FROM sample_keys')).toEqual([]);
  });

  it('of a killed run open in the next one, and not at another path or in the other column', () => {
    const [path, key] = [newPath(), newKey()];
    const sample = sampleOf('A', { embedding: randomEmbedding(), profileImage: imageOf('A') });
    const killed = Store.open(path, false, { key });
    startRun(killed).samples.keep(FILE, sample);
    killed.close();

    const store = Store.open(path, false, { key });
    const { samples } = startRun(store);
    const number = samples.find(FILE) as number;
    expect(samples.get(number)).toEqual(sample);
    execute(path, "UPDATE samples SET path = 'elsewhere'");
    expect(() => samples.get(number)).toThrow('does not open');
    execute(path, 'UPDATE samples SET path = ?, embedding = profile_image', FILE.path);
    expect(() => samples.get(number)).toThrow('does not open');
    store.close();
  });

  it('that are gone leave no key behind, even if the process died on the way', () => {
    const [path, key] = [newPath(), newKey()];
    const killed = Store.open(path, false, { key });
    startRun(killed).samples.keep(FILE, sampleOf('A'));
    killed.close();
    execute(path, 'DELETE FROM samples');
    expect(query(`${path}-keys`, 'SELECT * FROM sample_keys')).toHaveLength(1);
    Store.open(path, false, { withoutSecrets: true }).close();
    expect(query(`${path}-keys`, 'SELECT * FROM sample_keys')).toEqual([]);
  });
});

describe('a data key', () => {
  it('is not kept when the transaction fails, nor taken for one that is', () => {
    const [path, key] = [newPath(), newKey()];
    const store = Store.open(path, false, { key });
    const run = startRun(store);
    expect(() =>
      run.transaction(() => {
        enrollUsers(run, { ann: randomEmbedding() });
        throw new Error('the disk is full');
      }),
    ).toThrow('the disk is full');
    expect(keysOf(path)).toEqual([]);
    enrollUsers(run, { ann: randomEmbedding() });
    store.close();
    expect(keysOf(path)).toEqual(['ann']);
    expect(broken(path, key)).toEqual([]);
  });

  it('is kept before what it seals, and used again when that alone was lost', () => {
    const { path, key, users } = encrypted();
    const before = readFileSync(path);
    withRun(path, key, (run) => enrollUsers(run, { cid: randomEmbedding() }));
    // As after a crash between the two commits: the key is there, what it seals is not.
    writeFileSync(path, before);
    expect(keysOf(path)).toEqual(['ann', 'bob', 'cid']);
    const wrapped = wrappedKey(path, 'cid');
    const cid = randomEmbedding();
    withRun(path, key, (run) => enrollUsers(run, { cid }));
    expect(wrappedKey(path, 'cid')).toEqual(wrapped);
    const { templates } = readStore(path, key).collection('default', 'encoder');
    expect([...templates.all()].map(({ embedding }) => embedding)).toEqual([
      ...Object.values(users),
      cid,
    ]);
  });

  it('of many users is kept in one transaction', () => {
    const [path, key] = [newPath(), newKey()];
    const users = Array.from({ length: 40 }, (_, i) => [`u${i}`, randomEmbedding()]);
    const store = Store.open(path, false, { key });
    const run = startRun(store);
    const before = changes(path);
    enrollUsers(run, Object.fromEntries(users));
    expect(keysOf(path)).toHaveLength(40);
    expect(changes(path) - before).toBe(1);
    store.close();
  });

  it('is destroyed with its user, so that no backup of the database gives the face back', () => {
    const { path, key } = encrypted();
    const backup = readFileSync(path);
    const wrapped = wrappedKey(path, 'ann');
    execute(path, "DELETE FROM users WHERE user_id = 'ann'");
    // It needs no master key to be destroyed.
    Store.open(path, false, { withoutSecrets: true }).close();
    expect(keysOf(path)).toEqual(['bob']);
    expect(query(path, 'SELECT * FROM keys_to_destroy')).toEqual([]);
    expect(filesWith(dirname(path), wrapped)).toEqual([]);

    writeFileSync(path, backup);
    expect(broken(path, key)).toEqual(['template of ann', 'profile image of ann']);
    const { templates } = readStore(path, key).collection('default', 'encoder');
    expect(() => embeddingsOf(templates, 'ann')).toThrow('is not in');
    expect(embeddingsOf(templates, 'bob')).toHaveLength(1);
  });

  it('is destroyed with the last secret of its user, at the end of the transaction', () => {
    const { path, key } = encrypted();
    withRun(path, key, (run) => {
      run.transaction(() => run.templates.remove('face of ann'));
      expect(keysOf(path), 'there is an image yet').toEqual(['ann', 'bob']);
    });
    execute(path, "DELETE FROM profile_images WHERE user_id = 'bob'");
    withRun(path, key, (run) => {
      expect(keysOf(path)).toEqual(['ann', 'bob']);
      run.transaction(() => run.templates.remove('face of bob'));
      expect(keysOf(path)).toEqual(['ann']);
      // Made anew when the user is enrolled again.
      const template = { faceId: 'f2', userId: 'bob', slot: 1, fileName: 'y.jpg' };
      run.transaction(() => run.templates.add(template, sampleOf('Y'), 'now'));
      expect(embeddingsOf(run.templates, 'bob')).toEqual([sampleOf('Y').embedding]);
    });
    expect(keysOf(path)).toEqual(['ann', 'bob']);
    expect(broken(path, key)).toEqual([]);
  });

  it('stays when a template is replaced, or when its deletion is undone', () => {
    const { path, key } = encrypted();
    execute(path, 'DELETE FROM profile_images');
    const wrapped = wrappedKey(path, 'ann');
    withRun(path, key, (run) => {
      run.transaction(() => {
        run.templates.remove('face of ann');
        const template = { faceId: 'f2', userId: 'ann', slot: 1, fileName: 'y.jpg' };
        run.templates.add(template, sampleOf('Y'), 'now');
      });
      expect(() =>
        run.transaction(() => {
          run.templates.remove('face of bob');
          throw new Error('no');
        }),
      ).toThrow('no');
    });
    expect(wrappedKey(path, 'ann')).toEqual(wrapped);
    expect(keysOf(path)).toEqual(['ann', 'bob']);
    expect(broken(path, key)).toEqual([]);
  });

  it.each(['user_keys in the key store', 'keys_to_destroy in the database'])(
    'that cannot be destroyed (%s) fails nothing that is committed, and is at the next opening',
    async (place) => {
      const { path, key } = encrypted();
      execute(path, 'DELETE FROM profile_images');
      const store = Store.open(path, false, { key });
      const run = startRun(store);
      const [table = ''] = place.split(' ');
      const file = table === 'user_keys' ? `${path}-keys` : path;
      execute(
        file,
        `CREATE TRIGGER stubborn BEFORE DELETE ON ${table} BEGIN SELECT raise(ABORT, 'no'); END`,
      );
      run.transaction(() => run.templates.remove('face of ann'));
      run.transaction(() => run.templates.remove('face of bob'));
      // A key that may be gone is not used any more.
      const template = { faceId: 'f2', userId: 'bob', slot: 1, fileName: 'y.jpg' };
      run.transaction(() => run.templates.add(template, sampleOf('Y'), 'now'));
      store.runLife.finish(run);
      store.close();
      expect(query(path, 'SELECT user_id FROM templates')).toEqual([{ user_id: 'bob' }]);
      expect(query(path, 'SELECT DISTINCT user_id FROM keys_to_destroy ORDER BY 1')).toEqual([
        { user_id: 'ann' },
        { user_id: 'bob' },
      ]);

      execute(file, 'DROP TRIGGER stubborn');
      Store.open(path, false, { key }).close();
      expect(keysOf(path)).toEqual(['bob']);
      expect(query(path, 'SELECT * FROM keys_to_destroy')).toEqual([]);
      expect(broken(path, key)).toEqual([]);
    },
  );
});
