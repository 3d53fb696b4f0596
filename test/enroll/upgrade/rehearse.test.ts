import { describe, expect, it, onTestFinished } from 'vitest';
import { randoms } from '../../../src/domain/randoms.js';
import type { Rehearsal } from '../../../src/domain/rehearsal.js';
import { rehearse } from '../../../src/enroll/upgrade/rehearse.js';
import { rehearsalText } from '../../../src/render/rehearsal.js';
import { type CollectionStore, Store } from '../../../src/store/store.js';
import { sampleOf, userData } from '../../support/entries.js';
import { newPath } from '../../support/keys.js';
import { unit } from '../../support/vectors.js';

const OLD = 'old-encoder';
const NEW = 'new-encoder';

/** Random vectors of 64 dimensions have similarities of about 0 with a deviation of 0.125. */
const TABLE = {
  measuredOn: 'random vectors',
  table: [
    { fmr: 0.01, similarity: 0.3 },
    { fmr: 1e-6, similarity: 0.7 },
  ],
};

const OPTIONS = {
  fpir: 0.001,
  fmr: 0.001,
  tablesOf: () => ({ pack: TABLE }),
  strengthOf: () => undefined,
};

/** What each encoder sees of a face; faces with the same name look the same to it. */
type Look = readonly [userId: string, slot: number, old: string, fresh: string];

/** A gallery whose faces the new encoder has encoded, seen by it. */
function gallery(looks: readonly Look[]): CollectionStore {
  const store = Store.open(newPath(), false);
  onTestFinished(() => store.close());
  const random = randoms(1);
  const vectors = new Map<string, Float32Array>();
  const vector = (name: string): Float32Array => {
    const known = vectors.get(name) ?? unit(Array.from({ length: 64 }, () => random() - 0.5));
    vectors.set(name, known);
    return known;
  };
  const start = { command: 'import-faces' as const, input: '/photos', options: {} };
  const parts = { encoder: OLD, extractor: 'test', ignoreCase: false };
  const run = store.runLife.start({ ...start, collection: 'default' }, parts, 'now');
  const part = store.collection('default', NEW);
  run.transaction(() => {
    for (const [userId, slot, old, fresh] of looks) {
      if (slot === 1) run.users.create(userId, userData(), 'now');
      const faceId = `${userId} ${slot}`;
      const face = { faceId, userId, slot, fileName: 'x.jpg' };
      run.templates.add(face, sampleOf(faceId, { embedding: vector(`old ${old}`) }), 'now');
      part.staged.stage(face, vector(`new ${fresh}`));
    }
  });
  store.runLife.finish(run);
  return part;
}

/** Somebody who looks like nobody else to both. */
const unlike = (userId: string): Look => [userId, 1, userId, userId];

const MANY = Array.from({ length: 40 }, (_, i) => unlike(`u${String(i).padStart(2, '0')}`));

const compare = (part: CollectionStore, signal = new AbortController().signal) =>
  rehearse(part, OLD, OPTIONS, signal);

const told = (found: Rehearsal): string =>
  rehearsalText({
    ...found,
    ...{ collection: 'default', pack: 'new', failed: [], failures: new Map() },
    ...{ fpir: 0.001, fmr: 0.001, reimport: null, withoutThumbnail: 2, exitCode: 0 },
  });

