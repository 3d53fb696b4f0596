import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { fail } from '../../../src/domain/failures.js';
import type { Extraction } from '../../../src/domain/sample.js';
import { Desk } from '../../../src/enroll/desk/desk.js';
import type { Decided, DeskRequest } from '../../../src/enroll/desk/request.js';
import { ServedRuns } from '../../../src/enroll/desk/served-runs.js';
import { Galleries } from '../../../src/enroll/galleries.js';
import { HeldDatabase } from '../../../src/store/held-database.js';
import { DatabaseBusyError, isTaken, lockBesideRuns } from '../../../src/store/lock.js';
import { Store } from '../../../src/store/store.js';
import { query, temporaryFolder } from '../../support/cli.js';
import { DEFAULTS, sampleOf } from '../../support/entries.js';
import { unit } from '../../support/vectors.js';

const NEVER = new AbortController().signal;

/** By chance one face in a hundred is as similar as 0.5, and none in ten thousand as 0.9. */
const THRESHOLDS = {
  measuredOn: 'a test',
  table: [
    { fmr: 1e-2, similarity: 0.5 },
    { fmr: 1e-4, similarity: 0.9 },
  ],
};

/** A desk at a new database; counts how often that is opened, and transactions. */
function newDesk(patienceMs = 5_000) {
  const path = join(temporaryFolder(), 'test.db');
  Store.open(path, false).close();
  const runs = new ServedRuns({ command: 'serve', input: path, options: {} });
  const counted = { opened: 0, transactions: 0, expectsMore: false };
  const settings = { onOpen: (_: Store): void => {} };
  const desk = new Desk({
    open: () => {
      const store = Store.open(path, false, { besideRuns: true, mustExist: true });
      counted.opened += 1;
      const spanning = store.spanning.bind(store);
      vi.spyOn(store, 'spanning').mockImplementation((...how) => {
        counted.transactions += 1;
        return spanning(...how);
      });
      settings.onOpen(store);
      return store;
    },
    openToRead: () => Store.open(path, true),
    expectsMore: () => counted.expectsMore,
    ...{ patienceMs, galleries: new Galleries(), dimensions: 2, runs },
  });
  onTestFinished(() => runs.release());
  let order = 0;
  const decide = (userId: string, more: Partial<DeskRequest> = {}, signal = NEVER) => {
    order += 1;
    return desk.decide(requestOf(userId, runs, more), order, signal);
  };
  return { path, desk, decide, counted, settings };
}

function requestOf(userId: string, runs: ServedRuns, more: Partial<DeskRequest>): DeskRequest {
  return {
    entry: { userId, isExact: true, photos: [{ slot: 1, file: 'x.jpg' }], cells: [] },
    options: DEFAULTS,
    encoder: 'encoder',
    encoderFacts: { dimensions: 2, thresholds: THRESHOLDS },
    extractor: 'extractor',
    origin: { runId: runs.idOf('default') },
    extractions: new Map([[0, photo(userId)]]),
    refuseEncoder: () => {},
    inTransaction: () => {},
    ...more,
  };
}

/** A photo whose face is that of the angle, in degrees. */
function photo(digest: string, degrees = 0): Extraction {
  const angle = (degrees * Math.PI) / 180;
  const embedding = unit([Math.cos(angle), Math.sin(angle)]);
  return { kind: 'sample', sample: sampleOf(digest, { embedding }) };
}

const users = (path: string) =>
  query(path, 'SELECT user_id FROM users ORDER BY user_id').map((row) => row.user_id);

