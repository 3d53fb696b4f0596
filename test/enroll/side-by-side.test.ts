import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { wholeUser } from '../../src/enroll/retention.js';
import { type RunContext, run } from '../../src/enroll/run.js';
import { openDatabase } from '../../src/store/database.js';
import { Store } from '../../src/store/store.js';
import type { ExtractionPool } from '../../src/workers/pool.js';
import { query, temporaryFolder } from '../support/cli.js';
import { DEFAULTS, fileEntry, rowEntry, sampleOf, userData } from '../support/entries.js';

/** By chance one face in a hundred is as similar as 0.5, and none in ten thousand as 0.9. */
const THRESHOLDS = {
  measuredOn: 'a test',
  table: [
    { fmr: 1e-2, similarity: 0.5 },
    { fmr: 1e-4, similarity: 0.9 },
  ],
};

/** Whose face a photo shows, by the first letter of its name. */
const FACES: Readonly<Record<string, readonly number[]>> = { a: [1, 0], b: [0, 1], c: [-1, 0] };

/** An import beside others, whose photos are extracted when `whenExtracting` says. */
async function imported(
  path: string,
  name: string,
  entries: readonly Entry[],
  {
    whenExtracting = async () => {},
    extractAs = name,
    ...context
  }: {
    readonly whenExtracting?: (photo: string) => Promise<void>;
    /** Photos of one name are the same for those that extract as the same. */
    readonly extractAs?: string;
  } & Partial<RunContext> = {},
): Promise<Readonly<Record<string, string>>> {
  const store = Store.open(path, false, { besideRuns: true });
  const workers: Pick<ExtractionPool, 'capacity' | 'start' | 'extract' | 'close'> = {
    capacity: 4,
    start: () => {},
    close: async () => {},
    extract: async ({ path: photo, knownDigests }) => {
      await whenExtracting(photo);
      const digest = `${photo} of ${extractAs}`;
      if (knownDigests.includes(digest)) return { kind: 'known', digest };
      const letter = photo.replace('/photos/', '').charAt(0);
      const embedding = Float32Array.from(FACES[letter] ?? [0, -1]);
      return { kind: 'sample', sample: sampleOf(digest, { embedding }) };
    },
  };
  const source = {
    skipped: 0,
    async *entries() {
      yield* entries;
    },
  };
  try {
    const ended = await run(
      source,
      { command: 'import-faces', input: `/${name}`, options: {} },
      {
        ...{ store, pool: workers as ExtractionPool, dryRun: false },
        options: DEFAULTS,
        ...{ encoder: 'encoder', encoderFacts: { dimensions: 2, thresholds: THRESHOLDS } },
        extractor: 'encoder/1',
        signal: new AbortController().signal,
        onProgress: () => {},
        ...context,
      },
    );
    const outcomes = [...ended.store.work.outcomes()].map(({ userId, outcome }) => {
      if (outcome.kind === 'failed') return [userId, outcome.failure.code];
      return [userId, outcome.kind === 'unchanged' ? outcome.reason : outcome.action];
    });
    if (ended.completed) store.runLife.close(ended.store);
    else store.runLife.breakOff(ended.store, 'interrupted');
    return Object.fromEntries(outcomes);
  } finally {
    store.close();
  }
}

/** A run that has matched its entries and waits with its photos until the other has ended. */
async function withAnotherInBetween(
  first: readonly Entry[],
  other: readonly Entry[],
  more: Partial<RunContext> = {},
) {
  const path = join(temporaryFolder(), 'test.db');
  let ended: ReturnType<typeof imported> | undefined;
  const whenExtracting = async () => {
    ended ??= imported(path, 'the other', other);
    await ended;
  };
  const outcomes = await imported(path, 'the first', first, { ...more, whenExtracting });
  return { path, outcomes, others: await ended };
}

const files = (...names: readonly string[]) => names.map((name) => fileEntry(name));

/** Deletes a user in a database beside runs. */
function deleted(path: string, userId: string): void {
  const store = Store.open(path, false, { besideRuns: true });
  const { holdings, removal } = store.collection('default', 'encoder');
  const holding = holdings.of(userId);
  if (holding) removal.remove([wholeUser(holding, 'NAMED')], '2026-11-21T12:00:00.000Z');
  store.close();
}

