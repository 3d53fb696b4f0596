import { describe, expect, it } from 'vitest';
import { randoms } from '../../src/domain/randoms.js';
import { EnrolledGallery } from '../../src/enroll/gallery.js';
import { UserSearch } from '../../src/enroll/user-search.js';
import { sampleOf, userData } from '../support/entries.js';
import { newStore, startRun } from '../support/store.js';
import { cosine, unit } from '../support/vectors.js';

const DIMENSIONS = 8;

/** Users with one to four templates each, in a store. */
function enrolled(users: number) {
  const random = randoms(7);
  const vector = () => unit(Array.from({ length: DIMENSIONS }, () => 2 * random() - 1));
  const { users: table, templates } = startRun(newStore());
  const faces: { userId: string; faceId: string; embedding: Float32Array }[] = [];
  for (let i = 0; i < users; i += 1) {
    const userId = `user-${i}`;
    table.create(userId, userData(), 'now');
    for (let slot = 1; slot <= 1 + (i % 4); slot += 1) {
      const [faceId, embedding] = [`${userId}-${slot}`, vector()];
      templates.add({ faceId, userId, slot, fileName: '' }, { ...sampleOf('x'), embedding }, 'now');
      faces.push({ userId, faceId, embedding });
    }
  }
  return { search: new UserSearch(EnrolledGallery.load(templates, DIMENSIONS)), faces, vector };
}

describe('a search for users', () => {
  it('finds the most similar ones, each once, with the best of the templates', async () => {
    const { search, faces, vector } = enrolled(30);
    for (let n = 0; n < 20; n += 1) {
      const query = vector();
      const best = new Map<string, { userId: string; faceId: string; similarity: number }>();
      for (const { userId, faceId, embedding } of faces) {
        const similarity = cosine(query, embedding);
        if (similarity > (best.get(userId)?.similarity ?? -2)) {
          best.set(userId, { userId, faceId, similarity });
        }
      }
      const expected = [...best.values()].sort((p, q) => q.similarity - p.similarity).slice(0, 6);
      const found = await search.search(query, { top: 6, least: -1 });
      expect(found.map(({ faceId }) => faceId)).toEqual(expected.map(({ faceId }) => faceId));
      expect(found[0]?.similarity).toBeCloseTo(expected[0]?.similarity ?? 0, 6);
    }
  });

  it('is not filled up by the many templates of one user', async () => {
    const { search, faces } = enrolled(4);
    const [query] = faces.filter(({ userId }) => userId === 'user-3');
    const found = await search.search(query?.embedding ?? unit([]), { top: 4, least: -1 });
    expect(found.map(({ userId }) => userId).sort()).toEqual([0, 1, 2, 3].map((i) => `user-${i}`));
    expect(found[0]?.userId).toBe('user-3');
  });

  it('finds nobody below the least similarity', async () => {
    const { search, faces } = enrolled(4);
    const [first] = faces;
    const query = first?.embedding ?? unit([]);
    const found = await search.search(query, { top: 4, least: 0.9999 });
    expect(found.map(({ faceId }) => faceId)).toEqual([first?.faceId]);
    const opposite = query.map((value) => -value);
    expect(await search.search(opposite, { top: 4, least: 0.9999 })).toEqual([]);
  });

  it('finds a template that joined, and not the one whose place it took', async () => {
    const { search, faces, vector } = enrolled(4);
    const [first, second] = [vector(), vector()];
    const found = async (embedding: Float32Array) =>
      (await search.search(embedding, { top: 1, least: 0.9999 })).map(({ faceId }) => faceId);
    search.add({ userId: 'user-0', faceId: 'joined' }, first);
    expect(await found(first)).toEqual(['joined']);
    search.add({ userId: 'user-0', faceId: 'later' }, second, 'joined');
    expect([await found(first), await found(second)]).toEqual([[], ['later']]);
    for (const { faceId, embedding } of faces) expect(await found(embedding)).toEqual([faceId]);
  });

  it('is not filled up by the templates of one user that joined', async () => {
    const { search, faces } = enrolled(4);
    const [query] = faces.filter(({ userId }) => userId === 'user-0');
    const embedding = query?.embedding ?? unit([]);
    for (let n = 0; n < 10; n += 1) search.add({ userId: 'user-0', faceId: `j${n}` }, embedding);
    const users = await search.search(embedding, { top: 4, least: -1 });
    expect(users.map(({ userId }) => userId).sort()).toEqual([0, 1, 2, 3].map((i) => `user-${i}`));
  });
});
