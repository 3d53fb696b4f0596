import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FacePair } from '../../src/enroll/gallery.js';
import { findDuplicates } from '../../src/enroll/scan-duplicates.js';
import { similarUsers } from '../support/duplicates.js';

/** A pair of templates named after their users. */
function pair(userA: string, userB: string, similarity: number, [a, b] = ['', '']): FacePair {
  return {
    first: { faceId: `f-${userA}${a}`, userId: userA },
    second: { faceId: `f-${userB}${b}`, userId: userB },
    similarity,
  };
}

async function* each(pairs: readonly FacePair[]): AsyncGenerator<FacePair> {
  yield* pairs;
}

const PAIRS = [
  pair('d', 'c', 0.91),
  pair('b', 'a', 0.93),
  pair('e', 'b', 0.95),
  pair('f', 'a', 0.92),
];

const CLUSTERS = [
  {
    userIds: ['a', 'b', 'e', 'f'],
    pairs: [
      similarUsers('b', 'e', 0.95),
      similarUsers('a', 'b', 0.93),
      similarUsers('a', 'f', 0.92),
    ],
  },
  { userIds: ['c', 'd'], pairs: [similarUsers('c', 'd', 0.91)] },
];

describe('duplicates', () => {
  it('are users in clusters, whatever the order of the pairs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(PAIRS, { minLength: PAIRS.length }),
        fc.array(fc.boolean(), { minLength: PAIRS.length, maxLength: PAIRS.length }),
        async (pairs, turned) => {
          const given = pairs.map((p, i) =>
            turned[i] ? { ...p, first: p.second, second: p.first } : p,
          );
          expect(await findDuplicates(each(given), [])).toEqual({
            clusters: CLUSTERS,
            allowedPairs: 0,
          });
        },
      ),
    );
  });

  it('are none when nobody is similar', async () => {
    expect(await findDuplicates(each([]), [])).toEqual({ clusters: [], allowedPairs: 0 });
  });

  it('have of several templates the two that are most similar', async () => {
    const pairs = [
      pair('a', 'b', 0.9, ['1', '1']),
      pair('b', 'a', 0.97, ['2', '3']),
      pair('a', 'b', 0.95, ['2', '2']),
    ];
    const { clusters } = await findDuplicates(each(pairs), []);
    const best = { userId: 'a', otherUserId: 'b', similarity: 0.97 };
    expect(clusters).toEqual([
      { userIds: ['a', 'b'], pairs: [{ ...best, faceId: 'f-a3', otherFaceId: 'f-b2' }] },
    ]);
  });

  it('that are an exception are left out, and bring nobody together', async () => {
    const exceptions = [
      { userId: 'e', otherUserId: 'b' },
      { userId: 'c', otherUserId: 'd' },
      { userId: 'x', otherUserId: 'y' },
    ];
    const { clusters, allowedPairs } = await findDuplicates(each(PAIRS), exceptions);
    expect(clusters.map(({ userIds }) => userIds)).toEqual([['a', 'b', 'f']]);
    expect(allowedPairs).toBe(2);
  });

  it('are sorted by code units', async () => {
    const pairs = [pair('\u{1F600}', '\uFFFD', 0.9), pair('B', 'a', 0.9)];
    const { clusters } = await findDuplicates(each(pairs), []);
    expect(clusters.map(({ userIds }) => userIds)).toEqual([
      ['B', 'a'],
      ['\u{1F600}', '\uFFFD'],
    ]);
  });
});
