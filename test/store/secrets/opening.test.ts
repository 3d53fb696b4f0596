import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/store/database.js';
import { toBlob } from '../../../src/store/embedding.js';
import { encryptDatabase } from '../../../src/store/secrets/encrypt-database.js';
import { KeyStore } from '../../../src/store/secrets/key-store.js';
import { rotateKey } from '../../../src/store/secrets/rotate.js';
import { SealedVault } from '../../../src/store/secrets/sealed-vault.js';
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
import { jpegOf, submit } from '../../support/links.js';
import { embeddingsOf, startRun } from '../../support/store.js';

/** A database with two users, encrypted when there is a key. */
function database(key?: ReturnType<typeof newKey>) {
  const path = newPath();
  const users = { ann: randomEmbedding(), bob: randomEmbedding() };
  withRun(path, key, (run) => enrollUsers(run, users));
  return { path, users };
}

const open = (path: string, access: Parameters<typeof Store.open>[2], dryRun = false) =>
  Store.open(path, dryRun, access).close();

const allOpen = (path: string, key: ReturnType<typeof newKey>) => {
  const rows = [...readStore(path, key).secretRows()];
  expect(rows).toHaveLength(4);
  return rows.every(({ plain }) => plain);
};

describe.each([false, true])('an encrypted database (dry run: %s)', (dryRun) => {
  it('is refused without a key, with a wrong one, and without its key store', () => {
    const key = newKey();
    const { path } = database(key);
    const before = [path, `${path}-keys`].map((file) => readFileSync(file));
    expect(() => open(path, {}, dryRun)).toThrow(`${path} is encrypted: name its key with`);
    const wrong = newKey('"k" (--key-file)');
    expect(() => open(path, { key: wrong }, dryRun)).toThrow(
      `the key from "k" (--key-file) is not the key of ${path}`,
    );
    const { path: other } = database(key);
    renameSync(`${path}-keys`, `${path}-elsewhere`);
    expect(() => open(path, { key }, dryRun)).toThrow(`newest copy of ${path}-keys back`);
    copyFileSync(`${other}-keys`, `${path}-keys`);
    expect(() => open(path, { key }, dryRun)).toThrow('belongs to another database');
    writeFileSync(`${path}-keys`, 'garbage that is long enough to be read as a header, '.repeat(9));
    expect(() => open(path, { key }, dryRun)).toThrow(
      `the key store ${path}-keys cannot be opened`,
    );
    renameSync(`${path}-elsewhere`, `${path}-keys`);
    expect([path, `${path}-keys`].map((file) => readFileSync(file))).toEqual(before);
    expect(() => open(path, { key }, dryRun)).not.toThrow();
  });

  it('opens without a key for what needs no secrets, and gives none away', () => {
    const { path } = database(newKey());
    const store = Store.open(path, dryRun, { withoutSecrets: true });
    const { users, templates } = store.collection('default', 'encoder');
    expect(users.find('ann', false)).toEqual(['ann']);
    expect(templates.counts().size).toBe(2);
    expect(() => embeddingsOf(templates, 'ann')).toThrow('is encrypted: name its key');
    expect(() => templates.setProfileImage('ann', Buffer.of(1), '', '')).toThrow('is encrypted');
    store.close();
  });

  it('opens with its key where one may not be needed, and with no other', () => {
    const key = newKey();
    const { path, users } = database(key);
    const store = Store.open(path, dryRun, { key, withoutSecrets: true });
    expect(embeddingsOf(store.collection('default', 'encoder').templates, 'ann')).toEqual([
      users.ann,
    ]);
    store.close();
    expect(() => open(path, { key: newKey(), withoutSecrets: true }, dryRun)).toThrow(
      'is not the key of',
    );
  });
});

