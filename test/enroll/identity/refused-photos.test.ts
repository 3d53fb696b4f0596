import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../src/domain/entry.js';
import { fail } from '../../../src/domain/failures.js';
import type { Extraction, ExtractionJob } from '../../../src/domain/sample.js';
import type { ImportOptions } from '../../../src/enroll/options.js';
import { run } from '../../../src/enroll/run.js';
import { Store } from '../../../src/store/store.js';
import type { ExtractionPool } from '../../../src/workers/pool.js';
import { query, temporaryFolder } from '../../support/cli.js';
import { DEFAULTS, photoRef, rowEntry, sampleOf } from '../../support/entries.js';

const THRESHOLDS = {
  measuredOn: 'a test',
  table: [
    { fmr: 1e-2, similarity: 0.5 },
    { fmr: 1e-4, similarity: 0.9 },
  ],
};

const ANN = Float32Array.of(1, 0, 0, 0);
const BOB = Float32Array.of(0, 1, 0, 0);

const blurred = fail('LIVENESS_CHECK_FAILED', { liveness: 0.1, least: 0.5 });

/** A collection in which `ann` and `bob` are enrolled, and what a list makes of it that names `bob` alone. */
class Collection {
  readonly database = join(temporaryFolder(), 'test.db');
  readonly jobs: ExtractionJob[] = [];

  static async make(): Promise<Collection> {
    const made = new Collection();
    const rows = [
      rowEntry(2, 'ann', { photos: [photoRef(1, 'ann.jpg')] }),
      rowEntry(3, 'bob', { photos: [photoRef(1, 'bob.jpg')] }),
    ];
    await made.run(rows, undefined);
    made.jobs.length = 0;
    return made;
  }

  async run(
    entries: readonly Entry[],
    leavers: ReadonlySet<string> | undefined,
    options: Partial<ImportOptions> = {},
    stopAt = Number.POSITIVE_INFINITY,
  ) {
    const store = Store.open(this.database, false);
    const stop = new AbortController();
    const pool: Pick<ExtractionPool, 'capacity' | 'start' | 'extract' | 'close'> = {
      capacity: 1,
      start: () => {},
      close: async () => {},
      extract: async (job) => {
        this.jobs.push(job);
        if (this.jobs.length >= stopAt) stop.abort();
        return extractionOf(job);
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
        { command: 'sync', input: '/list.csv', options: {} },
        {
          ...{ store, pool: pool as ExtractionPool, dryRun: false, signal: stop.signal },
          options: { ...DEFAULTS, ...options },
          ...{ encoder: 'encoder', encoderFacts: { dimensions: 4, thresholds: THRESHOLDS } },
          ...{ extractor: 'encoder/1', onProgress: () => {} },
          ...(leavers && { leavers }),
        },
      );
      const codes = [...ended.store.work.outcomes()].map(({ outcome }) =>
        outcome.kind === 'failed' ? outcome.failure.code : outcome.kind,
      );
      if (ended.completed) store.runLife.close(ended.store);
      else store.runLife.breakOff(ended.store, 'interrupted');
      return { codes, recognized: ended.identity?.recognized };
    } finally {
      store.close();
    }
  }

  samples(): number {
    return query(this.database, 'SELECT count(*) AS n FROM samples')[0]?.n;
  }
}

/** By the photo's name: whose it is, and whether it is refused, or cannot be looked at. */
function extractionOf({ path, compare }: ExtractionJob): Extraction {
  const name = path.replace('/photos/', '');
  if (name.startsWith('broken')) return { kind: 'failed', failure: fail('FILE_EMPTY', {}) };
  const faces = name.includes('ann') ? [ANN] : [BOB];
  if (name.startsWith('blurred')) {
    return { kind: 'failed', failure: blurred, ...(compare && { faces }) };
  }
  if (name.startsWith('both')) {
    const failure = fail('MULTIPLE_FACES', { faces: [] });
    return { kind: 'failed', failure, ...(compare && { faces: [BOB, ANN] }) };
  }
  return { kind: 'sample', sample: sampleOf(name, { embedding: faces[0] as Float32Array }) };
}

const bob = rowEntry(2, 'bob', { photos: [photoRef(1, 'bob.jpg')] });
const leavers = new Set(['ann']);
const noDate = fail('DATE_INVALID', { row: 3, field: 'expiry_datetime', value: '31.12.2020' });

