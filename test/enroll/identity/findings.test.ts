import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate, CandidatePair } from '../../../src/enroll/identity/candidate.js';
import type { Evidence, IdentityRules } from '../../../src/enroll/identity/evidence.js';
import { isStranger } from '../../../src/enroll/identity/evidence.js';
import { findings } from '../../../src/enroll/identity/findings.js';
import { InBatch } from '../../../src/enroll/identity/in-batch.js';

const RULES: IdentityRules = {
  duplicates: 'refuse',
  samePerson: () => 0.5,
  allowIdentityChange: false,
  falseAlarms: 'rare',
  place: ['--db', 'x y.db'],
};

/** A photo of user `userId`, the item's number its name. */
function photo(item: number, userId: string, more: Partial<Candidate> = {}): Candidate {
  return { item, entry: item, userId, file: `${item}.jpg`, isNew: false, ...more };
}

/** Evidence as its similarities tell it; `own` is the similarity to the one template of the user. */
interface Told extends Partial<Omit<Evidence, 'own' | 'inBatch'>> {
  readonly own?: ReadonlyMap<number, number>;
  readonly pairs?: readonly CandidatePair[];
}

function evidence(candidates: readonly Candidate[], told: Told = {}): Evidence {
  const { own: similarities = new Map(), pairs = [], ...more } = told;
  const mayLookAlike = more.mayLookAlike ?? (() => false);
  const own = new Map(
    [...similarities].map(([item, similarity]) => [item, { similarity, templates: 1 }]),
  );
  const strangers = candidates.filter(({ item }) => isStranger(own.get(item), RULES));
  const inBatch = new InBatch(candidates, new Set(strangers.map(({ item }) => item)), mayLookAlike);
  for (const one of pairs) inBatch.add(one);
  return {
    ...{ candidates, own, inBatch, mayLookAlike },
    ...{ siblings: [], enrolled: new Map(), exchanged: new Map(), leavers: new Set() },
    ...{ witnesses: [], seen: new Map(), threshold: 0.8 },
    ...more,
  };
}

/** The codes against each item. */
function codes(given: Evidence, rules: Partial<IdentityRules> = {}) {
  const { failures } = findings(given, { ...RULES, ...rules });
  return Object.fromEntries([...failures].map(([item, { code }]) => [item, code]));
}

const pair = (first: number, second: number, similarity = 0.9): CandidatePair => ({
  first,
  second,
  similarity,
});
const like = (userId: string, faceId = `face of ${userId}`, similarity = 0.9) => ({
  userId,
  faceId,
  similarity,
});

describe('a face under several user IDs of a batch', () => {
  const photos = [photo(1, 'a'), photo(2, 'b'), photo(3, 'c'), photo(4, 'd')];
  const pairs = [pair(1, 2, 0.8), pair(2, 4, 0.9)];
  const batch = evidence(photos, { pairs });

  it('is refused for every one of them, each told of the others', () => {
    const { failures } = findings(batch, RULES);
    expect([...failures.keys()].sort()).toEqual([1, 2, 4]);
    expect(failures.get(1)?.message).toBe(
      'the face also appears under other user IDs: "b" and "d" (similarity 0.800, rare)',
    );
    expect(failures.get(2)?.message).toContain('"a" and "d" (similarity 0.900');
  });

  it('is enrolled and told of when duplicates are only flagged', () => {
    const { failures, flags } = findings(batch, { ...RULES, duplicates: 'flag' });
    expect(failures.size).toBe(0);
    expect([...flags.keys()].sort()).toEqual([1, 2, 4]);
  });

  it('is no matter when duplicates are not looked for', () => {
    const found = findings(batch, { ...RULES, duplicates: 'off' });
    expect([found.failures.size, found.flags.size]).toEqual([0, 0]);
  });

  it('is fine for users who may look alike, and only between them', () => {
    const twins = (p: string, q: string) => [p, q].sort().join() === 'b,d';
    expect(codes(evidence(photos, { pairs, mayLookAlike: twins }))).toEqual({
      1: 'DUPLICATE_IN_BATCH',
      2: 'DUPLICATE_IN_BATCH',
    });
  });

  it('names a few of many others', () => {
    const many = Array.from({ length: 2000 }, (_, item) => photo(item, `u${1000 + item}`));
    const chain = many.slice(1).map(({ item }) => pair(item - 1, item));
    const { failures } = findings(evidence(many, { pairs: chain }), RULES);
    expect(failures.size).toBe(2000);
    expect(failures.get(1999)?.message).toContain(
      '"u1000", "u1001", "u1002", "u1003", "u1004" and others',
    );
    expect(failures.get(0)?.message).toContain('user IDs: "u1001", ');
  });
});

