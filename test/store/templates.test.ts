import { describe, expect, it } from 'vitest';
import { fromBlob } from '../../src/store/embedding.js';
import { Templates } from '../../src/store/templates.js';
import { Users } from '../../src/store/users.js';
import { sampleOf, userData } from '../support/entries.js';
import { embeddingsOf, newDatabase } from '../support/store.js';

function newTemplates() {
  const db = newDatabase();
  new Users(db, 'default').create('ann', userData(), 'now');
  return { db, templates: new Templates(db, 'default', 'encoder') };
}

const template = (faceId: string, slot: number) => ({
  faceId,
  userId: 'ann',
  slot,
  fileName: `${slot}.jpg`,
});

describe('the templates of a user', () => {
  it('come back in the order of their slots', () => {
    const { templates } = newTemplates();
    templates.add(template('f2', 2), sampleOf('B'), 'now');
    templates.add(template('f1', 1), sampleOf('A'), 'now');
    expect(templates.ofUser('ann')).toEqual([
      { faceId: 'f1', slot: 1, digest: 'A' },
      { faceId: 'f2', slot: 2, digest: 'B' },
    ]);
    expect(templates.ofUser('bob')).toEqual([]);
  });

  it('keep the embedding, the quality and the name of the photo', () => {
    const { db, templates } = newTemplates();
    const sample = sampleOf('A', { quality: 0.75 });
    templates.add(template('f1', 1), sample, '2026-01-01');
    const row = db.prepare('SELECT * FROM templates').get() as Record<string, unknown>;
    expect(row).toMatchObject({
      encoder: 'encoder',
      quality: 0.75,
      file_name: '1.jpg',
      created_at: '2026-01-01',
    });
    expect(fromBlob(row.embedding as Buffer)).toEqual(sample.embedding);
  });

  it('come with embedding, quality and metadata for who compares them', () => {
    const { templates } = newTemplates();
    const [first, second] = [sampleOf('A', { quality: 0.75 }), sampleOf('B')];
    templates.add(template('f2', 2), second, 'now', { autoEnrolled: true });
    templates.add(template('f1', 1), first, 'now');
    const { embedding } = first;
    expect(templates.detailsOf('ann')).toEqual([
      { faceId: 'f1', slot: 1, digest: 'A', embedding, quality: 0.75, metadata: {} },
      {
        ...{ faceId: 'f2', slot: 2, digest: 'B', embedding: second.embedding, quality: 0.5 },
        metadata: { autoEnrolled: true },
      },
    ]);
    expect(templates.detailsOf('bob')).toEqual([]);
  });

  it('take one face a slot, and room is made by removing', () => {
    const { templates } = newTemplates();
    templates.add(template('f1', 1), sampleOf('A'), 'now');
    expect(() => templates.add(template('f2', 1), sampleOf('B'), 'now')).toThrow('UNIQUE');
    templates.remove('f1');
    templates.add(template('f2', 1), sampleOf('B'), 'now');
    expect(templates.ofUser('ann')).toEqual([{ faceId: 'f2', slot: 1, digest: 'B' }]);
  });

  it('of another encoder are not seen', () => {
    const { db, templates } = newTemplates();
    new Templates(db, 'default', 'other').add(template('f1', 1), sampleOf('A'), 'now');
    expect(templates.ofUser('ann')).toEqual([]);
  });

  it('go with their user', () => {
    const { db, templates } = newTemplates();
    templates.add(template('f1', 1), sampleOf('A'), 'now');
    templates.setProfileImage('ann', Uint8Array.of(1), 'A', 'now');
    db.exec("DELETE FROM users WHERE user_id = 'ann'");
    expect(templates.ofUser('ann')).toEqual([]);
    expect(db.prepare('SELECT * FROM profile_images').all()).toEqual([]);
  });
});

describe('the profile image of a user', () => {
  it('is replaced by a newer one', () => {
    const { db, templates } = newTemplates();
    templates.setProfileImage('ann', Uint8Array.of(1, 2), 'A', '2026-01-01');
    templates.setProfileImage('ann', Uint8Array.of(3), 'B', '2026-02-02');
    expect(db.prepare('SELECT jpeg, photo_digest, updated_at FROM profile_images').all()).toEqual([
      { jpeg: Buffer.of(3), photo_digest: 'B', updated_at: '2026-02-02' },
    ]);
  });
});

describe('the templates of all users', () => {
  it('are counted by user, those of this encoder alone', () => {
    const { db, templates } = newTemplates();
    for (const userId of ['cid', 'bob']) new Users(db, 'default').create(userId, userData(), 'now');
    templates.add({ ...template('f1', 1), userId: 'cid' }, sampleOf('A'), 'now');
    templates.add(template('f2', 1), sampleOf('B'), 'now');
    templates.add(template('f3', 2), sampleOf('C'), 'now');
    new Templates(db, 'default', 'another').add(template('f4', 1), sampleOf('D'), 'now');
    expect([...templates.counts()]).toEqual([
      ['ann', 2],
      ['cid', 1],
    ]);
  });

  it('give the embeddings of one in the order of their slots', () => {
    const { templates } = newTemplates();
    const [one, two] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    templates.add(template('f2', 2), sampleOf('B', { embedding: two }), 'now');
    templates.add(template('f1', 1), sampleOf('A', { embedding: one }), 'now');
    expect(embeddingsOf(templates, 'ann')).toEqual([one, two]);
    expect(embeddingsOf(templates, 'bob')).toEqual([]);
  });
});
