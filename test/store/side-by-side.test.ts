import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Deletion } from '../../src/domain/deletion.js';
import { openDatabase } from '../../src/store/database.js';
import { DatabaseBusyError, lockForRun, lockNow } from '../../src/store/lock.js';
import { livingRuns } from '../../src/store/run-locks.js';
import { type RunStore, Store } from '../../src/store/store.js';
import { query, temporaryFolder } from '../support/cli.js';
import { rowEntry, sampleOf, userData } from '../support/entries.js';

const PARTS = { encoder: 'encoder', extractor: 'extractor', ignoreCase: false };
const WAITING = { signal: new AbortController().signal, onWait: () => {} };
const KEY = { bytes: Buffer.alloc(32, 7), source: 'a test' };

const database = (): string => join(temporaryFolder(), 'test.db');

/** Opens a database beside other runs, in this process as well. */
function open(path: string, key?: typeof KEY): Store {
  const store = Store.open(path, false, { besideRuns: true, ...(key && { key }) });
  onTestFinished(() => store.close());
  return store;
}

function start(store: Store, input: string, command = 'import-faces'): RunStore {
  const run = { collection: 'default', command, input, options: {} };
  return store.runLife.start(run, PARTS, new Date().toISOString());
}

/** A run in its long part: others may begin. */
function atWork(path: string, input: string, key?: typeof KEY): { store: Store; run: RunStore } {
  const store = open(path, key);
  const run = start(store, input);
  store.letOthersIn();
  return { store, run };
}

const photo = (path: string) => ({ path, size: 1, modifiedMs: 1 });

/** Extracts a photo, as a run does in its long part. */
function extract({ work, samples, transaction }: RunStore, name: string): void {
  transaction(() => {
    const item = work.add(rowEntry(2, name));
    work.items.setExtracted(item, samples.keep(photo(`/${name}.jpg`), sampleOf(name)));
  });
}

/** The digests of the samples that a run has in hand. */
function inHand({ work, samples }: RunStore): readonly string[] {
  const items = [...work.pages()].flat().flatMap((entry) => entry.items);
  return items.map(({ sample }) => samples.get(sample ?? -1).digest);
}

const leaver = (userId: string): Deletion => ({
  ...{ userId, what: 'user', reason: 'NOT_IN_CSV', date: null },
  ...{ templates: 0, thumbnails: 0, profileImage: false, waitingPhoto: false },
});