describe('a face that is enrolled under another user ID', () => {
  it('is refused, and the most similar user named', () => {
    const given = evidence([photo(1, 'a')], {
      enrolled: new Map([[1, [like('z', 'f', 0.95), like('y', 'g', 0.9)]]]),
    });
    expect(findings(given, RULES).failures.get(1)).toMatchObject({
      code: 'DUPLICATE_OF_ENROLLED_USER',
      message: 'the face is that of the enrolled user "z" (similarity 0.950, rare)',
    });
    const twin = { ...given, mayLookAlike: (_: string, other: string) => other === 'z' };
    expect(findings(twin, RULES).failures.get(1)?.message).toContain('"y"');
  });

  it('is none when that template is replaced in the same batch', () => {
    const given = evidence([photo(1, 'a'), photo(2, 'b', { replaces: 'old face of b' })], {
      enrolled: new Map([[1, [like('b', 'old face of b')]]]),
    });
    expect(codes(given)).toEqual({});
  });

  it('is one when the photo that would replace it fails', () => {
    const given = evidence([photo(1, 'a'), photo(2, 'b', { replaces: 'old face of b' })], {
      enrolled: new Map([
        [1, [like('b', 'old face of b')]],
        [2, [like('c')]],
      ]),
    });
    expect(codes(given)).toEqual({
      1: 'DUPLICATE_OF_ENROLLED_USER',
      2: 'DUPLICATE_OF_ENROLLED_USER',
    });
  });
});

describe('a photo that is not the enrolled face of its user', () => {
  const photos = [photo(1, 'a'), photo(2, 'b'), photo(3, 'c')];
  const own = new Map([
    [1, 0.2],
    [2, 0.3],
    [3, 0.6],
  ]);
  const given = evidence(photos, { own });

  it('is refused with the similarity', () => {
    expect(codes(given)).toEqual({ 1: 'IDENTITY_CHANGED', 2: 'IDENTITY_CHANGED' });
    expect(findings(given, RULES).failures.get(1)?.message).toBe(
      'the face is not that of user "a" (similarity 0.200, at least 0.500 is needed)',
    );
    expect(codes(given, { duplicates: 'off' })).toHaveProperty('1');
    expect(codes(given, { allowIdentityChange: true })).toEqual({});
  });

  it('is told whose face it is, enrolled or in the batch', () => {
    const enrolled = new Map([[1, [like('z')]]]);
    const known = evidence(photos, { own, enrolled, pairs: [pair(2, 3, 0.8)] });
    const { failures } = findings(known, RULES);
    expect(failures.get(1)?.message).toMatch(/it looks like user "z"$/);
    expect(failures.get(2)?.message).toMatch(/it looks like user "c"$/);
    expect(failures.get(3)?.code).toBe('DUPLICATE_IN_BATCH');
  });

  it('is called swapped when two users have the face of each other', () => {
    const swapped = {
      ...given,
      enrolled: new Map([
        [1, [like('b')]],
        [2, [like('a')]],
      ]),
    };
    const { failures } = findings(swapped, RULES);
    for (const item of [1, 2]) {
      expect(failures.get(item)).toMatchObject({
        code: 'IDENTITY_CHANGED',
        message: expect.stringMatching(/may be swapped$/),
      });
    }
  });

  it('is called swapped, too, when they are similar as no search of the gallery could tell', () => {
    const exchanged = new Map([
      [1, { ...like('b', 'face of b', 0.55), threshold: 0.5 }],
      [2, { ...like('a', 'face of a', 0.56), threshold: 0.5 }],
    ]);
    const { failures } = findings(evidence(photos, { own, exchanged }), RULES);
    expect(failures.get(1)?.message).toMatch(/"b".*may be swapped$/);
    expect(failures.get(2)?.message).toMatch(/"a".*may be swapped$/);
  });

  it('is no swap when two users have the photo of a third one', () => {
    const enrolled = new Map([1, 2].map((item) => [item, [like('z')]]));
    const same = evidence(photos, { own, enrolled, pairs: [pair(1, 2, 1)] });
    for (const item of [1, 2]) {
      expect(findings(same, RULES).failures.get(item)?.message).toMatch(/looks like user "z"$/);
    }
  });

  it('is measured by how many templates it was compared with', () => {
    const among = (templates: number) => ({
      ...given,
      own: new Map([[1, { similarity: 0.55, templates }]]),
    });
    const samePerson = (templates: number) => (templates > 1 ? 0.6 : 0.5);
    expect(codes(among(1), { samePerson })).toEqual({});
    expect(codes(among(5), { samePerson })).toEqual({ 1: 'IDENTITY_CHANGED' });
  });
});