describe('a key for a database that is not encrypted', () => {
  it('encrypts all that is in it, and wipes out what was there', () => {
    const { path, users } = database();
    const killed = Store.open(path, false);
    const sample = sampleOf('S', { embedding: randomEmbedding(), profileImage: imageOf('S') });
    startRun(killed).samples.keep({ path: '/s.jpg', size: 1, modifiedMs: 2 }, sample);
    const waiting = submit(killed);
    const judged = { quality: 1, liveness: null, measures: {} };
    killed.submissions.edit(waiting, jpegOf('Ann, cropped'), judged);
    killed.close();
    const plain = [
      ...[jpegOf('Ann'), jpegOf('Ann, cropped')],
      ...Object.values(users).map(toBlob),
      ...['ann', 'bob', 'S'].map(imageOf),
      toBlob(sample.embedding),
    ];
    for (const bytes of plain) expect(filesWith(dirname(path), bytes)).toEqual(['test.db']);

    const key = newKey();
    const store = Store.open(path, false, { key });
    expect(store.secrets).toMatchObject({ isEncrypted: true, hasPlainRemains: false });
    expect(store.secrets.encrypted).toEqual({
      ...{ template: 2, thumbnail: 0, 'profile image': 2, sample: 1 },
      ...{ 'waiting photo': 1, 'signing secret': 0, answer: 0 },
    });
    // Also while it is open, with its log beside it.
    for (const bytes of plain) expect(filesWith(dirname(path), bytes)).toEqual([]);
    const { samples } = startRun(store);
    expect(samples.get(1)).toEqual(sample);
    expect(store.submissions.photos(waiting)).toEqual({
      ...{ sent: jpegOf('Ann'), edited: jpegOf('Ann, cropped') },
    });
    store.close();
    for (const bytes of plain) expect(filesWith(dirname(path), bytes)).toEqual([]);
    const { templates } = readStore(path, key).collection('default', 'encoder');
    expect([...templates.all()].map(({ embedding }) => embedding)).toEqual(Object.values(users));
    expect(query(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it('wipes out what was deleted before, too', () => {
    const { path, users } = database();
    const db = new Database(path);
    db.pragma('foreign_keys = ON');
    db.exec("DELETE FROM users WHERE user_id = 'ann'");
    db.close();
    expect(filesWith(dirname(path), toBlob(users.ann)), 'as SQLite leaves it').toEqual(['test.db']);
    open(path, { key: newKey() });
    expect(filesWith(dirname(path), toBlob(users.ann))).toEqual([]);
  });

  it('changes nothing when it is opened to be read', () => {
    const { path } = database();
    const before = readFileSync(path);
    open(path, { key: newKey() }, true);
    open(path, { key: newKey(), withoutSecrets: true });
    expect(readFileSync(path)).toEqual(before);
    expect(query(path, 'SELECT * FROM encryption')).toEqual([]);
  });

  it('goes on where a process died: before it encrypted, and before it wiped', () => {
    const { path } = database();
    const key = newKey();
    // Larger than a page: what SQLite surely leaves in the file when it is deleted.
    const image = randomBytes(50_000);
    withRun(path, undefined, (run) => {
      enrollUsers(run, { cid: randomEmbedding() });
      run.templates.setProfileImage('cid', image, 'cid', 'now');
    });
    const remains = () => filesWith(dirname(path), image.subarray(20_000, 20_100));
    KeyStore.create(`${path}-keys`, key, 'now').close();
    expect(() => open(path, { key: newKey() })).toThrow('of another database, or of another key');

    const db = openDatabase(path);
    // As an earlier version deleted, which left the bytes in the file.
    db.pragma('secure_delete = OFF');
    db.exec("DELETE FROM users WHERE user_id = 'cid'");
    const keyStore = KeyStore.open(`${path}-keys`);
    encryptDatabase(db, new SealedVault(db, keyStore, key), keyStore.id, 'now');
    keyStore.close();
    db.close();
    expect(remains()).toEqual(['test.db']);
    expect(readStore(path, key).secrets.hasPlainRemains).toBe(true);
    const store = Store.open(path, false, { key });
    expect(store.secrets.hasPlainRemains).toBe(false);
    store.close();
    expect(remains()).toEqual([]);
    expect(allOpen(path, key)).toBe(true);
  });

  it('is used from the beginning for a new database', () => {
    const [path, key] = [newPath(), newKey()];
    const store = Store.open(path, false, { key });
    expect(store.secrets).toMatchObject({ isEncrypted: true, encrypted: { template: 0 } });
    store.close();
    expect(() => open(path, {})).toThrow('is encrypted');
  });
});

describe('a rotation', () => {
  const rotate = (path: string, old: ReturnType<typeof newKey>, next = newKey()) => {
    const store = Store.open(path, false, { withoutSecrets: true });
    try {
      return rotateKey(store.secrets.keyStore, old, next);
    } finally {
      store.close();
    }
  };

  it('makes the new key the only one', () => {
    const [key, next] = [newKey(), newKey()];
    const { path, users } = database(key);
    const stored = query(path, 'SELECT * FROM templates');
    expect(rotate(path, key, next)).toBe(2);
    expect(query(path, 'SELECT * FROM templates')).toEqual(stored);
    expect(() => open(path, { key })).toThrow('is not the key of');
    const { templates } = readStore(path, next).collection('default', 'encoder');
    expect(embeddingsOf(templates, 'ann')).toEqual([users.ann]);
    expect(allOpen(path, next)).toBe(true);
  });

  it('wraps every key, however many there are', () => {
    const [key, next] = [newKey(), newKey()];
    const path = newPath();
    const names = Array.from({ length: 2300 }, (_, i) => `user ${i}`);
    withRun(path, key, (run) =>
      enrollUsers(run, Object.fromEntries(names.map((name) => [name, randomEmbedding()]))),
    );
    expect(rotate(path, key, next)).toBe(2300);
    expect([...readStore(path, next).secretRows()].filter(({ plain }) => !plain)).toEqual([]);
  });

  it('is refused with a wrong key, the same key, or without encryption', () => {
    const key = newKey();
    const { path } = database(key);
    expect(() => rotate(path, newKey())).toThrow('is not the key of the database');
    expect(() => rotate(path, newKey(), key)).toThrow('it was rotated already');
    expect(() => rotate(path, key, key)).toThrow('already the key in use');
    expect(() => rotate(database().path, key)).toThrow('is not encrypted');
    expect(allOpen(path, key)).toBe(true);
  });

  it('that meets a damaged key changes nothing', () => {
    const key = newKey();
    const { path } = database(key);
    const db = new Database(`${path}-keys`);
    db.exec("UPDATE user_keys SET wrapped_key = zeroblob(61) WHERE user_id = 'bob'");
    db.close();
    expect(() => rotate(path, key)).toThrow('a data key in');
    const rows = [...readStore(path, key).secretRows()].filter(({ plain }) => plain);
    expect(rows.map(({ userId }) => userId)).toEqual(['ann', 'ann']);
  });

  it('that was killed in the middle is undone', () => {
    const key = newKey();
    const { path } = database(key);
    const [keys, journal] = [`${path}-keys`, `${path}-keys-journal`];
    const db = new Database(keys);
    // With next to no cache, pages go to the file before the commit, as in a large rotation.
    db.pragma('cache_size = 1');
    db.exec(`BEGIN IMMEDIATE; UPDATE user_keys SET wrapped_key = randomblob(61);
             UPDATE master SET check_value = randomblob(39);
             CREATE TABLE large (x); INSERT INTO large SELECT randomblob(200000)`);
    const [half, log] = [readFileSync(keys), readFileSync(journal)];
    db.exec('ROLLBACK');
    db.close();
    expect(half).not.toEqual(readFileSync(keys));
    writeFileSync(keys, half);
    writeFileSync(journal, log);
    expect(allOpen(path, key)).toBe(true);
  });
});

describe('a key store', () => {
  it('of a newer version is refused, as is another database', () => {
    const key = newKey();
    const { path } = database(key);
    const db = new Database(`${path}-keys`);
    db.pragma('user_version = 99');
    db.close();
    expect(() => open(path, { key })).toThrow('update faceenroll');
    rmSync(`${path}-keys`);
    copyFileSync(path, `${path}-keys`);
    expect(() => open(path, { key })).toThrow('is not a faceenroll key store');
  });

  it('is found through a link to the database', () => {
    const key = newKey();
    const { path } = database(key);
    const folder = dirname(newPath());
    const link = join(folder, 'link.db');
    symlinkSync(path, link);
    expect(() => open(link, { key })).not.toThrow();
  });
});
