import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { type DecidableItem, decide, type Plan } from '../../src/enroll/decide.js';
import { type Known, type KnownFace, match } from '../../src/enroll/match.js';
import type { ImportOptions } from '../../src/enroll/options.js';
import { DEFAULTS, knownFace as face, keptSample, photoRef, rowEntry } from '../support/entries.js';

/** A user as far as deciding goes. */
interface State {
  readonly exists: boolean;
  readonly faces: readonly KnownFace[];
}

/** What the pipeline does for one row: match, extraction of what goes on, decide. */
function runOnce(entry: Entry, digests: readonly string[], state: State, options: ImportOptions) {
  const known: Known = {
    userIds: state.exists ? [entry.userId] : [],
    faces: state.faces,
    sharing: [],
  };
  const items = match(entry, known, options).map((verdict, i): DecidableItem => {
    const { slot, file } = entry.photos[i] ?? { slot: 0, file: '' };
    const digest = digests[i] ?? '';
    const item = { item: i, slot, file };
    if (verdict !== 'go on') return { ...item, ended: verdict.kind };
    // Extraction tells a photo whose template stays whatever the row brings by its digest.
    const lasting = state.faces.filter(
      (known) => options.ifFaceExists !== 'overwrite' || known.slot === slot,
    );
    if (lasting.some((known) => known.digest === digest)) return { ...item, ended: 'unchanged' };
    return { ...item, sample: keptSample(digest) };
  });
  return decide(entry, items, known, options);
}

/** The state after a plan; refuses what the database would refuse. */
function carriedOut({ user, writes }: Plan, state: State): State {
  let faces = [...state.faces];
  writes.forEach(({ slot, sample, replaces }, i) => {
    faces = faces.filter(({ faceId }) => faceId !== replaces);
    if (faces.some((face) => face.slot === slot)) throw new Error(`slot ${slot} is taken`);
    faces.push({ faceId: `new-${i}-${sample.digest}`, slot, digest: sample.digest });
  });
  return { exists: state.exists || user === 'create', faces };
}

describe('deciding for a user with any faces, over any row and options', () => {
  const digest = fc.constantFrom('A', 'B', 'C', 'D');
  const slots = fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 });
  const cases = fc.record({
    exists: fc.boolean(),
    faces: slots.chain((list) =>
      fc
        .uniqueArray(digest, { minLength: list.length, maxLength: list.length })
        .map((digests) => list.map((slot, i) => face(slot, digests[i] ?? ''))),
    ),
    photos: slots.map((list) => [...list].sort()),
    digests: fc.array(digest, { minLength: 3, maxLength: 3 }),
    options: fc.record({
      ifFaceExists: fc.constantFrom('preserve' as const, 'overwrite' as const, 'add' as const),
      ifUserExists: fc.constantFrom('preserve' as const, 'overwrite' as const),
      missingUsers: fc.constantFrom('create' as const, 'refuse' as const),
    }),
  });

  type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

  /** Photos that change places, of which some stay in another slot after all. */
  const EXCHANGED = (
    [
      [[[1, 'A']], ['B', 'A']],
      [
        [
          [1, 'A'],
          [2, 'B'],
        ],
        ['B', 'A'],
      ],
      [
        [
          [2, 'A'],
          [3, 'D'],
        ],
        ['A', 'D'],
      ],
      [
        [
          [1, 'A'],
          [3, 'B'],
        ],
        ['A', 'B', 'A'],
      ],
      [[[2, 'A']], ['B', 'B', 'A']],
    ] as const
  ).map(([faces, digests]): [Case] => [
    {
      exists: true,
      faces: faces.map(([slot, photo]) => face(slot, photo)),
      photos: digests.map((_, i) => i + 1),
      digests: [...digests],
      options: { ifFaceExists: 'overwrite', ifUserExists: 'preserve', missingUsers: 'create' },
    },
  ]);

  function sample(c: Case) {
    const entry = rowEntry(2, 'ann', { photos: c.photos.map((slot) => photoRef(slot)) });
    const options = { ...DEFAULTS, ...c.options };
    const before: State = { exists: c.exists, faces: c.exists ? c.faces : [] };
    const plan = runOnce(entry, c.digests, before, options);
    return { entry, options, before, plan, after: carriedOut(plan, before) };
  }

  it('changes nothing when the same row comes again', () => {
    fc.assert(
      fc.property(cases, (c) => {
        const { entry, options, after } = sample(c);
        const again = runOnce(entry, c.digests, after, options);
        expect(again.writes).toEqual([]);
        expect(again.user).toBe('keep');
      }),
      { numRuns: 500, examples: EXCHANGED },
    );
  });

  it('never gives a user two templates of one photo', () => {
    fc.assert(
      fc.property(cases, (c) => {
        const digests = sample(c).after.faces.map((known) => known.digest);
        expect(new Set(digests).size).toBe(digests.length);
      }),
      { numRuns: 500, examples: EXCHANGED },
    );
  });

  it('leaves every face in place unless it is to be overwritten', () => {
    fc.assert(
      fc.property(cases, (c) => {
        fc.pre(c.options.ifFaceExists !== 'overwrite');
        const { before, after } = sample(c);
        expect(after.faces).toEqual(expect.arrayContaining([...before.faces]));
      }),
      { numRuns: 500, examples: EXCHANGED },
    );
  });

  it('gives the user a template of every photo that the row enrolls or calls the same', () => {
    fc.assert(
      fc.property(cases, (c) => {
        fc.pre(c.options.ifFaceExists !== 'preserve');
        const { entry, after } = sample(c);
        fc.pre(after.exists);
        const named = entry.photos.map((_, i) => c.digests[i]);
        expect(after.faces.map((known) => known.digest)).toEqual(expect.arrayContaining(named));
      }),
      { numRuns: 500, examples: EXCHANGED },
    );
  });
});
