import { randomBytes } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Deletion } from '../../src/domain/deletion.js';
import { Audit } from '../../src/store/audit.js';
import { Removal } from '../../src/store/removal.js';
import { OPEN_VAULT } from '../../src/store/secrets/vault.js';
import type { RunStore, Store } from '../../src/store/store.js';
import { landmarksBlob } from '../../src/store/thumbnails.js';
import { Users } from '../../src/store/users.js';
import { uuidv7 } from '../../src/store/uuid.js';
import { query, temporaryFolder } from '../support/cli.js';
import { rowEntry, userData } from '../support/entries.js';
import { filesWith } from '../support/keys.js';
import { enrolled } from '../support/outcomes.js';
import { addWatchedFile } from '../support/renames.js';
import { newDatabase, newStore, startRun } from '../support/store.js';
import { unit } from '../support/vectors.js';

const NOW = '2026-06-15T12:00:00.000Z';

interface Secrets {
  readonly faceIds: readonly string[];
  /** What must not be found anywhere any more. */
  readonly bytes: readonly Buffer[];
}

/** A user with two faces of 128 dimensions, their thumbnails, and a profile image of several pages. */
function addUser(run: RunStore, userId: string): Secrets {
  return run.transaction(() => addUserNow(run, userId));
}

function randomLandmarks(): readonly { readonly x: number; readonly y: number }[] {
  return Array.from({ length: 5 }, () => ({ x: 256 * Math.random(), y: 256 * Math.random() }));
}

function addUserNow(run: RunStore, userId: string): Secrets {
  run.users.create(userId, userData({ name: `Name of ${userId}` }), NOW);
  run.audit.record('USER_CREATED', { userId }, {}, NOW);
  const jpeg = randomBytes(9000);
  const faces = [1, 2].map((slot) => {
    const embedding = unit(Array.from(randomBytes(128), (byte) => byte - 127.5));
    const thumbnail = { jpeg: randomBytes(6000), landmarks: randomLandmarks() };
    const measured = { quality: 0.9, rotated: 0 as const, liveness: 1 };
    const sample = { digest: 'digest', embedding, ...measured, thumbnail };
    const faceId = uuidv7();
    run.templates.add({ faceId, userId, slot, fileName: 'a.jpg' }, sample, NOW);
    run.audit.record('NEW_TEMPLATE_CREATED', { userId, faceId }, {}, NOW);
    const landmarks = landmarksBlob(thumbnail.landmarks);
    return { faceId, bytes: [Buffer.from(embedding.buffer), thumbnail.jpeg, landmarks] };
  });
  run.templates.setProfileImage(userId, jpeg, 'digest', NOW);
  return {
    faceIds: faces.map(({ faceId }) => faceId),
    bytes: [...faces.flatMap((f) => f.bytes), jpeg],
  };
}

function deletion(userId: string, what: Deletion['what'] = 'user'): Deletion {
  const reason = what === 'user' ? 'NAMED' : 'EXPIRED';
  const counts = { templates: 2, thumbnails: 2, profileImage: true, waitingPhoto: false };
  return { userId, what, reason, date: null, ...counts };
}

/** How many of each one's secrets are in the files of the folder, whole or in any part of 32 bytes. */
function foundOf(folder: string, all: readonly Pick<Secrets, 'bytes'>[]): readonly number[] {
  const secrets = all.flatMap(({ bytes }) => bytes);
  // Their first four bytes tell where to look closer: the files are read once for all.
  const partsBy = new Map<number, { readonly part: Buffer; readonly secret: Buffer }[]>();
  for (const secret of secrets) {
    for (let at = 0; at + 32 <= secret.length; at += 32) {
      const first = secret.readUInt32LE(at);
      const part = { part: secret.subarray(at, at + 32), secret };
      partsBy.set(first, [...(partsBy.get(first) ?? []), part]);
    }
  }
  const found = new Set<Buffer>();
  for (const name of readdirSync(folder)) {
    const file = readFileSync(join(folder, name));
    for (let at = 0; at + 32 <= file.length; at += 1) {
      for (const { part, secret } of partsBy.get(file.readUInt32LE(at)) ?? []) {
        if (part.equals(file.subarray(at, at + 32))) found.add(secret);
      }
    }
  }
  return all.map(({ bytes }) => bytes.filter((secret) => found.has(secret)).length);
}

const found = (folder: string, secrets: Pick<Secrets, 'bytes'>): number =>
  foundOf(folder, [secrets])[0] as number;

function scene(): { path: string; store: Store; run: RunStore } {
  const path = join(temporaryFolder(), 'test.db');
  const store = newStore(path);
  return { path, store, run: startRun(store) };
}

