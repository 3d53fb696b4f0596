import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { renameUser } from '../../src/operations/users/rename-user.js';
import { noteDigests } from '../../src/store/digest-migration.js';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { Store } from '../../src/store/store.js';
import { query } from '../support/cli.js';
import { FORMER_ENTRIES } from '../support/former-schema.js';
import { newKey, newPath, readStore } from '../support/keys.js';
import { addEverything } from '../support/renames.js';

const NOW = '2026-06-01T00:00:00.000Z';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** What is stored of faces, with the digest that each must have. */
function expectedDigests(path: string): string[] {
  const rows: { place: string; bytes: Buffer }[] = query(
    path,
    `SELECT 'template ' || face_id || ' ' || encoder AS place, embedding AS bytes FROM templates
     UNION ALL SELECT 'template ' || face_id || ' ' || encoder, embedding FROM template_versions
     UNION ALL SELECT 'jpeg ' || face_id, jpeg FROM thumbnails
     UNION ALL SELECT 'landmarks ' || face_id, landmarks FROM thumbnails
     UNION ALL SELECT 'image ' || collection || ' ' || user_id, jpeg FROM profile_images`,
  );
  return rows.map(({ place, bytes }) => `${place} ${sha256(bytes)}`).sort();
}

/** The digests that are noted, of whatever is there or not. */
function notedDigests(path: string): string[] {
  const rows: { noted: string }[] = query(
    path,
    `SELECT 'template ' || face_id || ' ' || encoder || ' ' || embedding_sha256 AS noted FROM template_digests
     UNION ALL SELECT 'jpeg ' || face_id || ' ' || jpeg_sha256 FROM thumbnail_digests
     UNION ALL SELECT 'landmarks ' || face_id || ' ' || landmarks_sha256 FROM thumbnail_digests
     UNION ALL SELECT 'image ' || collection || ' ' || user_id || ' ' || jpeg_sha256 FROM profile_image_digests`,
  );
  return rows.map(({ noted }) => noted).sort();
}

function expectNoted(path: string, places: number): void {
  expect(notedDigests(path)).toHaveLength(places);
  expect(notedDigests(path)).toEqual(expectedDigests(path));
}

/** Of a user with everything: three templates, three staged ones, three thumbnails, an image. */
const PLACES = 3 + 3 + 2 * 3 + 1;

function scene(key?: ReturnType<typeof newKey>) {
  const path = newPath();
  const store = Store.open(path, false, { key });
  addEverything(store, 'ann-1');
  return { path, store };
}

describe('what is noted of everything that is stored of faces', () => {
  it.each([undefined, newKey()])('is its SHA-256, also with a key', (key) => {
    const { path, store } = scene(key);
    store.close();
    expectNoted(path, PLACES);
  });

  it.each([undefined, newKey()])('follows a user to another ID', (key) => {
    const { path, store } = scene(key);
    renameUser(store.collection('default', ''), 'ann-1', 'eve-1');
    store.close();
    expectNoted(path, PLACES);
    expect(query(path, 'PRAGMA foreign_key_check')).toEqual([]);
  });

  it('is that of the ciphertext once the database is encrypted', () => {
    const { path, store } = scene();
    store.close();
    const plain = notedDigests(path);
    Store.open(path, false, { key: newKey() }).close();
    expectNoted(path, PLACES);
    expect(plain.filter((noted) => notedDigests(path).includes(noted))).toEqual([]);
  });

  it('follows an upgrade, its way back, and its end', () => {
    const { path, store } = scene();
    const third = store.collection('default', 'third');
    const inTransaction = (change: () => unknown) =>
      store.collection('default', 'third').transaction(change);
    const before = notedDigests(path);
    inTransaction(() => third.upgrades.switchStaged(NOW));
    expect(query(path, "SELECT count(*) AS n FROM templates WHERE encoder = 'third'")[0].n).toBe(3);
    expectNoted(path, PLACES);
    inTransaction(() => third.upgrades.rollback(NOW));
    expect(notedDigests(path)).toEqual(before);
    inTransaction(() => third.upgrades.switchStaged(NOW));
    inTransaction(() => third.upgrades.commit(NOW));
    store.close();
    expectNoted(path, PLACES - 3);
  });

  it('is replaced with a profile image, and goes with what it is of', () => {
    const { path, store } = scene();
    const { transaction, templates } = store.collection('default', 'encoder');
    transaction(() => templates.setProfileImage('ann-1', Buffer.from('another'), 'd', NOW));
    expectNoted(path, PLACES);
    transaction(() => templates.removeProfileImage('ann-1'));
    const [{ face_id }] = query(path, 'SELECT face_id FROM templates ORDER BY face_id LIMIT 1');
    transaction(() => templates.remove(face_id));
    store.close();
    expectNoted(path, PLACES - 1 - 4);
  });

  it('is noted of a database of before, when it is opened to write', () => {
    const { path, store } = scene();
    store.close();
    const noted = notedDigests(path);
    const db = new Database(path);
    db.exec(`DROP TRIGGER template_versions_digest; DROP TABLE template_digests;
             DROP TABLE thumbnail_digests; DROP TABLE profile_image_digests;
             ${FORMER_ENTRIES}`);
    db.pragma(`user_version = ${MIGRATIONS.indexOf(noteDigests)}`);
    db.close();
    Store.open(path, false).close();
    expect(notedDigests(path)).toEqual(noted);
    expect(readStore(path).collection('default', 'encoder').templates.counts().get('ann-1')).toBe(
      2,
    );
  });
});
