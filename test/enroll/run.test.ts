import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { fail } from '../../src/domain/failures.js';
import type { Progress } from '../../src/enroll/progress.js';
import type { EndedRun, RunContext } from '../../src/enroll/run.js';
import { Store } from '../../src/store/store.js';
import { allGood, type Extract, runBatch } from '../support/batch-run.js';
import { query, temporaryFolder } from '../support/cli.js';
import { DEFAULTS, fileEntry, photoRef, rowEntry, sampleOf, userData } from '../support/entries.js';

/** Runs a batch, and remembers how each item ended. */
function batch(
  database: string,
  entries: readonly Entry[],
  extract: Extract,
  more: Partial<RunContext> = {},
): Promise<EndedRun> {
  return runBatch(database, entries, extract, more, (ended) => {
    outcomes = [...ended.store.work.outcomes()].map(({ userId, outcome }) =>
      outcome.kind === 'failed'
        ? `${userId} ${outcome.failure.code}`
        : `${userId} ${outcome.kind === 'unchanged' ? outcome.reason : outcome.action}`,
    );
  });
}

/** How each item of the last batch ended. */
let outcomes: readonly string[] = [];

const database = (): string => join(temporaryFolder(), 'test.db');
const count = (path: string, table: string): number =>
  query(path, `SELECT count(*) AS n FROM ${table}`)[0].n;

const FILES = Array.from({ length: 6 }, (_, i) => fileEntry(`${i + 1}.jpg`));

