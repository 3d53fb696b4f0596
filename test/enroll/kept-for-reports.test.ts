import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fail } from '../../src/domain/failures.js';
import type { RunContext } from '../../src/enroll/run.js';
import { allGood, type Extract, runBatch } from '../support/batch-run.js';
import { query, temporaryFolder } from '../support/cli.js';
import { DEFAULTS, fileEntry, photoRef, sampleOf } from '../support/entries.js';
import { unit } from '../support/vectors.js';

const database = (): string => join(temporaryFolder(), 'test.db');

const MEASURES = { sharpness: 80, eyesOpen: 9 };
const BLURRED = { sharpness: 3 };

/** Photos are measured; those called "blurred" are refused for it. */
const measured: Extract = async ({ path }) =>
  path.includes('blurred')
    ? { kind: 'failed', failure: fail('NO_FEATURES', {}), measures: BLURRED }
    : { kind: 'sample', sample: sampleOf(path, { measures: MEASURES }) };

const parsed = (path: string, table: string, column: string, order: string) =>
  query(path, `SELECT ${column} AS value FROM ${table} ORDER BY ${order}`).map(({ value }) =>
    JSON.parse(value),
  );
const seen = (path: string) => parsed(path, 'run_items', 'seen', 'run_id, item');
const templates = (path: string) => parsed(path, 'templates', 'measures', 'user_id');
const timelines = (path: string) => parsed(path, 'runs', 'timeline', 'run_id');

describe('what is measured of a photo', () => {
  it('stays with its template and its item, or with the item that failed', async () => {
    const path = database();
    const entries = ['1.jpg', 'blurred.jpg'].map((file) => fileEntry(file));
    await runBatch(path, entries, measured);
    expect(templates(path)).toEqual([MEASURES]);
    expect(seen(path)).toEqual([{ measures: MEASURES }, { measures: BLURRED }]);
  });

  it('is none where the photo was not assessed', async () => {
    const path = database();
    const entries = ['1.jpg', '2.jpg'].map((file) => fileEntry(file));
    await runBatch(path, entries, async (job) =>
      job.path.endsWith('1.jpg')
        ? { kind: 'failed', failure: fail('FACE_NOT_FOUND', { width: 1, height: 1 }) }
        : allGood(job),
    );
    expect([...templates(path), ...seen(path)]).toEqual([null, null, null]);
  });

  it('survives a run that was interrupted', async () => {
    const path = database();
    const entries = ['1.jpg', '2.jpg'].map((file) => fileEntry(file));
    const stop = new AbortController();
    const stopping: Extract = (job) => {
      if (job.path.endsWith('2.jpg')) stop.abort();
      return measured(job);
    };
    await runBatch(path, entries, stopping, { signal: stop.signal });
    expect(query(path, 'SELECT count(*) AS n FROM templates')).toEqual([{ n: 0 }]);
    await runBatch(path, entries, async () => {
      throw new Error('a photo was opened');
    });
    expect(templates(path)).toEqual([MEASURES, MEASURES]);
    expect(seen(path)).toEqual([{ measures: MEASURES }, { measures: MEASURES }]);
  });

  it('comes with the size and the time of its file', async () => {
    const path = database();
    const photo = { ...photoRef(1), path: import.meta.filename };
    await runBatch(path, [fileEntry('1.jpg', { photos: [photo] })], measured);
    const { size, mtimeMs: modifiedMs } = statSync(import.meta.filename);
    expect(seen(path)).toEqual([{ measures: MEASURES, photo: { size, modifiedMs } }]);
  });
});

