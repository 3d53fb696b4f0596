import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { MasterKey } from '../../src/store/secrets/vault.js';
import { type CollectionStore, Store } from '../../src/store/store.js';
import { query } from '../support/cli.js';
import { sampleOf, userData } from '../support/entries.js';
import { filesWith, newKey, newPath, randomEmbedding } from '../support/keys.js';

const OLD = 'old-encoder';
const NEW = 'new-encoder';
const NOW = '2026-11-21T12:00:00.000Z';
const LATER = '2026-11-22T12:00:00.000Z';
const THUMBNAIL = {
  jpeg: Buffer.from('a jpeg'),
  landmarks: [1, 2, 3, 4, 5].map((n) => ({ x: n, y: n })),
};

/** The user 1001 with everything. */
const whole = {
  ...({ userId: '1001', what: 'user', reason: 'NAMED', date: null } as const),
  ...{ profileImage: false, waitingPhoto: false, templates: 1, thumbnails: 1 },
};

/** A database with a collection, and the collection as each encoder sees it. */
class Upgraded {
  readonly path = newPath();
  readonly store: Store;

  constructor(key?: MasterKey) {
    this.store = Store.open(this.path, false, { key });
    onTestFinished(() => this.store.close());
    this.store.collection('default', '').transaction(() => {});
    const run = this.store.runLife.start(
      { command: 'import-faces', input: '/photos', options: {}, collection: 'default' },
      { encoder: OLD, extractor: 'test', ignoreCase: false },
      NOW,
    );
    this.store.runLife.finish(run);
  }

  of(encoder: string): CollectionStore {
    return this.store.collection('default', encoder);
  }

  enroll(userId: string, slot: number, { encoder = OLD, thumbnail = true, now = NOW } = {}): void {
    const part = this.of(encoder);
    part.transaction(() => {
      if (part.users.find(userId, false).length === 0) part.users.create(userId, userData(), now);
      const sample = sampleOf(`${userId}${slot}`, {
        embedding: randomEmbedding(),
        ...(thumbnail && { thumbnail: THUMBNAIL }),
      });
      const face = { faceId: `${encoder} ${userId} ${slot}`, userId, slot, fileName: 'x.jpg' };
      part.templates.add(face, sample, now);
    });
  }

  /** What the worker pool would do. */
  stage(encoder = NEW): Map<string, Float32Array> {
    const part = this.of(encoder);
    const made = new Map<string, Float32Array>();
    for (const face of part.staged.due()) {
      if (!face.hasThumbnail || face.isStaged) continue;
      const embedding = randomEmbedding();
      made.set(face.faceId, embedding);
      part.transaction(() => part.staged.stage(face, embedding));
    }
    return made;
  }

  switch(encoder = NEW, now = LATER) {
    const part = this.of(encoder);
    return part.transaction(() => part.upgrades.switchStaged(now));
  }

  rollback() {
    const part = this.of('');
    return part.transaction(() => part.upgrades.rollback(LATER));
  }

  commit() {
    const part = this.of('');
    const deleted = part.transaction(() => part.upgrades.commit(LATER));
    expect(part.upgrades.erase()).toBe(true);
    return deleted;
  }

  query(sql: string) {
    return query(this.path, sql);
  }

  templates() {
    return this.query(
      'SELECT face_id, user_id, slot, encoder, embedding, photo_digest, created_at FROM templates ORDER BY 1',
    );
  }

  actions() {
    return this.query(
      "SELECT action, face_id, detail FROM audit WHERE action <> 'NEW_TEMPLATE_CREATED' ORDER BY position",
    );
  }
}