describe('a run', () => {
  it('that fails behind its commit has finished, with its outcomes', async () => {
    const path = database();
    const open = Store.open;
    const opened = vi.spyOn(Store, 'open').mockImplementation((...how) => {
      const store = open(...how);
      const { start } = store.runLife;
      store.runLife.start = (...what) => {
        const started = start.apply(store.runLife, what);
        const transaction: typeof started.transaction = (work) => {
          const result = started.transaction(work);
          if (query(path, 'SELECT status FROM runs')[0].status === 'finished')
            throw new Error('after the commit');
          return result;
        };
        return { ...started, transaction };
      };
      return store;
    });
    await expect(batch(path, FILES, allGood)).rejects.toThrow('after the commit');
    opened.mockRestore();
    expect(
      query(path, "SELECT status, counts ->> '$.enrolled.total' AS enrolled FROM runs"),
    ).toEqual([{ status: 'finished', enrolled: FILES.length }]);
    expect([count(path, 'run_items'), count(path, 'run_entries')]).toEqual([FILES.length, 0]);
  });

  it('enrolls what is good, tells of what is not, and keeps nothing else', async () => {
    const path = database();
    const extract: Extract = async (job) =>
      job.path.endsWith('2.jpg')
        ? { kind: 'failed', failure: fail('FACE_NOT_FOUND', { width: 200, height: 200 }) }
        : allGood(job);
    const ended = await batch(path, FILES.slice(0, 3), extract);
    expect(outcomes).toEqual([
      '1 NEW_TEMPLATE_CREATED',
      '2 FACE_NOT_FOUND',
      '3 NEW_TEMPLATE_CREATED',
    ]);
    expect(ended).toMatchObject({ usersCreated: 2, usersUpdated: 0 });
    expect(query(path, 'SELECT user_id FROM users ORDER BY user_id')).toEqual([
      { user_id: '1' },
      { user_id: '3' },
    ]);
    expect([count(path, 'samples'), count(path, 'run_entries')]).toEqual([0, 0]);
  });

  it('writes an audit row for every change', async () => {
    const path = database();
    const rows = [rowEntry(2, 'ann', { user: userData({ name: 'Ann' }) })];
    const options = { ...DEFAULTS, ifUserExists: 'overwrite', ifFaceExists: 'overwrite' } as const;
    await batch(path, rows, allGood, { options });
    const changed = rowEntry(2, 'ann', {
      user: userData({ name: 'Anna' }),
      photos: [photoRef(1, 'new.jpg')],
    });
    await batch(path, [changed], allGood, { options });
    expect(query(path, 'SELECT action, user_id FROM audit ORDER BY position')).toEqual([
      { action: 'USER_CREATED', user_id: 'ann' },
      { action: 'NEW_TEMPLATE_CREATED', user_id: 'ann' },
      { action: 'USER_UPDATED', user_id: 'ann' },
      { action: 'TEMPLATE_REPLACED', user_id: 'ann' },
    ]);
    const [face] = query(path, 'SELECT face_id FROM templates');
    const [last] = query(path, 'SELECT face_id, run_id, detail FROM audit ORDER BY position DESC');
    expect(last.face_id).toBe(face.face_id);
    expect(JSON.parse(last.detail)).toMatchObject({
      file: 'new.jpg',
      replaces: expect.any(String),
    });
    expect(query(path, 'SELECT name FROM users')).toEqual([{ name: 'Anna' }]);
  });

  it('has the same end in whatever order the photos come back', async () => {
    const ends: unknown[] = [];
    for (const delay of [(i: number) => i, (i: number) => 6 - i, (i: number) => (i * 5) % 7]) {
      const path = database();
      const extract: Extract = async (job) => {
        const turn = Number(/(\d)\.jpg/.exec(job.path)?.[1]);
        await new Promise((resolve) => setTimeout(resolve, delay(turn) * 3));
        return allGood(job);
      };
      await batch(path, FILES, extract);
      const sql = 'SELECT user_id, slot, photo_digest, file_name FROM templates ORDER BY user_id';
      ends.push({ outcomes, templates: query(path, sql) });
    }
    expect(ends[1]).toEqual(ends[0]);
    expect(ends[2]).toEqual(ends[0]);
  });

  it('enrolls each of several users whose rows name one photo', async () => {
    const path = database();
    const rows = ['ann', 'bob', 'eve'].map((userId, i) => rowEntry(i + 2, userId));
    await batch(path, rows, allGood);
    expect(outcomes).toEqual(rows.map(({ userId }) => `${userId} NEW_TEMPLATE_CREATED`));
    expect(count(path, 'templates')).toBe(3);
  });

  it('that is interrupted enrolls nobody, and the next one goes on from its samples', async () => {
    const files = Array.from({ length: 30 }, (_, i) => fileEntry(`${i + 100}.jpg`));
    const path = database();
    const controller = new AbortController();
    const opened: string[] = [];
    const extract: Extract = async (job) => {
      opened.push(job.path);
      if (opened.length === 3) controller.abort();
      return allGood(job);
    };
    await batch(path, files, extract, { signal: controller.signal });
    expect([count(path, 'users'), count(path, 'templates')]).toEqual([0, 0]);
    expect(count(path, 'samples')).toBe(opened.length);
    expect(opened.length).toBeLessThan(files.length);
    const kept = opened.length;

    const told: Progress[] = [];
    await batch(path, files, extract, { onProgress: (at) => told.push(at) });
    const extracted = told.findLast(({ phase }) => phase === 'extract');
    expect(extracted).toMatchObject({ done: 30, total: 30, kept });
    expect(opened.toSorted()).toEqual(files.map(({ photos }) => photos[0]?.path));
    expect(outcomes).toHaveLength(30);
    expect([count(path, 'templates'), count(path, 'samples')]).toEqual([30, 0]);
  });

  it('stops when a worker breaks down, enrolls nobody and keeps what was extracted', async () => {
    const path = database();
    const extract: Extract = async (job) => {
      if (job.path.endsWith('4.jpg')) throw new Error('the worker broke down');
      return allGood(job);
    };
    await expect(batch(path, FILES, extract)).rejects.toThrow('the worker broke down');
    expect(query(path, 'SELECT status FROM runs')).toEqual([{ status: 'failed' }]);
    expect(count(path, 'templates')).toBe(0);
    expect(count(path, 'samples')).toBeGreaterThan(0);
  });

  it('that is interrupted or fails while it is applied has enrolled nobody', async () => {
    // More than one page of entries, so that there is something to take back.
    const many = Array.from({ length: 700 }, (_, i) => fileEntry(`${i}.jpg`));
    const path = database();
    const stop = new AbortController();
    const pages: number[] = [];
    const interrupted = await batch(path, many, allGood, {
      signal: stop.signal,
      onProgress: ({ phase, done }) => {
        if (phase !== 'apply') return;
        pages.push(done);
        if (done > 0) stop.abort();
      },
    });
    expect(pages).toEqual([0, 500]);
    expect(interrupted.completed).toBe(false);
    expect([count(path, 'users'), count(path, 'templates'), count(path, 'audit')]).toEqual([
      0, 0, 0,
    ]);

    const failing = batch(path, many, allGood, {
      onProgress: ({ phase, done }) => {
        if (phase === 'apply' && done > 0) throw new Error('the disk is full');
      },
    });
    await expect(failing).rejects.toThrow('the disk is full');
    expect(count(path, 'users')).toBe(0);

    const extracted: string[] = [];
    await batch(path, many, (job) => {
      extracted.push(job.path);
      return allGood(job);
    });
    expect(extracted).toEqual([]);
    expect(count(path, 'users')).toBe(700);
  });

  it('is applied at one go: nothing else of the process comes in between', async () => {
    const many = Array.from({ length: 700 }, (_, i) => fileEntry(`${i}.jpg`));
    const path = database();
    const seen: number[] = [];
    await batch(path, many, allGood, {
      onProgress: ({ phase, done }) => {
        if (phase === 'apply' && done === 0) setImmediate(() => seen.push(count(path, 'users')));
      },
    });
    await new Promise(setImmediate);
    expect(seen).toEqual([700]);
  });

  it('without a change tells the outcomes and leaves the database alone', async () => {
    const fresh = database();
    await batch(fresh, FILES, allGood, { dryRun: true });
    expect(outcomes).toHaveLength(6);
    expect(existsSync(fresh)).toBe(false);

    const path = database();
    await batch(path, FILES.slice(0, 2), allGood);
    const before = readFileSync(path);
    const ended = await batch(path, FILES, allGood, { dryRun: true });
    expect(outcomes.slice(1, 3)).toEqual(['2 FACE_PRESERVED', '3 NEW_TEMPLATE_CREATED']);
    expect(ended.usersCreated).toBe(4);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('again with the same photos opens none that is to be kept', async () => {
    const path = database();
    await batch(path, FILES, allGood);
    await batch(path, FILES, async () => {
      throw new Error('a photo was opened');
    });
    expect(outcomes).toEqual(FILES.map(({ userId }) => `${userId} FACE_PRESERVED`));
  });

  it.each([
    ['add', [['/photos/photo-1.jpg', '/photos/photo-2.jpg']]],
    // A face in another slot may be overwritten by another photo of the row.
    ['overwrite', [['/photos/photo-2.jpg']]],
  ] as const)(
    'tells the workers which photos need no template (%s)',
    async (ifFaceExists, expected) => {
      const path = database();
      await batch(path, [rowEntry(2, 'ann', { photos: [photoRef(1), photoRef(2)] })], allGood);
      const known: (readonly string[])[] = [];
      const extract: Extract = async (job) => {
        known.push(job.knownDigests);
        return { kind: 'known', digest: job.path };
      };
      const row = rowEntry(2, 'ann', { photos: [photoRef(2)] });
      await batch(path, [row], extract, { options: { ...DEFAULTS, ifFaceExists } });
      expect(known).toEqual(expected);
      expect(outcomes).toEqual(['ann SAME_PHOTO']);
    },
  );
});

describe('who is a duplicate of whom', () => {
  /** Faces of four people, told by the first letter of the file; similar ones are one person. */
  const PEOPLE: Readonly<Record<string, readonly number[]>> = {
    p: [1, 0, 0, 0],
    q: [0.98, 0.2, 0, 0],
    r: [0, 1, 0, 0],
    s: [0, 0, 1, 0],
  };
  const faceOf: Extract = async ({ path }) => {
    const [, letter = ''] = /photos\/(.)/.exec(path) ?? [];
    const values = PEOPLE[letter] ?? [];
    const norm = Math.hypot(...values);
    const embedding = Float32Array.from(values, (v) => v / norm);
    return { kind: 'sample', sample: sampleOf(path, { embedding }) };
  };
  const table = [
    { fmr: 1e-2, similarity: 0.5 },
    { fmr: 1e-4, similarity: 0.9 },
  ];
  const encoderFacts = { dimensions: 4, thresholds: { measuredOn: 'a test', table } };
  const files = ['p1', 'p2', 'q1', 'r1', 'r2', 's1'].map((name) => fileEntry(`${name}.jpg`));

  it('depends neither on the order of the photos nor on how a run was interrupted', async () => {
    const path = database();
    await batch(path, files, faceOf, { encoderFacts });
    const undisturbed = [...outcomes].sort();
    expect(undisturbed).toEqual([
      'p1 DUPLICATE_IN_BATCH',
      'p2 DUPLICATE_IN_BATCH',
      'q1 DUPLICATE_IN_BATCH',
      'r1 DUPLICATE_IN_BATCH',
      'r2 DUPLICATE_IN_BATCH',
      's1 NEW_TEMPLATE_CREATED',
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(files, { minLength: files.length }),
        fc.nat(files.length - 1),
        async (shuffled, after) => {
          const other = database();
          const stop = new AbortController();
          let begun = 0;
          const stopping: Extract = (job) => {
            begun += 1;
            if (begun > after) stop.abort();
            return faceOf(job);
          };
          await batch(other, shuffled, stopping, { encoderFacts, signal: stop.signal });
          expect(count(other, 'templates')).toBe(0);
          await batch(other, shuffled, faceOf, { encoderFacts });
          expect([...outcomes].sort()).toEqual(undisturbed);
        },
      ),
      { numRuns: 20 },
    );
  });
});