/** Nobody else is at work. */
const alone = (db: Database.Database) => ({
  transaction: <T>(work: () => T): T => db.transaction(work)(),
  otherRuns: () => [],
});

const userIds = (path: string) =>
  query(path, 'SELECT user_id FROM users ORDER BY 1').map(({ user_id }) => user_id);

describe('removing a user', () => {
  it('leaves no byte of embeddings, thumbnails and profile image in any file, and keeps those of others', () => {
    const { path, run } = scene();
    const secrets = new Map<string, Secrets>();
    run.transaction(() => {
      for (let i = 0; i < 60; i += 1) secrets.set(`u${i}`, addUser(run, `u${i}`));
    });
    const folder = dirname(path);
    const of = (ids: readonly string[]) =>
      foundOf(
        folder,
        ids.map((id) => secrets.get(id) as Secrets),
      );
    const all = [...secrets.keys()];
    expect(of(all), 'they were there').toEqual(all.map(() => 7));

    // In several steps: pages are filled up and joined while others lie beside.
    const gone = all.filter((_, i) => i % 3 !== 0);
    for (let i = 0; i < gone.length; i += 8) {
      const some = gone.slice(i, i + 8).map((id) => deletion(id));
      expect(run.removal.remove(some, NOW).erased).toBe(true);
    }
    expect(of(gone)).toEqual(gone.map(() => 0));
    const kept = all.filter((id) => !gone.includes(id));
    expect(of(kept)).toEqual(kept.map(() => 7));
  });

  it('tells what it deleted, with the audit rows in one transaction', () => {
    const { path, run } = scene();
    const { faceIds } = addUser(run, 'ann');
    addUser(run, 'bo');
    const { deleted } = run.removal.remove([deletion('ann'), deletion('bo', 'faces')], NOW);
    const audit = query(path, 'SELECT position, action, user_id, face_id, detail FROM audit');
    expect(audit.slice(-7).map(({ action, user_id }) => `${user_id} ${action}`)).toEqual([
      'ann TEMPLATE_DELETED',
      'ann TEMPLATE_DELETED',
      'ann PROFILE_IMAGE_DELETED',
      'ann USER_DELETED',
      'bo TEMPLATE_DELETED',
      'bo TEMPLATE_DELETED',
      'bo PROFILE_IMAGE_DELETED',
    ]);
    const first = audit.at(-7);
    expect(audit.slice(-7, -5).map(({ face_id }) => face_id)).toEqual(faceIds);
    expect(first.detail).toBe('{"reason":"NAMED"}');
    expect(deleted[0]).toEqual({
      ...{ userId: 'ann', what: 'user', reason: 'NAMED', date: null, faceIds },
      ...{
        thumbnails: 2,
        profileImage: true,
        waitingPhoto: false,
        audit: { from: first.position, to: first.position + 3 },
      },
    });
    expect(deleted[1]?.audit).toEqual({ from: first.position + 4, to: first.position + 6 });
    expect(userIds(path)).toEqual(['bo']);
    expect(query(path, 'SELECT count(*) AS n FROM templates')).toEqual([{ n: 0 }]);
  });

  it('does nothing at all when something of it fails', () => {
    const { path, run } = scene();
    addUser(run, 'ann');
    addUser(run, 'bo');
    const db = new Database(path);
    db.exec(`CREATE TRIGGER stubborn BEFORE DELETE ON users WHEN old.user_id = 'bo'
             BEGIN SELECT raise(ABORT, 'no'); END`);
    db.close();
    const before = query(path, 'SELECT * FROM audit');
    expect(() => run.removal.remove([deletion('ann'), deletion('bo')], NOW)).toThrow('no');
    expect(userIds(path)).toEqual(['ann', 'bo']);
    expect(query(path, 'SELECT count(*) AS n FROM templates')).toEqual([{ n: 4 }]);
    expect(query(path, 'SELECT * FROM audit')).toEqual(before);
  });

  it('leaves no trace of whom the photos of others resemble, nor of watched files', () => {
    const { path, store, run } = scene();
    const other = startRun(store, false, 'other');
    const measures = { sharpness: 80 };
    for (const part of [run, other]) {
      for (const [i, userId] of ['ann', 'bo', 'cy'].entries()) {
        addUser(part, userId);
        part.work.add(rowEntry(i + 2, `like ${userId}`));
        const resembles = { userId, similarity: 0.9, threshold: 0.8 };
        const seen = { measures, resembles };
        part.work.items.setOutcome(i + 1, `like ${userId}`, enrolled(), seen);
      }
      store.runLife.finish(part);
    }
    for (const collection of ['default', 'other']) addWatchedFile(path, 'ann', collection);

    run.removal.remove([deletion('ann'), deletion('bo', 'faces')], NOW);
    const seen = query(
      path,
      `SELECT collection, seen ->> '$.resembles.userId' AS other, seen -> '$.measures' AS measures
       FROM run_items JOIN runs USING (run_id) ORDER BY collection, item`,
    );
    expect(seen.map(({ collection, other }) => `${collection} ${other}`)).toEqual([
      ...['default null', 'default bo', 'default cy'],
      ...['other ann', 'other bo', 'other cy'],
    ]);
    for (const row of seen) expect(JSON.parse(row.measures)).toEqual(measures);
    const watched = () => query(path, 'SELECT collection AS name FROM watched_files');
    expect(watched()).toEqual([{ name: 'other' }]);

    const all = ['ann', 'bo', 'cy'].map((id) => deletion(id));
    other.removal.removeCollection(all, NOW);
    expect(watched()).toEqual([]);
  });

  it('forgets watched files with the faces alone: their photos are new again', () => {
    const { path, run } = scene();
    addUser(run, 'ann');
    addWatchedFile(path, 'ann');
    run.removal.remove([deletion('ann', 'faces')], NOW);
    expect(query(path, 'SELECT * FROM watched_files')).toEqual([]);
  });

  it('forgets what runs and exceptions say of the user, in this collection alone', () => {
    const { path, store, run } = scene();
    for (const id of ['ann', 'bo', 'cy']) addUser(run, id);
    run.exceptions.add('ann', 'bo', 'twins', NOW);
    run.exceptions.add('bo', 'cy', 'twins', NOW);
    for (const [i, id] of ['ann', 'bo'].entries()) {
      run.work.add(rowEntry(i + 2, id));
      run.work.items.setOutcome(i + 1, id, enrolled());
    }
    store.runLife.finish(run);
    const other = startRun(store, false, 'other');
    addUser(other, 'ann');
    other.work.add(rowEntry(2, 'ann'));
    other.work.items.setOutcome(1, 'ann', enrolled());
    store.runLife.finish(other);
    // A killed run leaves its rows.
    const killed = startRun(store);
    killed.work.add(rowEntry(9, 'ann'));
    killed.work.add(rowEntry(10, 'bo'));

    run.removal.remove([deletion('ann')], NOW);
    const left = (table: string, column = 'user_id') =>
      query(path, `SELECT ${column} AS id FROM ${table} ORDER BY 1`).map(({ id }) => id);
    expect(left('duplicate_exceptions')).toEqual(['bo']);
    expect(left('run_entries')).toEqual(['bo']);
    const items = query(
      path,
      'SELECT collection, user_id FROM run_items JOIN runs USING (run_id) ORDER BY 1, 2',
    );
    expect(items.map((row) => `${row.collection} ${row.user_id}`)).toEqual([
      'default bo',
      'default bo',
      'other ann',
    ]);
    expect(left('users', "collection || ' ' || user_id")).toEqual([
      'default bo',
      'default cy',
      'other ann',
    ]);
  });

  it('leaves what the last run has to tell, of another collection or of another user', () => {
    const { path, store, run } = scene();
    addUser(run, 'Ann');
    const entries = () => query(path, 'SELECT user_id FROM run_entries').map((r) => r.user_id);
    const left = (ignoreCase: boolean, collection: string): string[] => {
      const last = startRun(store, ignoreCase, collection);
      for (const [i, id] of ['ann', 'Ann', 'bo'].entries()) last.work.add(rowEntry(i + 2, id));
      run.removal.remove([deletion('Ann')], NOW);
      return entries();
    };
    expect(left(false, 'other')).toEqual(['ann', 'Ann', 'bo']);
    expect(left(false, 'default')).toEqual(['ann', 'bo']);
    expect(left(true, 'default')).toEqual(['bo']);
  });

  it('who was renamed leaves no byte either, of what was stored under whichever ID', () => {
    const { path, run } = scene();
    const address = 'ann.lee.of.the.second.floor@example.com';
    const ids = ['ann', 'bo', ...Array.from({ length: 20 }, (_, i) => `u${i}`)];
    const secrets = run.transaction(() => ids.map((id) => addUser(run, id)));
    const [ann, bo] = secrets as [Secrets, Secrets];
    run.users.update('ann', userData({ email: address }), NOW);
    run.transaction(() => run.renames.rename('ann', 'eve', NOW));
    run.transaction(() => run.renames.rename('eve', 'zoe', NOW));
    expect(found(dirname(path), ann)).toBe(7);
    expect(run.removal.remove([deletion('zoe')], NOW)).toMatchObject({ erased: true });
    expect([found(dirname(path), ann), found(dirname(path), bo)]).toEqual([0, 7]);
    expect(filesWith(dirname(path), Buffer.from(address))).toEqual([]);
  });

  it('is refused when the database is no longer where it was', () => {
    const { path, run } = scene();
    addUser(run, 'ann');
    copyFileSync(path, `${path}.copy`);
    renameSync(`${path}.copy`, path);
    expect(() => run.removal.remove([deletion('ann')], NOW)).toThrow('was removed or replaced');
    expect(() => run.removal.removeCollection([deletion('ann')], NOW)).toThrow(
      'was removed or replaced',
    );
  });

  it('takes the samples that an interrupted run left, which may be of the user', () => {
    const { path, run } = scene();
    const { bytes } = addUser(run, 'ann');
    const embedding = new Float32Array(new Uint8Array(bytes[0] as Buffer).buffer);
    const photo = { path: '/photos/ann.jpg', size: 1, modifiedMs: 1 };
    run.samples.keep(photo, { digest: 'd', embedding, quality: 1, rotated: 0, liveness: null });
    run.removal.remove([deletion('ann', 'faces')], NOW);
    expect(query(path, 'SELECT path FROM samples')).toEqual([]);
    expect(found(dirname(path), { bytes })).toBe(0);
  });

  it('tells what it deleted also when keys cannot be destroyed afterwards', () => {
    const db = newDatabase();
    new Users(db, 'default').create('ann', userData(), NOW);
    const vault = {
      ...OPEN_VAULT,
      destroyUnused: () => {
        throw new Error('the disk is full');
      },
    };
    const removal = new Removal(db, 'default', new Audit(db, 'default', {}), vault, alone(db));
    const { deleted, erased, problem } = removal.remove([deletion('ann')], NOW);
    expect(deleted.map(({ userId }) => userId)).toEqual(['ann']);
    expect([erased, problem]).toEqual([false, 'the disk is full']);
    expect(db.prepare('SELECT * FROM users').all()).toEqual([]);
  });

  it('says so when a reader keeps the log from being emptied', () => {
    const db = newDatabase();
    // Waiting for the reader is what the command does, for ten seconds.
    db.pragma('busy_timeout = 0');
    new Users(db, 'default').create('ann', userData(), NOW);
    const reader = new Database(db.name, { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT * FROM users').all();
    const removal = new Removal(db, 'default', new Audit(db, 'default', {}), OPEN_VAULT, alone(db));
    const { deleted, erased } = removal.remove([deletion('ann')], NOW);
    reader.close();
    expect([deleted.length, erased]).toEqual([1, false]);
    expect(removal.remove([], NOW).erased).toBe(true);
  });
});

describe('removing single faces', () => {
  const face = (userId: string, faceIds: readonly string[], profileImage = false): Deletion => ({
    ...{ userId, what: 'templates', reason: 'NAMED', date: null, waitingPhoto: false },
    ...{ templates: faceIds.length, thumbnails: faceIds.length, profileImage, faceIds },
  });

  it('leaves the user, the other faces and the profile image, and no byte of the face', () => {
    const { path, run } = scene();
    const { faceIds, bytes } = addUser(run, 'ann');
    const [first = '', second = ''] = faceIds;
    const { deleted, erased } = run.removal.remove([face('ann', [first])], NOW);
    expect(erased).toBe(true);
    expect(deleted).toMatchObject([
      { userId: 'ann', faceIds: [first], thumbnails: 1, profileImage: false },
    ]);
    expect(query(path, 'SELECT face_id FROM templates')).toEqual([{ face_id: second }]);
    expect(userIds(path)).toEqual(['ann']);
    const gone = { faceIds, bytes: bytes.slice(0, 3) };
    const kept = { faceIds, bytes: bytes.slice(3) };
    expect([found(dirname(path), gone), found(dirname(path), kept)]).toEqual([0, 4]);
    const [row] = query(path, 'SELECT * FROM audit ORDER BY position DESC LIMIT 1');
    expect(row).toMatchObject({ action: 'TEMPLATE_DELETED', user_id: 'ann', face_id: first });
  });

  it('takes the profile image where that is asked for', () => {
    const { path, run } = scene();
    const { faceIds } = addUser(run, 'ann');
    run.removal.remove([face('ann', faceIds, true)], NOW);
    expect(query(path, 'SELECT * FROM profile_images')).toEqual([]);
    expect(query(path, 'SELECT * FROM templates')).toEqual([]);
    expect(userIds(path)).toEqual(['ann']);
  });

  it('deletes nothing when a face is not of the user, or in another collection', () => {
    const { path, store, run } = scene();
    const { faceIds } = addUser(run, 'ann');
    const [other = ''] = addUser(run, 'bo').faceIds;
    const elsewhere = addUser(startRun(store, false, 'elsewhere'), 'ann').faceIds;
    for (const wrong of [other, elsewhere[0] ?? '', 'none']) {
      const faces = face('ann', [...faceIds, wrong]);
      expect(() => run.removal.remove([faces], NOW)).toThrow(`has no face ${wrong}`);
    }
    expect(query(path, 'SELECT count(*) AS n FROM templates')).toEqual([{ n: 6 }]);
  });
});

describe('removing a collection', () => {
  it('takes its users with everything, and nothing of another collection', () => {
    const { path, store, run } = scene();
    const secrets = addUser(run, 'ann');
    addUser(run, 'bo');
    run.exceptions.add('ann', 'bo', 'twins', NOW);
    const rows = [{ fmr: 0.001, similarity: 0.9, basis: 'measured' as const }];
    run.thresholds.put('encoder', { measuredOn: 'these', table: rows }, NOW);
    run.work.add(rowEntry(2, 'nobody yet'));
    const other = store.collection('other', '');
    store.collections.create('other', NOW);
    other.transaction(() => other.users.create('ann', userData(), NOW));

    const last = query(path, 'SELECT max(position) AS n FROM audit')[0].n;
    const users = [deletion('ann'), deletion('bo')];
    const removed = run.removal.removeCollection(users, NOW);
    expect(removed).toMatchObject({ erased: true, audit: { from: last + 1, to: last + 9 } });
    for (const table of [
      'templates',
      'thumbnails',
      'profile_images',
      'duplicate_exceptions',
      'thresholds',
    ]) {
      expect(query(path, `SELECT * FROM ${table}`), table).toEqual([]);
    }
    for (const table of ['run_items', 'run_entries']) {
      expect(query(path, `SELECT * FROM ${table}`), table).toEqual([]);
    }
    expect(found(dirname(path), secrets)).toBe(0);
    expect(query(path, 'SELECT name FROM collections')).toEqual([{ name: 'other' }]);
    expect(userIds(path)).toEqual(['ann']);
    const audit = query(path, 'SELECT action, detail FROM audit ORDER BY position');
    expect(audit.filter(({ action }) => action === 'USER_DELETED')).toHaveLength(2);
    expect(audit.at(-1)).toEqual({
      action: 'COLLECTION_DELETED',
      detail: '{"users":2,"templates":4}',
    });
  });

  it('deletes nothing when it has a user more than was said', () => {
    const { path, run } = scene();
    addUser(run, 'ann');
    addUser(run, 'bo');
    expect(() => run.removal.removeCollection([deletion('ann')], NOW)).toThrow('FOREIGN KEY');
    expect(userIds(path)).toEqual(['ann', 'bo']);
    expect(query(path, 'SELECT count(*) AS n FROM templates')).toEqual([{ n: 4 }]);
  });

  it('takes an empty one, too', () => {
    const { path, run } = scene();
    const { deleted, audit } = run.removal.removeCollection([], NOW);
    expect([deleted, audit.to - audit.from]).toEqual([[], 0]);
    expect(query(path, 'SELECT * FROM collections')).toEqual([]);
  });
});

describe('what the database holds of users', () => {
  it('is told of all, of one, and of those who have a date', () => {
    const { run } = scene();
    addUser(run, 'bo');
    run.users.create('ann', userData({ retain_until: '2020-01-01', expiry_datetime: '' }), NOW);
    run.users.create('cy', userData({ retain_until: '', expiry_datetime: '2021-01-01' }), NOW);
    const ann = {
      ...{ userId: 'ann', retainUntil: '2020-01-01', expiryDatetime: '' },
      ...{ templates: 0, thumbnails: 0, profileImage: false, waitingPhoto: false },
    };
    expect([...run.holdings.all()].map(({ userId }) => userId)).toEqual(['ann', 'bo', 'cy']);
    expect([...run.holdings.dated()].map(({ userId }) => userId)).toEqual(['ann', 'cy']);
    expect(run.holdings.of('ann')).toEqual(ann);
    expect(run.holdings.of('bo')).toMatchObject({
      templates: 2,
      thumbnails: 2,
      profileImage: true,
    });
    expect(run.holdings.of('nobody')).toBeUndefined();
    expect(run.holdings.imageDigestOf('bo')).toBe('digest');
    expect(run.holdings.imageDigestOf('ann')).toBeUndefined();
  });
});