describe('two runs on one database, be it in one process', () => {
  it('are at work at the same time, each with what is its own', async () => {
    const path = database();
    const [one, two] = [atWork(path, '/one'), atWork(path, '/two')];
    expect([...livingRuns(path).keys()].toSorted()).toEqual(
      [one.run.runId, two.run.runId].toSorted(),
    );
    extract(one.run, 'ann');
    extract(two.run, 'bob');
    await two.store.takeAgain(WAITING);
    two.run.transaction(() => two.store.runLife.finish(two.run));
    two.store.runLife.close(two.run);
    expect(inHand(one.run)).toEqual([sampleOf('ann').digest]);
    expect(query(path, 'SELECT path FROM samples')).toEqual([{ path: '/ann.jpg' }]);
    expect(query(path, 'SELECT user_id FROM run_entries')).toEqual([{ user_id: 'ann' }]);
  });

  it('write one after the other: the second waits until the first is closed', async () => {
    const path = database();
    const [one, two] = [atWork(path, '/one'), atWork(path, '/two')];
    await one.store.takeAgain(WAITING);
    const told: string[] = [];
    let hasTaken = false;
    const taken = two.store
      .takeAgain({ ...WAITING, onWait: (holder) => told.push(holder) })
      .then(() => {
        hasTaken = true;
      });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(hasTaken).toBe(false);
    expect(told).toEqual([expect.stringContaining(`(process ${process.pid}, since `)]);
    one.store.close();
    await taken;
    expect(() => open(path)).toThrow(DatabaseBusyError);
  });

  it('wait no longer when they are interrupted', async () => {
    const path = database();
    const [one, two] = [atWork(path, '/one'), atWork(path, '/two')];
    await one.store.takeAgain(WAITING);
    const stop = new AbortController();
    const taken = two.store.takeAgain({ signal: stop.signal, onWait: () => stop.abort() });
    await expect(taken).rejects.toBe(stop.signal.reason);
    // It can be told as interrupted, beside the other.
    two.store.runLife.breakOff(two.run, 'interrupted');
    expect(livingRuns(path).has(two.run.runId)).toBe(false);
  });

  it('of which one applies: the other waits with its work, without holding up its process', async () => {
    const path = database();
    const two = atWork(path, '/two');
    let ticks = 0;
    const clock = setInterval(() => {
      ticks += 1;
    }, 20);
    onTestFinished(() => clearInterval(clock));
    // Another process would be in its transaction for as long.
    const other = openDatabase(path);
    onTestFinished(() => {
      other.close();
    });
    other.exec('BEGIN IMMEDIATE');
    const added = two.run.inTurn(() => two.run.work.add(rowEntry(2, 'bob')), WAITING.signal);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(ticks).toBeGreaterThan(2);
    other.exec('COMMIT');
    expect(await added).toBe(1);
  });

  it('do not work on the same input for the same collection', () => {
    const [path, input] = [database(), temporaryFolder()];
    const { store } = atWork(path, input);
    const another = open(path);
    expect(() => start(another, input)).toThrow(
      `another run is working on ${input} (process ${process.pid}, since `,
    );
    start(another, temporaryFolder());
    another.letOthersIn();
    store.close();
    start(open(path), input);
  });

  it('may bring photos of one folder, named one by one, or read two pipes', () => {
    const [path, folder] = [database(), temporaryFolder()];
    for (const [input, command] of [
      [folder, 'enroll'],
      [folder, 'enroll'],
      ['/dev/fd/63', 'import-csv'],
      ['/dev/fd/63', 'import-csv'],
    ] as const) {
      const store = open(path);
      start(store, input, command);
      store.letOthersIn();
    }
    expect(livingRuns(path).size).toBe(4);
  });

  it('have each the photo that they have seen under one path', async () => {
    const path = database();
    const runs = [atWork(path, '/one', KEY), atWork(path, '/two', KEY)];
    // The second one sees it once somebody has put another photo there.
    for (const [i, { run }] of runs.entries()) {
      run.transaction(() => {
        const item = run.work.add(rowEntry(2, 'ann'));
        const sample = run.samples.keep(
          { path: '/ann.jpg', size: i, modifiedMs: i },
          sampleOf(`p${i}`),
        );
        run.work.items.setExtracted(item, sample);
      });
    }
    expect(runs.map(({ run }) => inHand(run))).toEqual([['p0'], ['p1']]);
    for (const { store, run } of runs) {
      await store.takeAgain(WAITING);
      run.transaction(() => store.runLife.finish(run));
      store.runLife.close(run);
      store.close();
    }
    expect(query(path, 'SELECT path FROM samples')).toEqual([]);
  });

  it('that waits for its turn says so when the database is taken away', async () => {
    const path = database();
    const { store } = atWork(path, '/one');
    renameSync(path, `${path}-away`);
    await expect(store.takeAgain(WAITING)).rejects.toThrow(
      `the database ${path} was removed or replaced during the run`,
    );
    renameSync(`${path}-away`, path);
  });

  it('share the key of their samples, which the last of them destroys', async () => {
    const path = database();
    const [one, two] = [atWork(path, '/one', KEY), atWork(path, '/two', KEY)];
    extract(one.run, 'ann');
    extract(two.run, 'bob');
    const keys: number[] = [];
    for (const { store, run } of [two, one]) {
      await store.takeAgain(WAITING);
      expect(inHand(run)).toHaveLength(1);
      run.transaction(() => store.runLife.finish(run));
      store.runLife.close(run);
      store.close();
      keys.push(query(`${path}-keys`, 'SELECT collection FROM sample_keys').length);
    }
    expect(keys).toEqual([1, 0]);
  });
});