describe.each([
  ['plain', () => undefined],
  ['encrypted', newKey],
])('an upgrade of a database that is %s', (_, keyOf) => {
  it('puts the staged embeddings into the templates, which keep their face IDs, audited', () => {
    const u = new Upgraded(keyOf());
    u.enroll('1001', 1);
    u.enroll('1001', 2);
    u.enroll('1002', 1);
    const before = u.templates();
    const made = u.stage();
    expect(u.templates()).toEqual(before);
    expect(made.size).toBe(3);
    expect(u.of(NEW).staged.counts()).toEqual({
      ...{ due: 3, staged: 3, toEncode: 0, withoutThumbnail: 0 },
    });

    expect(u.switch()).toHaveLength(3);
    const part = u.of(NEW);
    const faces = [...part.templates.all()];
    expect(new Map(faces.map(({ faceId, embedding }) => [faceId, embedding]))).toEqual(made);
    expect([...u.of(OLD).templates.all()]).toEqual([]);
    expect(part.upgrades.state()).toEqual({ encoder: NEW, switchedAt: LATER });
    const detail = (slot: number) => JSON.stringify({ slot, from: OLD, to: NEW });
    expect(u.actions()).toEqual([
      { action: 'TEMPLATE_UPGRADED', face_id: 'old-encoder 1001 1', detail: detail(1) },
      { action: 'TEMPLATE_UPGRADED', face_id: 'old-encoder 1001 2', detail: detail(2) },
      { action: 'TEMPLATE_UPGRADED', face_id: 'old-encoder 1002 1', detail: detail(1) },
    ]);
  });

  it('gives the very same templates back by a rollback, and stays staged', () => {
    const u = new Upgraded(keyOf());
    u.enroll('1001', 1);
    u.enroll('1002', 1);
    const before = u.templates();
    u.stage();
    u.switch();
    const upgraded = u.templates();
    expect(upgraded).not.toEqual(before);
    expect(u.rollback()).toMatchObject({ superseded: 0, enrolledSince: 0 });
    expect(u.templates()).toEqual(before);
    expect(u.of(OLD).upgrades.state()).toBeUndefined();
    expect(u.actions().filter(({ action }) => action === 'TEMPLATE_ROLLED_BACK')).toHaveLength(2);
    expect(u.of(NEW).staged.counts()).toMatchObject({ due: 2, staged: 2 });
    u.switch();
    expect(u.templates()).toEqual(upgraded);
  });

  it('leaves nothing of the previous embeddings in the files once it is committed', () => {
    const u = new Upgraded(keyOf());
    u.enroll('1001', 1);
    const [{ embedding }] = u.templates();
    u.stage();
    u.switch();
    expect(filesWith(dirname(u.path), embedding)).not.toEqual([]);
    expect(u.commit()).toBe(1);
    expect(filesWith(dirname(u.path), embedding)).toEqual([]);
    expect(u.query('SELECT * FROM template_versions')).toEqual([]);
    expect(u.query('SELECT * FROM upgrades')).toEqual([]);
    expect([...u.of(NEW).templates.all()]).toHaveLength(1);
    expect(u.actions().at(-1)).toEqual({
      ...{ action: 'UPGRADE_COMMITTED', face_id: null },
      detail: JSON.stringify({ encoder: NEW, templates: 1 }),
    });
  });

  it('loses both versions of a user who is deleted in between', () => {
    const u = new Upgraded(keyOf());
    u.enroll('1001', 1);
    u.enroll('1002', 1);
    const [{ embedding }] = u.templates();
    u.stage();
    u.switch();
    const [upgraded] = u.templates();
    u.of('').removal.remove([whole], LATER);
    expect(filesWith(dirname(u.path), embedding)).toEqual([]);
    expect(filesWith(dirname(u.path), upgraded.embedding)).toEqual([]);
    expect(u.query('SELECT DISTINCT user_id FROM template_versions')).toEqual([
      { user_id: '1002' },
    ]);
    expect(u.rollback().returned).toHaveLength(1);
  });
});

