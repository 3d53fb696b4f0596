import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../src/domain/entry.js';
import type { ItemOutcome } from '../../../src/domain/outcome.js';
import type { ImportOptions } from '../../../src/enroll/options.js';
import { run } from '../../../src/enroll/run.js';
import { Store } from '../../../src/store/store.js';
import type { ExtractionPool } from '../../../src/workers/pool.js';
import { query, temporaryFolder } from '../../support/cli.js';
import { DEFAULTS, fileEntry, photoRef, rowEntry, sampleOf } from '../../support/entries.js';

/** By chance one face in a hundred is as similar as 0.5, and none in ten thousand as 0.9. */
const THRESHOLDS = {
  measuredOn: 'a test',
  table: [
    { fmr: 1e-2, similarity: 0.5 },
    { fmr: 1e-4, similarity: 0.9 },
  ],
};

type Vector = readonly [number, number, number, number];

/** A gallery in which photos show what a test says: the face of a file is `faces[file]`. */
class People {
  readonly database = join(temporaryFolder(), 'test.db');

  async import(
    entries: readonly Entry[],
    faces: Readonly<Record<string, Vector>>,
    options: Partial<ImportOptions> = {},
  ): Promise<readonly ItemOutcome[]> {
    const store = Store.open(this.database, false);
    const workers: Pick<ExtractionPool, 'capacity' | 'start' | 'extract' | 'close'> = {
      capacity: 4,
      start: () => {},
      close: async () => {},
      extract: async ({ path }) => {
        const values = faces[path.replace('/photos/', '')] ?? [1, 0, 0, 0];
        const norm = Math.hypot(...values);
        const embedding = Float32Array.from(values, (value) => value / norm);
        return { kind: 'sample', sample: sampleOf(`${path} ${values}`, { embedding }) };
      },
    };
    const source = {
      skipped: 0,
      async *entries() {
        yield* entries;
      },
    };
    const start = { command: 'import-faces', input: '/photos', options: {} };
    try {
      const ended = await run(source, start, {
        ...{ store, pool: workers as ExtractionPool, dryRun: false },
        options: { ...DEFAULTS, ...options },
        ...{ encoder: 'encoder', encoderFacts: { dimensions: 4, thresholds: THRESHOLDS } },
        extractor: 'encoder/1',
        signal: new AbortController().signal,
        onProgress: () => {},
      });
      const outcomes = [...ended.store.work.outcomes()];
      store.runLife.close(ended.store);
      return outcomes;
    } finally {
      store.close();
    }
  }

  setProfileImage(userId: string): void {
    const db = new Database(this.database);
    const sql = "INSERT INTO profile_images VALUES ('default', ?, x'ff', 'd', 'now')";
    db.prepare(sql).run(userId);
    db.close();
  }

  /** The files of a user's templates. */
  filesOf(userId: string): readonly string[] {
    const sql = 'SELECT file_name FROM templates WHERE user_id = ? ORDER BY slot';
    return query(this.database, sql, userId).map((row) => row.file_name);
  }
}

const messageOf = ({ outcome }: ItemOutcome): string =>
  outcome.kind === 'failed' ? outcome.failure.message : outcome.kind;
const codeOf = ({ outcome }: ItemOutcome): string =>
  outcome.kind === 'failed' ? outcome.failure.code : outcome.kind;

const A: Vector = [1, 0, 0, 0];
const B: Vector = [0, 1, 0, 0];
/** Other photos of the two: too far off to be found in a search of the gallery, at 0.7. */
const OTHER_A: Vector = [0.7, 0, 0.71, 0];
const OTHER_B: Vector = [0, 0.7, 0, 0.71];
const OVERWRITE = { ifFaceExists: 'overwrite' } as const;

const two = ['a.jpg', 'b.jpg'].map((file) => fileEntry(file));

describe('two photos that were swapped', () => {
  it.each(['refuse', 'off'] as const)(
    'are named as a swap, also when they are other photos of the two (--duplicates %s)',
    async (duplicates) => {
      const people = new People();
      await people.import(two, { 'a.jpg': A, 'b.jpg': B });
      const swapped = await people.import(
        two,
        { 'a.jpg': OTHER_B, 'b.jpg': OTHER_A },
        { ...OVERWRITE, duplicates },
      );
      expect(swapped.map(messageOf)).toEqual([
        expect.stringMatching(/not that of user "a".*looks like user "b".*may be swapped$/),
        expect.stringMatching(/not that of user "b".*looks like user "a".*may be swapped$/),
      ]);
    },
  );
});