describe('a run that is at work', () => {
  it.each([
    ['as it is', undefined],
    ['encrypted', KEY],
  ])('keeps its work in hand when a sync beside it deletes users (%s)', async (_, key) => {
    const path = database();
    const [one, sync] = [atWork(path, '/one', key), atWork(path, '/two', key)];
    extract(one.run, 'ann');
    extract(sync.run, 'eve');
    await sync.store.takeAgain(WAITING);
    sync.run.transaction(() => {
      for (const userId of ['ann', 'cleo']) sync.run.users.create(userId, userData(), 'now');
      sync.store.runLife.finish(sync.run);
    });
    sync.store.runLife.close(sync.run);
    const gone = ['ann', 'cleo'].map((userId) => leaver(userId));
    expect(sync.run.removal.remove(gone, 'now').deleted).toHaveLength(2);
    sync.store.close();
    expect(query(path, 'SELECT path FROM samples')).toEqual([{ path: '/ann.jpg' }]);
    // The number of a sample never becomes that of another while a run knows it by that.
    extract(one.run, 'bob');
    await one.store.takeAgain(WAITING);
    expect(inHand(one.run)).toEqual(['ann', 'bob']);
  });

  it('is not followed by what is deleted once it has been killed', () => {
    const path = database();
    const { store, run } = atWork(path, '/one');
    extract(run, 'ann');
    // As a killed process does.
    store.close();
    const sync = open(path);
    const { users, removal, transaction } = sync.collection('default', 'encoder');
    transaction(() => users.create('ann', userData(), 'now'));
    removal.remove([leaver('ann')], 'now');
    const left = ['samples', 'run_entries', 'run_items'].map(
      (table) => query(path, `SELECT * FROM ${table}`).length,
    );
    expect(left).toEqual([0, 0, 0]);
  });

  it('keeps off who needs the database alone, and tells its process', () => {
    const path = database();
    const { store } = atWork(path, '/one');
    expect(lockNow(path)).toEqual({ state: 'held', holder: process.pid });
    expect(() => lockForRun(path)).toThrow(DatabaseBusyError);
    expect(() => Store.open(path, false)).toThrow(`(process ${process.pid}, since `);
    store.close();
    lockForRun(path).release();
  });

  it('is not encrypted under its hands', () => {
    const path = database();
    const { store } = atWork(path, '/one');
    expect(() => open(path, KEY)).toThrow(DatabaseBusyError);
    store.close();
    expect(open(path, KEY).secrets.isEncrypted).toBe(true);
  });

  it('is listed as running by itself, not by its process', () => {
    const path = database();
    const { store, run } = atWork(path, '/one');
    const statuses = () =>
      store
        .journal(path)
        .newest(9)
        .map(({ status }) => status);
    expect(statuses()).toEqual(['running']);
    store.runLife.breakOff(run, 'interrupted');
    const again = start(open(path), '/one');
    expect(statuses()).toEqual(['running', 'interrupted']);
    expect(livingRuns(path)).toEqual(new Map([[again.runId, process.pid]]));
  });

  it('that has enrolled is named by others as not reported only once it is killed', () => {
    const path = database();
    const { store, run } = atWork(path, '/one');
    run.transaction(() => store.runLife.finish(run));
    const other = open(path);
    expect(other.runLife.takeDueReports()).toEqual([]);
    start(other, '/two');
    other.close();
    store.close();
    // Others have been at work since.
    expect(open(path).runLife.takeDueReports()).toMatchObject([{ runId: run.runId }]);
  });

  it('leaves a file when it is killed, which the next one removes', () => {
    const path = database();
    open(path).close();
    const left = `${path}-run-0190-dead`;
    writeFileSync(left, '');
    expect(livingRuns(path).size).toBe(0);
    open(path);
    expect(existsSync(left)).toBe(false);
  });
});