describe('an upgrade', () => {
  it('leaves faces without a thumbnail as they are', () => {
    const u = new Upgraded();
    u.enroll('1001', 1);
    u.enroll('1002', 1, { thumbnail: false });
    u.stage();
    expect(u.of(NEW).staged.counts()).toEqual({
      ...{ due: 2, staged: 1, toEncode: 0, withoutThumbnail: 1 },
    });
    u.switch();
    expect(u.query('SELECT user_id, encoder FROM templates ORDER BY 1')).toEqual([
      { user_id: '1001', encoder: NEW },
      { user_id: '1002', encoder: OLD },
    ]);
  });

  it('of a slot with templates of several encoders changes the newest, and none beside the new one', () => {
    const u = new Upgraded();
    u.enroll('1001', 1, { encoder: 'older' });
    u.enroll('1001', 1, { now: LATER });
    u.enroll('1002', 1);
    u.enroll('1002', 1, { encoder: NEW });
    expect([...u.of(NEW).staged.due()]).toMatchObject([{ userId: '1001', encoder: OLD }]);
    u.stage();
    expect(u.switch()).toHaveLength(1);
    expect([...u.of(NEW).staged.due()]).toEqual([]);
  });

  it('takes in later what was enrolled with the old encoder since, and rolls all of it back', () => {
    const u = new Upgraded();
    u.enroll('1001', 1);
    u.stage();
    u.switch();
    u.enroll('1002', 1, { now: LATER });
    const before = u.templates().map(({ face_id }) => face_id);
    u.stage();
    expect(u.switch()).toMatchObject([{ userId: '1002' }]);
    expect(u.rollback().returned).toHaveLength(2);
    expect(u.templates().map(({ face_id, encoder }) => [face_id, encoder])).toEqual(
      before.map((id) => [id, OLD]),
    );
  });

  it('tells at a rollback of faces that were enrolled with the new encoder since, and keeps them', () => {
    const u = new Upgraded();
    u.enroll('1001', 1);
    u.enroll('1003', 1, { encoder: NEW });
    u.stage();
    u.switch();
    u.enroll('1002', 1, { encoder: NEW, now: LATER });
    expect(u.rollback()).toMatchObject({ returned: [{ userId: '1001' }], enrolledSince: 1 });
    expect(u.query('SELECT user_id, encoder FROM templates ORDER BY 1')).toEqual([
      { user_id: '1001', encoder: OLD },
      { user_id: '1002', encoder: NEW },
      { user_id: '1003', encoder: NEW },
    ]);
    // Those who were there are not forgotten: the old pack can encode them from their thumbnails.
    expect(u.of(OLD).staged.counts()).toMatchObject({ due: 2, toEncode: 2 });
  });

  it('keeps at a rollback a template whose slot was taken by one of the old encoder since', () => {
    const u = new Upgraded();
    u.enroll('1001', 1);
    u.stage();
    u.switch();
    const kept = u.of(OLD);
    kept.transaction(() => {
      const face = { faceId: 'newer', userId: '1001', slot: 1, fileName: 'x.jpg' };
      kept.templates.add(face, sampleOf('newer'), LATER);
    });
    const before = u.templates();
    expect(u.rollback()).toEqual({ returned: [], superseded: 1, enrolledSince: 0 });
    expect(u.templates()).toEqual(before);
  });

  it('drops at the switch what was staged for a third encoder', () => {
    const u = new Upgraded();
    u.enroll('1001', 1);
    const before = u.templates();
    u.stage('third');
    u.stage();
    u.switch();
    expect(u.query('SELECT encoder FROM template_versions')).toEqual([{ encoder: OLD }]);
    u.rollback();
    expect(u.templates()).toEqual(before);
  });

  it('of another encoder is refused until the one before is committed or rolled back', () => {
    const u = new Upgraded();
    u.enroll('1001', 1);
    u.stage();
    u.switch();
    u.stage('third');
    expect(() => u.switch('third')).toThrow('neither committed nor rolled back');
  });

  it('ends with its collection', () => {
    const u = new Upgraded();
    u.enroll('1001', 1);
    u.stage();
    u.switch();
    u.of('').removal.removeCollection([whole], LATER);
    expect(u.query('SELECT * FROM upgrades')).toEqual([]);
    expect(u.query('SELECT * FROM template_versions')).toEqual([]);
  });
});