describe('a run beside which a user is deleted', () => {
  const tagged = { options: { ...DEFAULTS, tag: ['staff'] } };

  it.each([
    ['whose face it has preserved', 'a.jpg', undefined],
    ['whose photo it has recognized', 'a.jpg', { ...DEFAULTS, ifFaceExists: 'add' } as const],
  ])('does not make the user again, %s', async (_, photo, options) => {
    const path = join(temporaryFolder(), 'test.db');
    await imported(path, 'an earlier one', files(photo), { extractAs: 'same' });
    const outcomes = await imported(path, 'the first', files(photo, 'b.jpg'), {
      ...tagged,
      ...(options && { options: { ...options, tag: ['staff'] } }),
      extractAs: 'same',
      whenExtracting: async (name) => {
        if (name.includes('b.jpg')) deleted(path, 'a');
      },
    });
    expect(outcomes).toMatchObject({ b: 'NEW_TEMPLATE_CREATED' });
    expect(query(path, 'SELECT user_id FROM users')).toEqual([{ user_id: 'b' }]);
    expect(query(path, 'SELECT user_id FROM user_tags')).toEqual([{ user_id: 'b' }]);
  });

  it('refuses the photo of a user who is gone, unless it makes users', async () => {
    const path = join(temporaryFolder(), 'test.db');
    await imported(path, 'an earlier one', files('a.jpg'));
    const options = { ...DEFAULTS, ifFaceExists: 'overwrite', missingUsers: 'refuse' } as const;
    const whenExtracting = async () => deleted(path, 'a');
    const outcomes = await imported(path, 'another', files('a.jpg'), { options, whenExtracting });
    expect(outcomes).toEqual({ a: 'USER_NOT_FOUND' });
    expect(query(path, 'SELECT user_id FROM users')).toEqual([]);
    expect(query(path, 'SELECT path FROM samples')).toEqual([]);
  });
});

describe('a run beside which another one has enrolled', () => {
  it('enrolls all that is its own', async () => {
    const { path, outcomes, others } = await withAnotherInBetween(files('a.jpg'), files('b.jpg'));
    expect([outcomes, others]).toEqual([
      { a: 'NEW_TEMPLATE_CREATED' },
      { b: 'NEW_TEMPLATE_CREATED' },
    ]);
    expect(query(path, 'SELECT status FROM runs')).toEqual([
      { status: 'finished' },
      { status: 'finished' },
    ]);
    expect(query(path, 'SELECT path FROM samples')).toEqual([]);
    expect(query(path, 'SELECT entry FROM run_entries')).toEqual([]);
  });

  it('finds the same person under another user ID, who was not there when it began', async () => {
    const { outcomes } = await withAnotherInBetween(files('a1.jpg', 'b.jpg'), files('a2.jpg'));
    expect(outcomes).toEqual({ a1: 'DUPLICATE_OF_ENROLLED_USER', b: 'NEW_TEMPLATE_CREATED' });
  });

  it('preserves the face that its user has got', async () => {
    const { path, outcomes } = await withAnotherInBetween(files('a.jpg'), files('a.jpg'));
    expect(outcomes).toEqual({ a: 'FACE_PRESERVED' });
    expect(query(path, 'SELECT photo_digest FROM templates')).toEqual([
      { photo_digest: '/photos/a.jpg of the other' },
    ]);
  });

  it('preserves the data that its user has got, also of a row without photos', async () => {
    const row = (name: string) => rowEntry(2, 'ann', { user: userData({ name }), photos: [] });
    const { path, outcomes } = await withAnotherInBetween(
      [row('Ann'), fileEntry('c.jpg')],
      [row('Anna')],
    );
    expect(outcomes).toMatchObject({ ann: 'USER_PRESERVED', c: 'NEW_TEMPLATE_CREATED' });
    expect(query(path, "SELECT name FROM users WHERE user_id = 'ann'")).toEqual([{ name: 'Anna' }]);
  });

  it('recognizes the user who is there by now in another spelling of the user ID', async () => {
    const row = (userId: string) => rowEntry(2, userId, { user: userData(), photos: [] });
    const { path, outcomes } = await withAnotherInBetween(
      [row('7'), fileEntry('c.jpg')],
      [row('007')],
    );
    expect(outcomes).toMatchObject({ '7': 'ID_CHANGED', c: 'NEW_TEMPLATE_CREATED' });
    expect(query(path, 'SELECT user_id FROM users ORDER BY 1')).toEqual([
      { user_id: '007' },
      { user_id: 'c' },
    ]);
  });

  it('names the user who is there by now whose ID is much like that of a photo', async () => {
    const { outcomes } = await withAnotherInBetween(files('0012.jpg', 'c.jpg'), files('12.jpg'));
    expect(outcomes).toEqual({ '': 'USER_NOT_FOUND', c: 'NEW_TEMPLATE_CREATED' });
  });

  it('enrolls the templates of its own file, also where that of the other has the same face IDs', async () => {
    const faceId = '01900000-0000-7000-8000-000000000001';
    const template = (userId: string, face: readonly number[]): Entry => ({
      ...{ userId, row: 2, user: userData(), cells: [] },
      photos: [
        {
          ...{ slot: 1, file: 'a.jpg' },
          moved: { line: 2, faceId, metadata: {}, createdAt: 'then', updatedAt: 'then' },
          sample: () => sampleOf('the same', { embedding: Float32Array.from(face) }),
        },
      ],
    });
    const { path } = await withAnotherInBetween(
      [template('ann', [1, 0]), fileEntry('c.jpg')],
      [template('bob', [0, 1])],
    );
    const faces = query(
      path,
      "SELECT user_id, hex(embedding) AS face FROM templates WHERE user_id IN ('ann', 'bob')",
    );
    const hex = (face: readonly number[]) =>
      Buffer.from(Float32Array.from(face).buffer).toString('hex').toUpperCase();
    expect(faces.toSorted((a, b) => (String(a.user_id) < String(b.user_id) ? -1 : 1))).toEqual([
      { user_id: 'ann', face: hex([1, 0]) },
      { user_id: 'bob', face: hex([0, 1]) },
    ]);
  });

  it('asks once more whether it can go on, before it decides', async () => {
    const recheck = () => {
      throw new Error('of another encoder by now');
    };
    await expect(withAnotherInBetween(files('a.jpg'), files('b.jpg'), { recheck })).rejects.toThrow(
      'of another encoder by now',
    );
  });
});