describe('a rehearsal', () => {
  it('tells which suspected pairs appear, vanish and stay', async () => {
    const part = gallery([
      ...MANY,
      ...([
        ['a', 1, 'ab', 'a'],
        ['b', 1, 'ab', 'b'],
      ] as const),
      ...([
        ['c', 1, 'c', 'cd'],
        ['d', 1, 'd', 'cd'],
      ] as const),
      ...([
        ['e', 1, 'ef', 'ef'],
        ['f', 1, 'ef', 'ef'],
      ] as const),
      ...([
        ['g', 1, 'g', 'gh'],
        ['h', 1, 'h', 'gh'],
      ] as const),
    ]);
    part.transaction(() => part.exceptions.add('g', 'h', 'twins', 'now'));
    const found = await compare(part);
    const names = (pairs: typeof found.appear) =>
      pairs.map(({ userId, otherUserId }) => userId + otherUserId);
    expect(names(found.appear)).toEqual(['cd']);
    expect(names(found.vanish)).toEqual(['ab']);
    expect(found).toMatchObject({ stay: 1, faces: 48, users: 48 });
    expect(found.before).toMatchObject({
      encoder: OLD,
      duplicates: { measuredOn: 'random vectors' },
    });
    expect(found.before.different?.median).toBeCloseTo(0, 1);
    expect(found.after.different?.highest).toBeCloseTo(1, 4);
  });

  it('tells whose own faces no longer pass as one person, and whose do now', async () => {
    const part = gallery([
      ...MANY,
      ...([
        ['a', 1, 'a', 'a'],
        ['a', 2, 'a', 'other'],
      ] as const),
      ...([
        ['b', 1, 'b', 'b'],
        ['b', 2, 'another', 'b'],
      ] as const),
      ...([
        ['c', 1, 'c', 'c'],
        ['c', 2, 'c', 'c'],
      ] as const),
    ]);
    const found = await compare(part);
    expect(found.severalFaces).toBe(3);
    expect(found.noLongerPass.map(({ userId }) => userId)).toEqual(['a']);
    expect(found.nowPass.map(({ userId }) => userId)).toEqual(['b']);
  });

  it('takes what this gallery says where nobody has measured an encoder', async () => {
    const part = gallery([...MANY, ['a', 1, 'ab', 'ab'], ['b', 1, 'ab', 'ab']]);
    const unknown = { ...OPTIONS, tablesOf: () => ({}) };
    const found = await rehearse(part, OLD, unknown, new AbortController().signal);
    expect(found.after.duplicates?.measuredOn).toBe('this gallery');
    const few = gallery([unlike('a'), unlike('b')]);
    const small = await rehearse(few, OLD, unknown, new AbortController().signal);
    expect(small.after).toEqual({
      encoder: NEW,
      different: null,
      duplicates: null,
      own: null,
      found: null,
    });
  });

  it('tells what each encoder finds, and by which rate of false alarms', async () => {
    const strength = (tmr: number) => ({
      measuredOn: '100 photos',
      table: [
        { fmr: 1e-2, tmr },
        { fmr: 1e-6, tmr: tmr / 2 },
      ],
    });
    const strengthOf = (encoder: string) => strength(encoder === OLD ? 0.9 : 0.4);
    const found = await rehearse(
      gallery(MANY),
      OLD,
      { ...OPTIONS, strengthOf, fpir: 0.04 },
      new AbortController().signal,
    );
    // One false alarm of 25 among 40 templates is one of 1,000 in each comparison.
    expect(found.before.found).toMatchObject({ basis: 'measured', measuredOn: '100 photos' });
    expect(found.before.found?.tmr).toBeCloseTo(0.9 - 0.45 / 4, 2);
    const text = told(found);
    expect(text).toMatch(/^finds of 100 second photos +about 79 +about 35$/m);
    expect(text).toContain('The pack new is weaker');
    const back = told({ ...found, before: found.after, after: found.before });
    expect(back).toContain('second photos');
    expect(back).not.toContain('weaker');
    expect(told(await compare(gallery(MANY)))).toMatch(
      /^finds of 100 second photos +not measured +not measured$/m,
    );
  });

  it('compares only faces that both encoders have', async () => {
    const part = gallery(MANY);
    part.transaction(() => part.templates.remove('u00 1'));
    expect(await compare(part)).toMatchObject({ faces: 39, users: 39 });
  });

  it('gives up when it is interrupted', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(compare(gallery(MANY), stop.signal)).rejects.toBe(stop.signal.reason);
  });

  it('fits on 80 columns, and shows names with what a terminal would obey', async () => {
    const part = gallery([...MANY, ['a\u001b[31m', 1, 'a', 'ab'], ['b', 1, 'b', 'ab']]);
    const text = told(await compare(part));
    expect(text).toContain('appears: a\\u001b[31m and b');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