describe('the desk', () => {
  it('keeps in the journal what was seen of photos, and tells no caller of it', async () => {
    const { path, desk, decide } = newDesk();
    const measures = { sharpness: 80 };
    const sample = (digest: string): Extraction => ({
      kind: 'sample',
      sample: sampleOf(digest, { measures, embedding: unit([1, 0]) }),
    });
    await decide('ann', { extractions: new Map([[0, sample('a')]]) });
    const bo = await decide('bo', { extractions: new Map([[0, sample('b')]]) });
    const failed = { kind: 'failed', failure: fail('NO_FEATURES', {}), measures } as const;
    await decide('cy', { extractions: new Map([[0, failed]]) });
    await desk.idle();
    const [face, ...others] = query(path, 'SELECT face_id, measures FROM templates');
    expect([others, JSON.parse(face.measures)]).toEqual([[], measures]);
    const like = { userId: 'ann', faceId: face.face_id, similarity: 1 };
    expect(query(path, 'SELECT seen FROM run_items').map(({ seen }) => JSON.parse(seen))).toEqual([
      { measures },
      { measures, resembles: { ...like, threshold: expect.any(Number) } },
      { measures },
    ]);
    const { outcomes: _, ...told } = bo as Decided;
    expect(JSON.stringify(told)).not.toMatch(/seen|measures|threshold/);
  });

  it('does all that waits in one transaction', async () => {
    const { path, decide, counted } = newDesk();
    const all = [0, 90, 180, 270].map((degrees, i) =>
      decide(`u${i}`, { extractions: new Map([[0, photo(`d${i}`, degrees)]]) }),
    );
    await Promise.all(all);
    expect(counted.transactions).toBe(1);
    expect(users(path)).toEqual(['u0', 'u1', 'u2', 'u3']);
  });

  it('gathers tasks for a moment while more are to come, and does not keep them waiting', async () => {
    const { decide, counted } = newDesk();
    const at = (degrees: number) => ({
      extractions: new Map([[0, photo(`d${degrees}`, degrees)]]),
    });
    await decide('u1', at(0));
    counted.expectsMore = true;
    const second = decide('u2', at(90));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const third = decide('u3', at(180));
    await Promise.all([second, third]);
    expect(counted.transactions).toBe(2);
  });

  it('opens the database again only when somebody else has changed it', async () => {
    const { path, decide, counted } = newDesk();
    await decide('1001');
    await decide('1002', { extractions: new Map([[0, photo('b', 90)]]) });
    expect(counted.opened).toBe(1);
    const other = Store.open(path, false);
    other.collection('default', 'encoder').transaction(() => other.collections.create('x', 'now'));
    other.close();
    await decide('1003', { extractions: new Map([[0, photo('c', 180)]]) });
    expect(counted.opened).toBe(2);
    expect(users(path)).toEqual(['1001', '1002', '1003']);
  });

  it('works in the database that has taken the place of another', async () => {
    const { path, desk, decide } = newDesk();
    await decide('1001');
    await desk.idle();
    const copy = `${path}.copy`;
    copyFileSync(path, copy);
    await decide('1002', { extractions: new Map([[0, photo('b', 90)]]) });
    for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
    renameSync(copy, path);
    await decide('1003', { extractions: new Map([[0, photo('c', 180)]]) });
    expect(users(path)).toEqual(['1001', '1003']);
  });

  it('leaves the database closed after a moment', async () => {
    const { path, decide } = newDesk();
    await decide('1001');
    await expect.poll(() => existsSync(`${path}-wal`), { timeout: 2_000 }).toBe(false);
  });

  it('asks for a photo that was known, and whose template is gone', async () => {
    const { decide } = newDesk();
    const options = { ...DEFAULTS, ifFaceExists: 'add' } as const;
    await decide('1001', { options });
    const known = new Map([[0, { kind: 'known', digest: '1001' } as const]]);
    expect(await decide('1001', { options, extractions: known })).toMatchObject({
      kind: 'decided',
      photos: [{ outcome: { kind: 'unchanged', reason: 'SAME_PHOTO' }, face: { slot: 1 } }],
    });
    const gone = new Map([[0, { kind: 'known', digest: 'another' } as const]]);
    expect(await decide('1001', { options, extractions: gone })).toEqual({
      kind: 'lacks photos',
      indexes: [0],
    });
    expect(await decide('1002', { options, extractions: new Map() })).toEqual({
      kind: 'lacks photos',
      indexes: [0],
    });
  });

  it('compares with whom the same transaction has enrolled, and replaced', async () => {
    const { decide } = newDesk();
    const options = { ...DEFAULTS, ifFaceExists: 'overwrite', allowIdentityChange: true } as const;
    const extracted = (digest: string, degrees: number) => ({
      options,
      extractions: new Map([[0, photo(digest, degrees)]]),
    });
    await decide('1001', extracted('a', 0));
    const answers = await Promise.all([
      decide('1001', extracted('b', 90)),
      // The former face of 1001 is free now, and the new one is taken.
      decide('1002', extracted('c', 1)),
      decide('1003', extracted('d', 91)),
    ]);
    const codes = answers.map((answer) => {
      if (answer.kind !== 'decided') return answer.kind;
      const [one] = answer.photos;
      return one?.outcome.kind === 'failed' ? one.outcome.failure.code : one?.outcome.kind;
    });
    expect(codes).toEqual(['enrolled', 'enrolled', 'DUPLICATE_OF_ENROLLED_USER']);
  });

  it('drops what is aborted while it waits for the database, and nothing that has begun', async () => {
    const { path, decide } = newDesk();
    const other = Store.open(path, false);
    const leaving = new AbortController();
    const gone = new Error('nobody waits');
    const dropped = decide('1001', {}, leaving.signal);
    leaving.abort(gone);
    await expect(dropped).rejects.toBe(gone);
    other.close();

    const late = new AbortController();
    const inTransaction = () => late.abort(gone);
    expect(await decide('1002', { inTransaction }, late.signal)).toMatchObject({
      kind: 'decided',
    });
    expect(users(path)).toEqual(['1002']);
  });

  it('gives up each task when it has waited for too long itself', async () => {
    const { path, decide } = newDesk(1_000);
    const other = Store.open(path, false);
    const first = decide('1001');
    const ended: string[] = [];
    first.catch(() => ended.push('first'));
    await new Promise((resolve) => setTimeout(resolve, 800));
    const second = decide('1002');
    await expect(first).rejects.toThrow(DatabaseBusyError);
    other.close();
    expect(await second).toMatchObject({ kind: 'decided' });
    expect(users(path)).toEqual(['1002']);
  });

  it('enrolls nobody of a batch whose transaction fails, and tells everybody', async () => {
    const { path, decide } = newDesk();
    const inTransaction = () => renameSync(path, `${path}.away`);
    const batch = [
      decide('1001'),
      decide('1002', {
        extractions: new Map([[0, photo('b', 90)]]),
        inTransaction,
      }),
      decide('1003', { extractions: new Map([[0, photo('c', 180)]]) }),
    ];
    const ended = await Promise.allSettled(batch);
    renameSync(`${path}.away`, path);
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(users(path)).toEqual([]);
    // The next one is not hindered.
    expect(await decide('1004')).toMatchObject({ kind: 'decided', user: 'created' });
  });

  it('does what comes at the moment when it has just done everything else', async () => {
    const { desk } = newDesk();
    const one = (order: number) => desk.write(() => order, order, NEVER);
    for (let steps = 0; steps < 30; steps += 1) {
      await one(steps);
      for (let step = 0; step < steps; step += 1) await undefined;
      const done = await Promise.race([one(100 + steps), wait(2_000, 'nothing was done')]);
      expect(done).toBe(100 + steps);
    }
  });

  it('leaves the database to others between two long transactions', async () => {
    const { path, desk } = newDesk();
    let isOver = false;
    let last = 0;
    const long = (order: number): Promise<void> =>
      desk.write(
        () => {
          last = order;
          const end = performance.now() + 120;
          while (performance.now() < end);
          if (!isOver && order < 20) void long(order + 1);
        },
        order,
        NEVER,
      );
    void long(1);
    await wait(200);
    const end = performance.now() + 3_000;
    while (!isOver && performance.now() < end) {
      await wait(5);
      if (isTaken(path)) continue;
      lockBesideRuns(path).release();
      isOver = true;
    }
    await desk.idle();
    expect(last).toBeLessThan(20);
  });

  it('tells what is committed although the database does not close', async () => {
    const { desk, settings } = newDesk();
    settings.onOpen = (store) => {
      store.close = () => {
        Store.prototype.close.call(store);
        throw new Error('the disk is gone');
      };
    };
    expect(await Promise.race([desk.write(() => 'done', 1, NEVER), wait(2_000, 'nothing')])).toBe(
      'done',
    );
  });

  it('tells whoever waited that another program writes', async () => {
    const { path, decide } = newDesk(1_000);
    const other = new Database(path);
    onTestFinished(() => void other.close());
    other.exec('BEGIN IMMEDIATE');
    await expect(decide('1001')).rejects.toThrow(DatabaseBusyError);
    other.exec('ROLLBACK');
    expect(await decide('1001')).toMatchObject({ kind: 'decided', user: 'created' });
  });

  it('enrolls nobody of a batch whose transaction SQLite ends, as on a full disk', async () => {
    const { path, desk, decide } = newDesk();
    await decide('1001');
    await desk.idle();
    const { open } = HeldDatabase;
    const spy = vi.spyOn(HeldDatabase, 'open').mockImplementation((...how) => {
      const held = open.apply(HeldDatabase, how);
      const pages = held.db.pragma('page_count', { simple: true }) as number;
      if (!held.dryRun) held.db.pragma(`max_page_count = ${pages + 50}`);
      return held;
    });
    onTestFinished(() => void spy.mockRestore());
    const filling = (order: number) =>
      desk.write(
        ({ collections }) => {
          for (let i = 0; i < 5_000; i += 1)
            collections.create(`${order} ${i} ${'x'.repeat(200)}`, 'now');
        },
        order,
        NEVER,
      );
    const ended = await Promise.allSettled([
      decide('1002', { extractions: new Map([[0, photo('b', 90)]]) }),
      filling(3),
      decide('1003', { extractions: new Map([[0, photo('c', 180)]]) }),
    ]);
    const full = { status: 'rejected', reason: expect.objectContaining({ code: 'SQLITE_FULL' }) };
    expect(ended).toEqual([full, full, full]);
    expect(users(path)).toEqual(['1001']);
    spy.mockRestore();
    // What was undone is no duplicate.
    expect(await decide('1004', { extractions: new Map([[0, photo('d', 90)]]) })).toMatchObject({
      photos: [{ outcome: { kind: 'enrolled' } }],
    });
  });

  it('leaves nothing in the journal of one who is deleted', async () => {
    const { path, decide } = newDesk();
    await decide('1001');
    const store = Store.open(path, false);
    const part = store.collection('default', '');
    const holding = part.holdings.of('1001');
    if (!holding) throw new Error('nobody was enrolled');
    const deletion = { ...holding, what: 'user', reason: 'NAMED', date: null } as const;
    part.removal.remove([deletion], '2026-11-21T12:00:00.000Z');
    store.close();
    expect(query(path, 'SELECT * FROM run_items')).toEqual([]);
  });
});