describe('whom a photo resembles', () => {
  /** Photos of one letter show one face. */
  const faces: Extract = async ({ path }) => {
    const letter = /photos\/(.)/.exec(path)?.[1] ?? '';
    const embedding = unit([letter === 'p' ? 1 : 0, letter === 'q' ? 1 : 0, 0, 0.1]);
    return { kind: 'sample', sample: sampleOf(path, { embedding, measures: MEASURES }) };
  };
  const table = [
    { fmr: 1e-2, similarity: 0.5 },
    { fmr: 1e-4, similarity: 0.9 },
  ];
  const encoderFacts = { dimensions: 4, thresholds: { measuredOn: 'a test', table } };
  const enroll = (path: string, files: readonly string[], more: Partial<RunContext> = {}) =>
    runBatch(
      path,
      files.map((file) => fileEntry(file)),
      faces,
      { encoderFacts, ...more },
    );

  it.each(['refuse', 'flag'] as const)('stays with its item (%s)', async (duplicates) => {
    const path = database();
    await enroll(path, ['p1.jpg']);
    const options = { ...DEFAULTS, duplicates };
    const ended = await enroll(path, ['p2.jpg', 'q1.jpg', 'q2.jpg'], { options });
    const threshold = ended.identity?.threshold?.similarity;
    const [faceId] = query(path, "SELECT face_id AS id FROM templates WHERE user_id = 'p1'");
    const like = (userId: string, more: object) => ({
      measures: MEASURES,
      resembles: { userId, similarity: expect.closeTo(1, 5), threshold, ...more },
    });
    expect(seen(path)).toEqual([
      { measures: MEASURES },
      like('p1', { faceId: faceId.id }),
      like('q2', { item: 3 }),
      like('q1', { item: 2 }),
    ]);
  });

  it('is told of swapped photos', async () => {
    const path = database();
    await enroll(path, ['p.jpg', 'q.jpg']);
    const swapped = ['p', 'q'].map((userId) => {
      const other = userId === 'p' ? 'q' : 'p';
      return { ...fileEntry(`${userId}.jpg`), photos: [photoRef(1, `${other}-new.jpg`)] };
    });
    const options = { ...DEFAULTS, ifFaceExists: 'overwrite' as const };
    await runBatch(path, swapped, faces, { encoderFacts, options });
    expect(seen(path).slice(2)).toMatchObject([
      { resembles: { userId: 'q', faceId: expect.any(String), swapped: true } },
      { resembles: { userId: 'p', faceId: expect.any(String), swapped: true } },
    ]);
  });
});

describe('the phases of a run', () => {
  const FILES = Array.from({ length: 3 }, (_, i) => fileEntry(`${i}.jpg`));

  it('are kept one after the other, with what was done in each', async () => {
    const path = database();
    const { timeline } = await runBatch(path, FILES, measured);
    const [kept] = timelines(path);
    expect(kept).toEqual(timeline);
    expect(timeline.map(({ name, done }) => [name, done])).toEqual([
      ...[
        ['read', 3],
        ['match', 3],
        ['extract', 3],
        ['compare', 3],
        ['apply', 3],
      ],
    ]);
    const moments = timeline.flatMap(({ from, to }) => [from, to]);
    expect(moments).toEqual(moments.toSorted((p, q) => p - q));
  });

  it('are known of a run that is killed, as far as it got', async () => {
    const path = database();
    const whileExtracted: unknown[] = [];
    await runBatch(path, FILES, (job) => {
      whileExtracted.push(...timelines(path));
      return measured(job);
    });
    expect(whileExtracted[0]).toMatchObject([
      { name: 'read', done: 3 },
      { name: 'match', done: 3 },
      { name: 'extract', done: 0 },
    ]);
  });

  it('end where a run was interrupted, or failed', async () => {
    const path = database();
    const stop = new AbortController();
    const stopping: Extract = (job) => {
      stop.abort();
      return measured(job);
    };
    await runBatch(path, FILES, stopping, { signal: stop.signal });
    const other = database();
    const breaking: Extract = async () => {
      throw new Error('the worker broke down');
    };
    await expect(runBatch(other, FILES, breaking)).rejects.toThrow('the worker broke down');
    const phases = [path, other].flatMap((one) => timelines(one));
    expect(phases.map((own) => own.at(-1)?.name)).toEqual(['extract', 'extract']);
  });
});

describe('a dry run', () => {
  it('keeps the same in its own tables, and nothing in the file', async () => {
    const path = database();
    await runBatch(path, [fileEntry('1.jpg')], measured);
    const before = readFileSync(path);
    const entries = ['2.jpg', 'blurred.jpg'].map((file) => fileEntry(file));
    const looked: unknown[] = [];
    await runBatch(path, entries, measured, { dryRun: true }, (ended, store) => {
      const report = store.runReport(ended.store.runId);
      const [enrolled] = report.enrolledAfter(0, 9);
      looked.push(
        report.counts(),
        report.failedAfter('NO_FEATURES', 0, 9),
        report.poorest(9),
        enrolled?.sample,
      );
      expect(ended.timeline.map(({ name }) => name)).toContain('apply');
    });
    expect(looked).toMatchObject([
      { enrolled: 1, failed: 1 },
      [{ file: 'blurred.jpg', path: '/photos/blurred.jpg', seen: { measures: BLURRED } }],
      [{ file: '2.jpg', measures: MEASURES }],
      1,
    ]);
    expect(readFileSync(path).equals(before)).toBe(true);
    const fresh = database();
    await runBatch(fresh, entries, measured, { dryRun: true });
    expect(existsSync(fresh)).toBe(false);
  });
});