function refused(userId: string, photo: string, more: Partial<Entry> = {}): Entry {
  const refusedPhotos = [`/photos/${photo}`];
  return rowEntry(3, userId, { photos: [], failure: noDate, refusedPhotos, ...more });
}

function withPhoto(userId: string, photo: string, row = 3): Entry {
  return rowEntry(row, userId, { photos: [photoRef(1, photo)] });
}

describe('a leaver whose face is in a photo that is refused', () => {
  it.each([
    ['for its row', refused('joiner', 'ann-2.jpg')],
    ['for its row, and is poor besides', refused('joiner', 'blurred-ann.jpg')],
    ['for what it shows', withPhoto('joiner', 'blurred-ann.jpg')],
    ['for the number of its faces', withPhoto('joiner', 'both-ann.jpg')],
  ])('%s, is recognized', async (_, row) => {
    const collection = await Collection.make();
    expect(await collection.run([bob, row], leavers)).toEqual({
      codes: ['unchanged', 'ID_CHANGED'],
      recognized: ['ann'],
    });
    expect(query(collection.database, 'SELECT user_id FROM templates')).toHaveLength(2);
    expect(collection.samples()).toBe(0);
  });

  it('for want of consent, or for a second row of its ID, is recognized', async () => {
    const collection = await Collection.make();
    const consent = await collection.run([bob, withPhoto('joiner', 'ann-2.jpg')], leavers, {
      requireConsent: true,
    });
    expect(consent.recognized).toEqual(['ann']);
    const rows = [bob, withPhoto('joiner', 'ann-2.jpg'), withPhoto('joiner', 'bob-2.jpg', 4)];
    expect(await collection.run(rows, leavers)).toEqual({
      codes: ['unchanged', 'ID_CHANGED', 'USER_ID_DUPLICATED'],
      recognized: ['ann'],
    });
  });

  it('of a row without an ID that anybody can have, is recognized, and the row told as before', async () => {
    const failure = fail('USER_ID_INVALID', { userId: '#N/A', problem: 'is odd' });
    const collection = await Collection.make();
    const row = refused('#N/A', 'ann-2.jpg', { failure });
    expect(await collection.run([bob, row], leavers)).toEqual({
      codes: ['unchanged', 'USER_ID_INVALID'],
      recognized: ['ann'],
    });
  });

  it('is recognized by a run that was stopped before, and is begun again', async () => {
    const collection = await Collection.make();
    const rows = [bob, refused('joiner', 'ann-2.jpg'), withPhoto('third', 'blurred-ann.jpg', 4)];
    expect((await collection.run(rows, leavers, {}, 1)).recognized).toBeUndefined();
    expect((await collection.run(rows, leavers)).recognized).toEqual(['ann']);
  });

  it('is gone where the row says that they are two, and where the photo cannot be looked at', async () => {
    const collection = await Collection.make();
    const two = refused('joiner', 'ann-2.jpg', { allowDuplicateOf: ['ann'] });
    for (const row of [two, refused('joiner', 'broken.jpg'), refused('joiner', 'bob-2.jpg')]) {
      expect(await collection.run([bob, row], leavers)).toEqual({
        codes: ['unchanged', 'DATE_INVALID'],
        recognized: [],
      });
    }
  });
});

describe('where nobody leaves', () => {
  it.each([[undefined], [new Set<string>()]])(
    'no photo of a row that is refused is opened',
    async (nobody) => {
      const collection = await Collection.make();
      await collection.run(
        [bob, refused('joiner', 'ann-2.jpg'), withPhoto('x', 'blurred.jpg', 4)],
        nobody,
      );
      expect(collection.jobs.map(({ path, compare }) => [path, compare])).toEqual([
        ['/photos/blurred.jpg', false],
      ]);
    },
  );
});

describe('an ID in a row that fails', () => {
  it('keeps a leaver whose ID is another spelling, though there is a user of that ID', async () => {
    const collection = await Collection.make();
    const made = [rowEntry(2, '009', { photos: [] }), rowEntry(3, '9', { photos: [] })];
    await collection.run(made, undefined);
    const missing = { ...photoRef(1, 'x.jpg'), failure: fail('FILE_EMPTY', {}) };
    const row = rowEntry(3, '9', { photos: [missing] });
    const { recognized } = await collection.run([bob, row], new Set(['009', 'ann']));
    expect(recognized).toEqual(['009']);
    const well = await collection.run([bob, rowEntry(3, '9', { photos: [] })], new Set(['009']));
    expect(well.recognized).toEqual([]);
  });
});