describe('the photos of one user', () => {
  const three = [1, 2, 3].map((item) => photo(item, 'a', { entry: 7 }));

  it('are all fine when they agree, be it by way of one another', () => {
    const siblings = [pair(1, 2, 0.6), pair(2, 3, 0.6), pair(1, 3, 0.1)];
    expect(codes(evidence(three, { siblings }))).toEqual({});
  });

  it('lose the odd one out, and keep the others', () => {
    const siblings = [pair(1, 2, 0.8), pair(1, 3, 0.1), pair(2, 3, 0.2)];
    const { failures } = findings(evidence(three, { siblings }), RULES);
    expect([...failures.keys()]).toEqual([3]);
    expect(failures.get(3)).toMatchObject({
      code: 'PHOTOS_DISAGREE',
      message:
        'the face is not that of "1.jpg" and "2.jpg", the other photos of this user (similarity 0.200, at least 0.500 is needed)',
    });
  });

  it('all fail when nobody can tell which is right', () => {
    const two = evidence(three.slice(0, 2), { siblings: [pair(1, 2, 0.1)] });
    expect(codes(two)).toEqual({ 1: 'PHOTOS_DISAGREE', 2: 'PHOTOS_DISAGREE' });
  });

  it('of whom nobody can tell which are right are told from those that they are unlike', () => {
    const four = [1, 2, 3, 4].map((item) => photo(item, 'a', { entry: 7 }));
    const across = [pair(1, 3, 0.1), pair(1, 4, 0.2), pair(2, 3, 0.1), pair(2, 4, 0.3)];
    const siblings = [pair(1, 2, 0.8), pair(3, 4, 0.8), ...across];
    const { failures } = findings(evidence(four, { siblings }), RULES);
    expect([...failures.keys()]).toEqual([1, 2, 3, 4]);
    expect(failures.get(1)?.message).toMatch(/"3.jpg" and "4.jpg".*\(similarity 0.200,/);
    expect(failures.get(4)?.message).toMatch(/"1.jpg" and "2.jpg".*\(similarity 0.300,/);
  });

  it('agree when each of them is the enrolled face of the user', () => {
    const glasses = { siblings: [pair(1, 2, 0.1)] };
    const both = new Map([
      [1, 0.7],
      [2, 0.8],
    ]);
    expect(codes(evidence(three.slice(0, 2), { ...glasses, own: both }))).toEqual({});
  });

  it('are compared without one that is not the enrolled face', () => {
    const given = evidence(three.slice(0, 2), {
      own: new Map([
        [1, 0.9],
        [2, 0.1],
      ]),
      siblings: [pair(1, 2, 0.1)],
    });
    expect(codes(given)).toEqual({ 2: 'IDENTITY_CHANGED' });
  });
});

describe('a face of a user whom the list no longer names', () => {
  const leavers = new Set(['old']);
  const enrolled = new Map([
    [1, [like('stays'), like('old')]],
    [2, [like('old')]],
    [3, [like('old')]],
  ]);
  const candidates = [
    photo(1, 'new', { isNew: true }),
    photo(2, 'known'),
    photo(3, 'stranger'),
    photo(4, 'fourth', { isNew: true }),
  ];
  const own = new Map([
    [2, 0.9],
    [3, 0.1],
  ]);
  const given = evidence(candidates, { enrolled, leavers, own });

  it.each(['refuse', 'flag', 'off'] as const)(
    'is told for a new user and for a photo that fails, with duplicates %s',
    (duplicates) => {
      const { failures, flags, recognized } = findings(given, { ...RULES, duplicates });
      // Where duplicates are looked for, the photo of a user with a face is told as that of the leaver, too.
      const failing = duplicates === 'off' ? [1, 3] : [1, 2, 3];
      expect([...failures.keys()].sort()).toEqual(failing);
      expect(new Set([...failures.values()].map(({ code }) => code))).toEqual(
        new Set(['ID_CHANGED']),
      );
      expect(failures.get(1)?.advice).toContain("faceenroll users rename old new --db 'x y.db')");
      expect(recognized).toEqual(['old']);
      expect(flags.has(1)).toBe(false);
    },
  );

  it.each(['refuse', 'flag', 'off'] as const)(
    'is told for a user who has no face yet, with duplicates %s',
    (duplicates) => {
      const faceless = evidence([photo(1, 'bare')], {
        ...{ enrolled: new Map([[1, [like('old')]]]), leavers },
      });
      const { failures, flags, recognized } = findings(faceless, { ...RULES, duplicates });
      expect(failures.get(1)?.code).toBe('ID_CHANGED');
      // There are both users: nothing can be renamed.
      expect(failures.get(1)?.advice).not.toContain('rename');
      expect([recognized, flags.size]).toEqual([['old'], 0]);
    },
  );

  it('is told for a row that has failed, unless it has no ID to move anything to', () => {
    const witness = (item: number, userId: string, keepsFailure: boolean) => ({
      ...{ item, userId, keepsFailure, isNew: true },
    });
    const given = evidence([], {
      witnesses: [witness(5, 'joiner', false), witness(6, '', true), witness(7, 'x', false)],
      seen: new Map([
        [0, [like('old')]],
        [1, [like('older')]],
      ]),
      leavers: new Set(['old', 'older']),
    });
    const { failures, recognized } = findings(given, { ...RULES, duplicates: 'off' });
    expect([...failures.keys()]).toEqual([5]);
    expect(failures.get(5)?.advice).toContain('faceenroll users rename old joiner');
    expect(recognized).toEqual(['old', 'older']);
  });

  it('is none where the two may look alike, nor of a user who stays', () => {
    const alike = { ...given, mayLookAlike: (_: string, other: string) => other === 'old' };
    expect(findings(alike, RULES)).toMatchObject({ recognized: [] });
    expect(codes(alike)).toEqual({ 1: 'DUPLICATE_OF_ENROLLED_USER', 3: 'IDENTITY_CHANGED' });
    expect(findings({ ...given, leavers: new Set() }, RULES).recognized).toEqual([]);
  });
});

describe('the findings of a batch', () => {
  it('are the same in whatever order the photos and their similarities came', () => {
    const users = fc.constantFrom('a', 'b', 'c', 'd');
    const similarity = fc.constantFrom(0.1, 0.4, 0.6, 0.8, 0.9);
    const batch = fc
      .array(fc.record({ userId: users, own: fc.option(similarity), like: fc.option(users) }), {
        minLength: 2,
        maxLength: 8,
      })
      .chain((photos) => {
        const items = fc.nat(photos.length - 1);
        const pairs = fc.array(fc.tuple(items, items, similarity), { maxLength: 8 });
        return fc.tuple(fc.constant(photos), pairs, fc.infiniteStream(fc.nat()));
      });
    fc.assert(
      fc.property(batch, ([photos, drawn, keys]) => {
        const candidates = photos.map(({ userId }, item) =>
          photo(item, userId, { entry: userId.charCodeAt(0), replaces: `face of ${userId}` }),
        );
        const unique = new Map(
          drawn
            .filter(([p, q]) => p !== q)
            .map(([p, q, s]) => [[p, q].sort().join(), pair(Math.min(p, q), Math.max(p, q), s)]),
        );
        const all = [...unique.values()];
        const isSibling = ({ first, second }: CandidatePair) =>
          candidates[first]?.userId === candidates[second]?.userId;
        const told = {
          own: new Map(photos.flatMap(({ own }, i) => (own === null ? [] : [[i, own] as const]))),
          enrolled: new Map(
            photos.flatMap((p, i) =>
              p.like === null || p.like === p.userId ? [] : [[i, [like(p.like)]] as const],
            ),
          ),
          siblings: all.filter(isSibling),
          pairs: all.filter((p) => !isSibling(p)),
        };
        const order = new Map(candidates.map((c) => [c, keys.next().value as number]));
        const shuffled = evidence(
          [...candidates].sort((p, q) => (order.get(p) ?? 0) - (order.get(q) ?? 0)),
          {
            ...told,
            siblings: [...told.siblings].reverse(),
            pairs: [...told.pairs]
              .reverse()
              .map((p) => ({ ...p, first: p.second, second: p.first })),
          },
        );
        const given = evidence(candidates, told);
        const sorted = (e: Evidence) => [...findings(e, RULES).failures].sort(([p], [q]) => p - q);
        expect(sorted(shuffled)).toEqual(sorted(given));
      }),
    );
  });
});

describe('whom a photo resembles is told in addition to its finding', () => {
  const resembled = (given: Evidence, rules: Partial<IdentityRules> = {}) =>
    Object.fromEntries(findings(given, { ...RULES, ...rules }).resembles);

  it.each(['refuse', 'flag'] as const)('of an enrolled user (%s)', (duplicates) => {
    const enrolled = new Map([[1, [like('z', 'face of z', 0.87)]]]);
    const given = evidence([photo(1, 'a'), photo(2, 'b')], { enrolled });
    expect(resembled(given, { duplicates })).toEqual({
      1: { userId: 'z', faceId: 'face of z', similarity: 0.87, threshold: 0.8 },
    });
    expect(resembled(given, { duplicates: 'off' })).toEqual({});
  });

  it.each(['refuse', 'flag'] as const)('the most similar in the batch (%s)', (duplicates) => {
    const pairs = [pair(1, 2, 0.85), pair(1, 3, 0.95)];
    const photos = [photo(1, 'a'), photo(2, 'b'), photo(3, 'c')];
    for (const order of [pairs, pairs.toReversed()]) {
      expect(resembled(evidence(photos, { pairs: order }), { duplicates })).toEqual({
        1: { userId: 'c', item: 3, similarity: 0.95, threshold: 0.8 },
        2: { userId: 'a', item: 1, similarity: 0.85, threshold: 0.8 },
        3: { userId: 'a', item: 1, similarity: 0.95, threshold: 0.8 },
      });
    }
  });

  it('an enrolled user rather than one of the batch', () => {
    const enrolled = new Map([[1, [like('z')]]]);
    const given = evidence([photo(1, 'a'), photo(2, 'b')], { enrolled, pairs: [pair(1, 2, 0.99)] });
    expect(resembled(given)).toMatchObject({ 1: { userId: 'z' }, 2: { userId: 'a' } });
  });

  it('whose face it is instead, and that two are swapped', () => {
    const photos = [photo(1, 'a'), photo(2, 'b'), photo(3, 'c'), photo(4, 'd')];
    const own = new Map(photos.map(({ item }) => [item, 0.2]));
    const exchanged = new Map([
      [1, { ...like('b', 'face of b', 0.55), threshold: 0.5 }],
      [2, { ...like('a', 'face of a', 0.56), threshold: 0.5 }],
    ]);
    const enrolled = new Map([[3, [like('z')]]]);
    expect(resembled(evidence(photos, { own, exchanged, enrolled }))).toEqual({
      1: { userId: 'b', faceId: 'face of b', similarity: 0.55, threshold: 0.5, swapped: true },
      2: { userId: 'a', faceId: 'face of a', similarity: 0.56, threshold: 0.5, swapped: true },
      3: { userId: 'z', faceId: 'face of z', similarity: 0.9, threshold: 0.8 },
    });
  });
});