it('a run that is interrupted while another applies notes so when that is done', async () => {
  const path = join(temporaryFolder(), 'test.db');
  const interrupt = new AbortController();
  const whenExtracting = async () => {
    // As another process does that applies a large batch.
    const other = openDatabase(path);
    other.exec('BEGIN IMMEDIATE');
    setTimeout(() => {
      other.exec('COMMIT');
      other.close();
    }, 600);
    interrupt.abort(new Error('Ctrl-C'));
    throw interrupt.signal.reason;
  };
  const { signal } = interrupt;
  expect(await imported(path, 'one', files('a.jpg'), { signal, whenExtracting })).toEqual({});
  expect(query(path, 'SELECT status FROM runs')).toEqual([{ status: 'interrupted' }]);
});

it('a run that is interrupted while it reads does not call its input empty', async () => {
  const store = Store.open(join(temporaryFolder(), 'test.db'), false, { besideRuns: true });
  onTestFinished(() => store.close());
  const interrupt = new AbortController();
  const source = {
    ...{ skipped: 0, emptiness: 'no rows' },
    async *entries() {
      interrupt.abort(new Error('Ctrl-C'));
      yield fileEntry('a.jpg');
    },
  };
  const start = { command: 'import-faces', input: '/one', options: {} };
  const pool = { capacity: 1, start: () => {}, close: async () => {} };
  const ended = await run(source, start, {
    ...{ store, pool: pool as ExtractionPool, dryRun: false, options: DEFAULTS },
    ...{ encoder: 'encoder', encoderFacts: { dimensions: 2 }, extractor: 'encoder/1' },
    ...{ signal: interrupt.signal, onProgress: () => {} },
  });
  expect(ended).not.toHaveProperty('emptiness');
  expect(ended.completed).toBe(false);
});

it('a run beside which nobody has changed anything does not match its entries twice', async () => {
  const path = join(temporaryFolder(), 'test.db');
  const recheck = () => {
    throw new Error('nothing has changed');
  };
  expect(await imported(path, 'one', files('a.jpg'), { recheck })).toEqual({
    a: 'NEW_TEMPLATE_CREATED',
  });
});