describe('a user ID that has a new owner', () => {
  it('is one only by photos that do not fail: of the same owner nothing goes', async () => {
    const people = new People();
    const older = rowEntry(2, 'a', { photos: [photoRef(1, 'a.jpg'), photoRef(9, 'older.jpg')] });
    await people.import([older], { 'a.jpg': A, 'older.jpg': OTHER_A });
    people.setProfileImage('a');
    const photos = ['a1.jpg', 'a2.jpg', 'wrong.jpg'].map((file, i) => photoRef(i + 1, file));
    const outcomes = await people.import(
      [rowEntry(2, 'a', { photos })],
      { 'a1.jpg': A, 'a2.jpg': A, 'wrong.jpg': B },
      { ...OVERWRITE, allowIdentityChange: true },
    );
    expect(outcomes.map(codeOf)).toEqual(['enrolled', 'enrolled', 'PHOTOS_DISAGREE']);
    expect(people.filesOf('a')).toEqual(['a1.jpg', 'a2.jpg', 'older.jpg']);
    expect(query(people.database, 'SELECT user_id FROM profile_images')).toHaveLength(1);
  });

  it('keeps no template of the former one in whose place a photo has failed', async () => {
    const people = new People();
    const before = rowEntry(2, 'a', { photos: [photoRef(1, 'one.jpg'), photoRef(3, 'three.jpg')] });
    await people.import([before], { 'one.jpg': A, 'three.jpg': OTHER_A });
    const photos = ['b1.jpg', 'b2.jpg', 'a.jpg'].map((file, i) => photoRef(i + 1, file));
    const outcomes = await people.import(
      [rowEntry(2, 'a', { photos })],
      { 'b1.jpg': B, 'b2.jpg': B, 'a.jpg': A },
      { ...OVERWRITE, allowIdentityChange: true },
    );
    expect(outcomes.map(codeOf)).toEqual(['enrolled', 'enrolled', 'PHOTOS_DISAGREE']);
    expect(people.filesOf('a')).toEqual(['b1.jpg', 'b2.jpg']);
  });

  it('keeps nothing of the former one, but for what the new photos resemble', async () => {
    const people = new People();
    await people.import([fileEntry('a.jpg')], { 'a.jpg': A });
    const rows = [
      rowEntry(2, 'a', { photos: [photoRef(2, 'second.jpg'), photoRef(3, 'third.jpg')] }),
    ];
    await people.import(rows, { 'second.jpg': OTHER_A, 'third.jpg': A }, { ifFaceExists: 'add' });
    expect(people.filesOf('a')).toEqual(['a.jpg', 'second.jpg', 'third.jpg']);

    people.setProfileImage('a');
    const changed = await people.import(
      [fileEntry('a.jpg')],
      { 'a.jpg': B },
      { ...OVERWRITE, allowIdentityChange: true },
    );
    expect(changed.map(({ outcome }) => outcome.kind)).toEqual(['enrolled']);
    expect(people.filesOf('a')).toEqual(['a.jpg']);
    const audit = query(
      people.database,
      "SELECT action, detail FROM audit WHERE action LIKE '%DELETED' ORDER BY action DESC",
    );
    const detail = '{"reason":"IDENTITY_CHANGED"}';
    expect(audit).toEqual([
      { action: 'TEMPLATE_DELETED', detail },
      { action: 'TEMPLATE_DELETED', detail },
      { action: 'PROFILE_IMAGE_DELETED', detail },
    ]);
    expect(query(people.database, 'SELECT * FROM profile_images')).toEqual([]);
  });

  it('keeps the faces of an owner who stays', async () => {
    const people = new People();
    await people.import([fileEntry('a.jpg')], { 'a.jpg': A });
    const added = [rowEntry(2, 'a', { photos: [photoRef(2, 'second.jpg')] })];
    await people.import(added, { 'second.jpg': OTHER_A }, { ifFaceExists: 'add' });
    await people.import(
      [fileEntry('a.jpg')],
      { 'a.jpg': [0.98, 0.1, 0.1, 0] },
      { ...OVERWRITE, allowIdentityChange: true },
    );
    expect(people.filesOf('a')).toEqual(['a.jpg', 'second.jpg']);
  });
});

describe('a row that allows a duplicate', () => {
  it('means the user whom an import means, whatever the case', async () => {
    const people = new People();
    await people.import([fileEntry('E1001.jpg')], { 'E1001.jpg': A });
    const twin = rowEntry(2, 'twin', {
      photos: [photoRef(1, 'twin.jpg')],
      allowDuplicateOf: ['e1001'],
    });
    const refused = await people.import([twin], { 'twin.jpg': A });
    expect(refused.map(codeOf)).toEqual(['DUPLICATE_OF_ENROLLED_USER']);
    const allowed = await people.import([twin], { 'twin.jpg': A }, { ignoreCase: true });
    expect(allowed.map(codeOf)).toEqual(['enrolled']);
    expect(query(people.database, 'SELECT * FROM duplicate_exceptions')).toMatchObject([
      { user_id: 'E1001', other_user_id: 'twin' },
    ]);
  });
});

describe('a row that allows a duplicate of a later row', () => {
  it('is kept under the user IDs as the database has them', async () => {
    const people = new People();
    const rows = [
      rowEntry(2, 'a', { photos: [photoRef(1, 'a.jpg')], allowDuplicateOf: ['Jose\u0301'] }),
      rowEntry(3, 'Jos\u00e9', { photos: [photoRef(1, 'jose.jpg')] }),
    ];
    const outcomes = await people.import(rows, { 'a.jpg': A, 'jose.jpg': A });
    expect(outcomes.map(codeOf)).toEqual(['enrolled', 'enrolled']);
    expect(query(people.database, 'SELECT * FROM duplicate_exceptions')).toMatchObject([
      { user_id: 'Jos\u00e9', other_user_id: 'a' },
    ]);
  });
});

describe('a face that many allowed users have', () => {
  it('is found behind all of them under a user who is not allowed', async () => {
    const people = new People();
    const many = Array.from({ length: 60 }, (_, i) => fileEntry(`u${i}.jpg`));
    const faces = Object.fromEntries(many.map(({ userId }) => [`${userId}.jpg`, A]));
    await people.import(many, faces, { duplicates: 'off' });
    await people.import(
      [fileEntry('z.jpg')],
      { 'z.jpg': [0.99, 0.05, 0, 0] },
      { duplicates: 'off' },
    );
    const row = rowEntry(2, 'new', {
      photos: [photoRef(1, 'new.jpg')],
      allowDuplicateOf: many.map(({ userId }) => userId),
    });
    const [outcome] = await people.import([row], { 'new.jpg': A }, { duplicateFpir: 0.5 });
    expect(outcome && messageOf(outcome)).toContain('enrolled user "z"');
  });
});
